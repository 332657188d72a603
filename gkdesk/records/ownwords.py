"""本单位的词和电话: the office's own words and the telephones that may be public.

The list is a file in the office's own ``forms/`` (see ``wordlist``); here is who may change it,
and that it was changed is written in the audit.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base import numberwatch
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.privacy import demand_open
from gkdesk.base.scanning import Kind, Rules, Severity, Term, plain
from gkdesk.base.text import storable, tidy, visible

from . import wordlist
from .scanmodel import ListedWord, WordKind

LONGEST_PHONE = 40
_MOBILE_DIGITS = 11
_MOST_BESIDE = 7  # digits with hanzi beside them: a note was typed with the number
TELEPHONES = (Kind.MOBILE, Kind.LANDLINE)
_WORDS = re.compile("[\u4e00-\u9fff]")
_NEVER = (Kind.ID, Kind.ID_DOUBTFUL, Kind.ID_PART, Kind.PERMIT, Kind.ACCOUNT)


class NotATelephone(Declined):
    """Something else than a telephone is to be let go for good."""

    message = "这一处不是电话，不能列为可公开的电话。请逐处决定，词表没有改动。"


class OwnWords:
    """What the office itself put on the list; adds and takes away."""

    def __init__(
        self,
        session: Session,
        rules: Callable[[], Rules],
        telephone: Callable[[str, str], tuple[Kind, Severity, str]],
        may_release: Callable[[str], None],
    ) -> None:
        """``telephone`` finds what a hit says; ``may_release`` lets only its releaser pass."""
        self._session, self._rules = session, rules
        self._telephone, self._may_release = telephone, may_release

    def all(self) -> list[ListedWord]:
        """Return the office's own words, its telephones, and the shipped words it set aside."""
        own = wordlist.own(self._session.forms)
        terms = [_listed(wordlist.read_term(entry), own=True) for entry in own.get("word", [])]
        phones = [ListedWord(str(one), WordKind.ALLOW) for one in own.get("allow", [])]
        return terms + phones + [ListedWord(str(one), WordKind.DROP) for one in own.get("drop", [])]

    def shipped(self) -> list[ListedWord]:
        """Return the program's words that are in use."""
        own = {one.text for one in self.all()}
        return [_listed(one, own=False) for one in self._rules().terms if one.text not in own]

    def add(self, text: str, kind: str, *, suggestion: str = "", block: bool = False) -> None:
        """Put a word or a telephone on the office's list; one of the same text is replaced.

        Args:
            text: the word or the number.
            kind: value or label of a ``WordKind``.
            suggestion: how a wrong expression should read.
            block: whether a leader has to decide; a telephone knows none of both.

        Raises:
            NotAllowed: an administrator; a personal telephone by another one than 负责人.
            BadValue: no such kind, too short, too long, or an identity number.
            Blocked: disk or rights.
        """
        session, word = self._session, tidy(visible(text)).replace("\n", " ")
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        if kind in (WordKind.ALLOW, WordKind.ALLOW.label):
            self._demand_telephone(word)
            if self._looks_personal(word):
                session.require(Role.LEADER)
            self._allow(word)
            return
        instead = tidy(visible(suggestion)).replace("\n", " ")
        for field, label, said in (("text", "词", word), ("suggestion", "换成", instead)):
            demand_open(said, field, label)
            if not storable(said):
                raise BadValue(field, label, "里面有不能保存的字符")
        if len(instead) > wordlist.LONGEST:
            raise BadValue("suggestion", "换成", f"不能超过{wordlist.LONGEST}个字")
        made = wordlist.term(word, kind, severity="block" if block else "ask", suggestion=instead)
        with session.transaction():
            session.audit("records.words", word, act="add", kind=made.kind.value)
            wordlist.add(session.forms, made)

    def allow_found(self, uid: str, mark: str) -> None:
        """Put the telephone of one hit of a record on the list: it is told no more anywhere.

        Raises:
            NoSuchHit: the text was changed meanwhile.
            NotATelephone: the hit is of another kind.
            NotAllowed, OwnRelease: a personal telephone is let go by who may release it.
            Blocked: disk or rights.
        """
        self._session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        kind, severity, number = self._telephone(uid, mark)
        if kind not in TELEPHONES:
            raise NotATelephone
        if severity is Severity.BLOCK:
            self._may_release(uid)
        # the scan compares a mobile number without the code of the country
        known = plain(number)[-_MOBILE_DIGITS:] if kind is Kind.MOBILE else number
        self._allow(tidy(visible(known)).replace("\n", " "))

    def remove(self, text: str) -> str:
        """Take a word out of use: an own one is deleted, a shipped one set aside.

        Returns:
            what was done, in words.

        Raises:
            NotAllowed: an administrator.
            BadValue: no list has it.
            Blocked: disk or rights.
        """
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        with session.transaction():
            session.audit("records.words", self._open(text), act="remove")
            return wordlist.remove(session.forms, text)

    def put_back(self, text: str) -> None:
        """Use a shipped word again that was set aside; raises as ``remove``."""
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        with session.transaction():
            session.audit("records.words", self._open(text), act="put_back")
            wordlist.put_back(session.forms, text)

    def _allow(self, number: str) -> None:
        self._demand_telephone(number)
        session = self._session
        with session.transaction():
            session.audit("records.words", self._open(number), act="add", kind="allow")
            wordlist.add(session.forms, allow=number)

    def _demand_telephone(self, number: str) -> None:
        if len(number) > LONGEST_PHONE:
            raise BadValue("text", "电话", f"不能超过{LONGEST_PHONE}个字")
        if _WORDS.search(number) and sum(map(str.isdecimal, number)) >= _MOST_BESIDE:
            raise BadValue("text", "电话", "只写号码，不写名称")
        if any(one.kind in _NEVER for one in numberwatch.find(number, Rules())):
            raise BadValue("text", "电话", "是身份证号、证件号或者银行账号，不能列为可公开")
        if not storable(number):
            raise BadValue("text", "电话", "里面有不能保存的字符")

    def _looks_personal(self, text: str) -> bool:
        found = numberwatch.find(text, Rules())
        return any(one.severity is Severity.BLOCK for one in found)

    def _open(self, text: str) -> str:
        """Return a text fit for the audit: its numbers covered."""
        from .masking import mask_text

        return mask_text(text, Rules())


def _listed(term: Term, *, own: bool) -> ListedWord:
    note = "" if own else term.source
    blocks = term.severity is Severity.BLOCK
    return ListedWord(term.text, WordKind(term.kind.value), term.suggestion, note, blocks, own)
