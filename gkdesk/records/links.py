"""What records are to each other: an interpretation and its policy are found from both sides."""

from __future__ import annotations

from collections.abc import Callable

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined

from . import filestore
from .model import POLICIES, Link, LinkKind, Record, RecordKind


class LinkedToItself(Declined):
    """A record about itself."""

    message = "“{number}”不能和自己关联。请另选一条信息，数据没有改动。"


class LinkedBefore(Declined):
    """The link stands."""

    message = "“{number}”和“{other}”已经这样关联，不用再登记。数据没有改动。"


class NotInterpretation(Declined):
    """Only an interpretation interprets, and only a policy is interpreted."""

    message = (
        "“{number}”（{kind}）不能登记为对“{other}”（{other_kind}）的解读。"
        "请先把两条信息的种类改成“政策解读”和“政策文件”或“行政规范性文件”，数据没有改动。"
    )


class NoSuchLink(Declined):
    """The record has no such link."""

    message = "“{number}”没有这条关联，或者已经取消。请刷新后再选，数据没有改动。"


class Links:
    """Makes and undoes links."""

    def __init__(self, session: Session, get: Callable[[str], Record]) -> None:
        self._session, self._get = session, get

    def of(self, uid: str) -> list[Link]:
        """Return the links of a record in both directions, oldest first."""
        own = self._get(uid).uid
        found = []
        for row in filestore.links(self._session.conn, own):
            outward = row["from_uid"] == own
            other = self._get(row["to_uid"] if outward else row["from_uid"])
            kind = LinkKind(row["kind"])
            found.append(
                Link(row["id"], kind, outward, other.uid, other.number, other.title, other.state)
            )
        return found

    def add(self, uid: str, kind: LinkKind, other: str) -> list[Link]:
        """Link a record to another: ``uid`` interprets, amends, abolishes… ``other``.

        Raises:
            NoSuchRecord: one of them does not exist.
            LinkedToItself, LinkedBefore, NotInterpretation: the link cannot be.
        """
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        ours, theirs = self._get(uid), self._get(other)
        if ours.uid == theirs.uid:
            raise LinkedToItself(number=ours.number)
        if any(
            one.other == theirs.uid and one.kind is kind and one.outward for one in self.of(uid)
        ):
            raise LinkedBefore(number=ours.number, other=theirs.number)
        fits = ours.kind is RecordKind.INTERPRETATION and theirs.kind in POLICIES
        if kind is LinkKind.INTERPRETS and not fits:
            raise NotInterpretation(
                number=ours.number,
                kind=ours.kind.label,
                other=theirs.number,
                other_kind=theirs.kind.label,
            )
        with session.transaction():
            filestore.add_link(
                session.conn,
                from_uid=ours.uid,
                to_uid=theirs.uid,
                kind=kind.value,
                at=session.now().isoformat(timespec="seconds"),
                user=session.user.name,
            )
            session.audit("records.link", ours.number, kind=kind.value, other=theirs.number)
        return self.of(ours.uid)

    def undo(self, uid: str, link: int) -> list[Link]:
        """Take a link back.

        Raises:
            NoSuchLink: there is none.
        """
        session, record = self._session, self._get(uid)
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        if link not in {one.id for one in self.of(record.uid)}:
            raise NoSuchLink(number=record.number)
        with session.transaction():
            at = session.now().isoformat(timespec="seconds")
            filestore.undo_link(session.conn, link, at=at)
            session.audit("records.unlink", record.number, link=link)
        return self.of(record.uid)
