"""What each part of a county's package would change here; nothing is written."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import BadFile, Declined, Problem
from gkdesk.base.privacy import shown_name
from gkdesk.base.progress import Report, silent
from gkdesk.catalog.model import Reading
from gkdesk.catalog.service import Catalog
from gkdesk.requests.impact import Impact
from gkdesk.requests.service import Requests

from . import downfiles, downkinds, downstore
from .downkinds import FormCheck
from .downmodel import DownKind, HeldPackage, HeldPart, PartView, at_once, fingerprint_of
from .keys import Exchange, KeyState, KnownKey, exchange_of
from .keystore import KeyStore
from .packfault import PackRefused

FIGURES = "forms/rules/request_clock"


@dataclass(frozen=True, slots=True)
class Rooms:
    """What parts are looked at and applied with."""

    catalog: Callable[[], Catalog]
    requests: Callable[[], Requests]
    check: FormCheck


@dataclass(frozen=True, slots=True)
class Look:
    """A part, what it would do, and what the doing needs."""

    view: PartView
    data: bytes
    path: str = ""  # below the office's folder, of a part that is a file
    before: bytes | None = None
    reading: Reading | None = None
    key: Exchange | None = None


class Viewer:
    """Looks at the parts of one package."""

    def __init__(self, session: Session, rooms: Rooms, package: HeldPackage) -> None:
        self._session, self._rooms, self._package = session, rooms, package

    def look(self, held: HeldPart, report: Report = silent) -> Look:
        """Say what applying a part would do.

        Raises:
            Blocked: a file cannot be read.
            Cancelled: ``report`` stopped the work.
        """
        data = downstore.content(self._session.conn, held.id)
        if hashlib.sha256(data).hexdigest() != held.part.sha256:
            broken = Problem(held.part.file, "存下的内容与签名时不同，请从备份恢复或请县里重发")
            return Look(PartView(held, problems=(broken,)), data)
        looks: dict[DownKind, Callable[[], Look]] = {
            DownKind.CATALOG: lambda: self._catalog(held, data, report),
            DownKind.CALENDAR: lambda: self._calendar(held, data),
            DownKind.FORM: lambda: self._form(held, data),
            DownKind.KEY: lambda: self._key(held, data),
            DownKind.KEY_END: lambda: self._key_end(held, data),
        }
        try:
            return _covered(looks[held.part.kind]())
        except BadFile as error:
            return _covered(Look(PartView(held, problems=tuple(error.problems)), data))
        except Declined as error:
            return Look(PartView(held, problems=(Problem(held.part.file, str(error)),)), data)

    def _catalog(self, held: HeldPart, data: bytes, report: Report) -> Look:
        reading = self._rooms.catalog().read_data(data, held.part.file, report)
        counts = dict(reading.changes.counts)
        words = "，".join(
            f"{name}{counts[key]}项"
            for key, name in (
                ("added", "新增"), ("changed", "有变化"), ("gone", "取消"), ("same", "没变"),
            )
        )  # fmt: skip
        remarks = [one for one in reading.problems if not one.blocking]
        changes = [words]
        if remarks or reading.questions:
            told = f"{len(remarks)}处提示、{len(reading.questions)}处待处理"
            changes.append(f"另有{told}，可在“核对导入”里逐条看")
        same = not any(counts[key] for key in ("added", "changed", "gone"))
        view = PartView(held, tuple(changes), counts, same=same, problems=reading.blocking)
        return Look(view, data, reading=reading)

    def _calendar(self, held: HeldPart, data: bytes) -> Look:
        impact = self._rooms.requests().impact.calendar_of(held.part.file, data)
        path = impact.target.relative_to(self._session.folder).as_posix()
        return self._file(held, data, path, _impact_words(impact))

    def _form(self, held: HeldPart, data: bytes) -> Look:
        target = held.part.target
        beside = {
            one.part.target: downstore.content(self._session.conn, one.id)
            for one in self._package.parts
            if one.part.kind is DownKind.FORM
        }
        problems = downkinds.form_problems(beside, self._rooms.check, only=target)
        if any(one.blocking for one in problems):
            return Look(PartView(held, problems=tuple(problems)), data)
        _head, kind, stem = target.split("/")
        in_use = self._session.forms.paths(kind).get(stem)
        old = files.read(in_use, largest=downfiles.LARGEST) if in_use else None
        words = _edition_words(old, data)
        if target == FIGURES:
            impact = self._rooms.requests().impact.figures_of(held.part.file, data)
            words += _impact_words(impact)
        shipped = self._session.forms.shipped / kind / f"{stem}.toml"
        plain = files.read(shipped) if shipped.exists() else None
        return self._file(held, data, f"{target}.toml", words, tuple(problems), plain)

    def _file(
        self, held: HeldPart, data: bytes, path: str, words: tuple[str, ...],
        problems: tuple[Problem, ...] = (), plain: bytes | None = None,
    ) -> Look:  # fmt: skip
        """Compare with the office's own file; ``plain`` is what the program brings."""
        there = downfiles.current(self._session, path)
        last = downstore.last_of_path(self._session.conn, path)
        ours = last.after if last else None
        conflict = ""
        if there is not None and there not in (ours, data, plain):
            conflict = f"本单位改过“{path}”，与县里下发的不同"
        elif there is None and ours is not None:
            conflict = f"本单位删去了县里下发的“{path}”"
        view = PartView(
            held, words, same=there == data, conflict=conflict, problems=problems,
            at_once=at_once(held.part.target),
        )  # fmt: skip
        return Look(view, data, path=path, before=there)

    def _key(self, held: HeldPart, data: bytes) -> Look:
        try:
            exchange = exchange_of(data, held.part.file)
        except PackRefused as error:
            return _stopped(held, data, error.finding.message)
        public, known = exchange.public, KeyStore(self._session).counties()
        if public.owner != self._package.county:
            return _stopped(held, data, "不是发包的县的密钥，请与县里核实")
        words = [f"指纹 {public.fingerprint}，有效期{public.valid_from}至{public.valid_until}"]
        have = next((one for one in known if one.public == public), None)
        if have is not None:
            words.append(f"本机已有这把密钥：{have.state(self._session.today).label}")
        elif exchange.vouched_by(known, self._session.today):
            words.append("由已启用的县级密钥担保，收下就能用")
        else:
            words.append("没有可用的旧密钥担保，收下以后还要与县里通话核对指纹")
        return Look(PartView(held, tuple(words), same=have is not None), data, key=exchange)

    def _key_end(self, held: HeldPart, data: bytes) -> Look:
        try:
            end = downkinds.read_key_end(data)
        except ValueError:
            return _stopped(held, data, "作废通知读不懂，请向县里核实")
        known = {one.public.fingerprint: one for one in KeyStore(self._session).counties()}
        named = known.get(end.fingerprint)
        fits = fingerprint_of(held.part.target) == end.fingerprint
        if not fits or (named is not None and named.public.owner != self._package.county):
            return _stopped(held, data, "要作废的不是发包的县的密钥，请与县里核实")
        words = (f"作废指纹 {end.fingerprint}，原因：{shown_name(end.reason)}", "作废以后不能恢复")
        if named is None:
            view = PartView(held, (*words, "本机没有这把密钥，不用处理"), same=True)
            return Look(view, data)
        if not self._older(named, known):
            return _stopped(
                held, data, "只能作废比签名的密钥更早的密钥，请与县里通话核实后在“密钥”里作废"
            )
        revoked = named.state(self._session.today) is KeyState.REVOKED
        return Look(PartView(held, words, same=revoked), data)

    def _older(self, named: KnownKey, known: Mapping[str, KnownKey]) -> bool:
        """Tell whether the signer may end a key.

        One that was trusted by voice may end what was here before it; one that another key vouched
        for may end that one, and what that one may. So whoever stole an old key, and names its own
        successor with it, ends no other.
        """
        keys = KeyStore(self._session)
        signer = known.get(downstore.signer(self._session.conn, self._package.id))
        while signer is not None:
            voucher = keys.voucher(signer)
            if not voucher:
                return named.id < signer.id
            if voucher == named.public.fingerprint:
                return True
            signer = known.get(voucher)
        return False


def _covered(look: Look) -> Look:
    """Cover personal numbers: the county's words, or a cell they quote, may hold one."""
    view = look.view
    problems = tuple(
        replace(one, where=shown_name(one.where), message=shown_name(one.message))
        for one in view.problems
    )
    keys = view.held.part.kind in {DownKind.KEY, DownKind.KEY_END}  # they tell a fingerprint
    changes = view.changes if keys else tuple(shown_name(text) for text in view.changes)
    return replace(look, view=replace(view, changes=changes, problems=problems))


def _stopped(held: HeldPart, data: bytes, why: str) -> Look:
    return Look(PartView(held, problems=(Problem(held.part.title, why),)), data)


def _impact_words(impact: Impact) -> tuple[str, ...]:
    words = list(impact.changes) or ["与现在用的没有不同"]
    if impact.moved:
        numbers = "、".join(one.number for one in impact.moved[:5])
        more = "等" if len(impact.moved) > 5 else ""  # noqa: PLR2004 - as many as a line takes
        words.append(f"{len(impact.moved)}件在办申请的期限会变：{numbers}{more}")
    return tuple(words)


def _edition_words(old: bytes | None, new: bytes) -> tuple[str, ...]:
    """Say which edition follows which, and how many lines differ."""
    after = f"{_edition(new)}（校验值{hashlib.sha256(new).hexdigest()[:8]}）"
    if old is None:
        return (f"新的文件，{after}，{len(_lines(new))}行",)
    if old == new:
        return ("与现在用的没有不同",)
    before = f"{_edition(old)}（校验值{hashlib.sha256(old).hexdigest()[:8]}）"
    more, fewer = _line_counts(_lines(old), _lines(new))
    return (f"{before}改为{after}", f"增加{more}行，减少{fewer}行")


def _line_counts(old: list[str], new: list[str]) -> tuple[int, int]:
    """Return how many lines are new and how many are gone; a changed line is both."""
    more = fewer = 0
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            more, fewer = more + d - c, fewer + b - a
    return more, fewer


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").splitlines()


def _edition(data: bytes) -> str:
    try:
        version = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n")).get("version")
    except ValueError:
        version = None
    return f"第{version}版" if isinstance(version, int) else "未注明版次"
