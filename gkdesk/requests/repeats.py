"""What was asked before: the same letter twice, the same person again, other people alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from gkdesk.accounts.session import Session
from gkdesk.base.text import half_width, squeeze

from . import declined, store
from .ledger import Ledger, same_person
from .model import Applicant, day_text
from .similar import similar

_LOOK_BACK = timedelta(days=366)
_MOST_WAIT = timedelta(days=60)  # between the arrival of a letter and its confirmation


class Repeats:
    """Looks through what is registered; writes nothing."""

    def __init__(self, session: Session, ledger: Ledger) -> None:
        self._session, self._ledger = session, ledger

    def demand_new(self, applicant: Applicant, form: Mapping[str, str]) -> None:
        """Refuse what looks like a letter that was registered already.

        The same post number is the same letter; without one, the same person asking the very
        same words that arrived on the same day.

        Args:
            applicant: the new one.
            form: from ``read_application``.

        Raises:
            SameLetter: names the first; to be confirmed if it is another letter all the same.
        """
        arrived = date.fromisoformat(form["arrived_on"])
        tracking = _plain(form.get("tracking_no", ""))
        for row in self._since(arrived - _LOOK_BACK) if tracking else ():
            if tracking == _plain(self._came(row).get("tracking_no", "")):
                raise declined.SameLetter(why="来件邮件号相同", number=row.number)
        for row in self._since(arrived):
            if row.received_on > arrived + _MOST_WAIT or not _same(
                applicant, self._ledger.open(row)
            ):
                continue
            if (self._came(row).get("arrived_on") or row.received_on.isoformat()) == form[
                "arrived_on"
            ]:
                why = f"同一申请人{day_text(arrived)}提交过内容相同的申请"
                raise declined.SameLetter(why=why, number=row.number)

    def alike(self, name: str, id_number: str, content: str) -> list[str]:
        """Return the numbers under which other people asked much the same within a year.

        《条例》第四十四条第一款: what several people ask for may be published for all.
        """
        if not content:
            return []
        own = (name, id_number)
        found = []
        for row in self._since(self._session.today - _LOOK_BACK):
            other = self._ledger.open(row)
            mine = other.id_number == own[1] if own[1] and other.id_number else other.name == own[0]
            if not mine and similar(other.content, content):
                found.append(row.number)
        return found

    def _since(self, day: date) -> list[store.Stored]:
        return [row for row in store.all_of(self._session.conn, None) if row.received_on >= day]

    def _came(self, row: store.Stored) -> Mapping[str, str]:
        return self._ledger.events(row)[0].detail  # the receipt, or the arrival


def _same(one: Applicant, other: Applicant) -> bool:
    return same_person(one, other) and _plain(one.content) == _plain(other.content)


def _plain(text: str) -> str:
    return "".join(letter for letter in squeeze(half_width(text)).upper() if letter.isalnum())
