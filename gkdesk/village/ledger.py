"""The posting ledger: objection windows, photos, proofs, reminders, the village's year folder."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.base import files
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.handover import Due
from gkdesk.base.privacy import shown_name

from . import lifestore, store, windows
from .counters import check_reason
from .liferows import PhotoRow, Spans, WindowRow
from .model import PhotoKind, Posting, Sheet, Village
from .sheetbook import shown_day
from .windows import CountMode, DayUnit, Window

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.documents.photos import PhotoFacts
    from gkdesk.documents.service import Documents

    from .service import Villages

PROOF, NO_OBJECTION, ANSWERS = "village_keep_proof", "village_no_objection", "village_objections"


class PhotoUsed(Declined):
    """The same file proves another posting."""

    message = "这张照片已经登记为{where}的张贴照片，不能再用。请换一张现场照片，没有登记任何内容。"


class NotOver(Declined):
    """The window is open or the sheet has not hung long enough."""

    message = "{what}到{until}才满，现在还不能{act}。请到期再办，数据没有改动。"


class HasObjections(Declined):
    """Somebody objected."""

    message = "公示期间收到{count}件异议，不能出具无异议说明。请先按异议办理，数据没有改动。"


class NoWindow(Declined):
    """The posting has no objection window."""

    message = "这次张贴没有登记公示期，不用出具无异议说明。数据没有改动。"


class Ledger:
    """What proves that a sheet hung, and for how long."""

    def __init__(self, session: Session, room: Villages, documents: Documents) -> None:
        self._session, self._room, self._documents = session, room, documents

    def window_row(self, posting_uid: str, code: str, on: date) -> dict[str, object]:
        """Reckon the objection window of a posting; not stored yet.

        Raises:
            UnknownWindow: no window has this code.
            CalendarMissing: working days of a year whose notice is not loaded.
        """
        window: Window = self._room.items.periods.window(code)
        mode, calendar = self._room.items.periods.default.count_mode, self._room.items.calendar
        end = windows.printed_end(on, window.days, mode=mode, unit=window.unit, calendar=calendar)
        closed = windows.closed_on(on, window.days, unit=window.unit, calendar=calendar)
        return {
            "posting_uid": posting_uid, "code": code, "label": window.label, "days": window.days,
            "unit": window.unit.value, "mode": mode.value, "printed_end": end.isoformat(),
            "closed_on": closed.isoformat(),
        }  # fmt: skip

    def spans(self, code: str, on: date) -> Spans:
        """Say what posting on a day would mean; ``code`` is empty without an objection window.

        Raises:
            UnknownWindow, CalendarMissing: as ``window_row``.
        """
        keep = self._room.keep_days(on)
        until = windows.down_on(on, keep)
        if not code:
            return Spans("", "", None, None, None, None, keep, until)
        window, calendar = self._room.items.periods.window(code), self._room.items.calendar
        ends = {
            mode: windows.printed_end(on, window.days, mode=mode, unit=window.unit,
                                      calendar=calendar)
            for mode in CountMode
        }  # fmt: skip
        closed = windows.closed_on(on, window.days, unit=window.unit, calendar=calendar)
        usual = self._room.items.periods.default.count_mode
        return Spans(
            window.label, window.words, ends[CountMode.WITH_FIRST], ends[CountMode.WITHOUT_FIRST],
            ends[usual], closed, keep, max(until, closed),
        )  # fmt: skip

    def window(self, posting: Posting) -> WindowRow | None:
        return lifestore.window(self._session.conn, posting.uid)

    def photos(self, posting_uid: str = "") -> list[PhotoRow]:
        """Return the photos of one posting, or all."""
        return lifestore.photos(self._session.conn, posting_uid)

    def add_photo(self, posting: Posting, kind: PhotoKind, path: Path) -> PhotoRow:
        """Keep a photo of a posting, sealed.

        The same file twice is refused; one that looks alike, or was taken outside the days the
        sheet hung, is kept with a warning.

        Raises:
            BadPhoto: not a picture.
            PhotoUsed: the same file proves another posting.
            Blocked: the file cannot be read or the archive not be written.
        """
        from gkdesk.documents import photos

        data = files.read(path, largest=photos.LARGEST)
        found = photos.facts(data, shown_name(path.name))
        sha = hashlib.sha256(data).hexdigest()
        known = self.photos()
        if same := next((one for one in known if one.sha256 == sha), None):
            raise PhotoUsed(where=self.where(same.posting_uid))
        warnings = self._warnings(posting, found, known)
        uid = str(uuid4())
        with self._session.transaction():
            self._documents.keep(data, name=path.name, subject=f"village_posting:{posting.uid}")
            row = {
                "uid": uid, "posting_uid": posting.uid, "kind": kind.value, "sha256": sha,
                "likeness": found.likeness, "warnings": json.dumps(warnings, ensure_ascii=False),
                "taken_at": found.taken_at.isoformat(sep=" ") if found.taken_at else "",
                "at": self._session.now().isoformat(timespec="seconds"),
                "by": self._session.user.name,
            }  # fmt: skip
            lifestore.add(self._session.conn, "village_photo", row)
            self._session.audit("village.photo", posting.sheet_uid, kind=kind, sha256=sha)
        return next(one for one in self.photos() if one.uid == uid)

    def _warnings(self, posting: Posting, found: PhotoFacts, known: list[PhotoRow]) -> list[str]:
        from gkdesk.documents import photos

        said = []
        for one in known:
            if photos.distance(one.likeness, found.likeness) <= photos.NEAR:
                said.append(f"与{self.where(one.posting_uid)}的照片很像，请核对是不是同一张")
                break
        if found.taken_at is None:
            said.append("照片里没有拍摄时间（微信转发会去掉），按登记时间算")
        elif not self._within(posting, found.taken_at.date()):
            said.append(f"照片拍摄于{shown_day(found.taken_at.date())}，不在张贴期间")
        return said

    def _within(self, posting: Posting, day: date) -> bool:
        return posting.posted_on <= day <= (posting.taken_down_on or self._session.today)

    def proof_values(self, uid: str) -> dict[str, str | list[str]]:
        """Return what the proof of a sheet's keep-up days says.

        Raises:
            NotOver: no posting of it is over or taken down yet.
        """
        sheet = self._room.sheet(uid)
        postings = self._room.postings(uid)
        today = self._session.today
        if not any((one.taken_down_on or today) >= one.keep_until for one in postings):
            until = max((one.keep_until for one in postings), default=today)
            raise NotOver(what="保留期", until=shown_day(until), act="出具证明")
        life = self._room.lives.of(uid)
        rule = self._room.deadlines.keep_rule(min(one.posted_on for one in postings))
        return {
            "village": self._room.village_name(sheet),
            "sheet_title": f"{sheet.period.label}{self._room.form(sheet.form).name}",
            "reviewed": next((str(s.on) for s in life.steps if s.what == "监委会审核"), ""),
            "check_code": next((s.detail.removeprefix("核对码") for s in life.steps if s.detail
                                and s.what == "定稿"), ""),
            "postings": [self._posting_line(one) for one in postings],
            "photos": [self._photo_line(one) for p in postings for one in self.photos(p.uid)],
            "rule": f"张贴当日不计，至少保留{rule.number}日（{rule.basis}）",
            "made_date": today.isoformat(),
        }  # fmt: skip

    def proof(self, uid: str) -> bytes:
        """Return the printed proof that a sheet hung its days; raises as ``proof_values``."""
        return self._documents.render(PROOF, self.proof_values(uid))

    def save_proof(self, uid: str, path: Path) -> None:
        """Write the proof to a place the clerk chose; raises as ``proof``, or Blocked."""
        files.write(path, self.proof(uid))

    def _posting_line(self, one: Posting) -> str:
        end = one.taken_down_on or self._session.today
        full = max(0, (end - one.posted_on).days - 1)
        board = next(b.name for b in self._room.boards() if b.uid == one.board_uid)
        down = one.taken_down_on.isoformat() if one.taken_down_on else ""
        ok = "满期" if end >= one.keep_until else "未满期"
        cells = (board, one.posted_on, one.keep_until - timedelta(days=1), down, full, ok)
        return "\t".join(map(str, cells))

    def _photo_line(self, one: PhotoRow) -> str:
        when = one.taken_at or f"{one.at.replace('T', ' ')}（登记）"
        return f"{PhotoKind(one.kind).label}\t{when}\t{one.sha256[:16]}"

    def no_objection(self, posting: Posting) -> bytes:
        """Return the printed statement that nobody objected within the window.

        Raises:
            NoWindow: no window was registered.
            NotOver: it is still open.
            HasObjections: somebody objected.
        """
        window = self.window(posting)
        if window is None:
            raise NoWindow
        if self._session.today < window.closed_on:
            raise NotOver(what="公示期", until=shown_day(window.closed_on), act="出具无异议说明")
        within = [
            one
            for one in self._room.objections.all(posting.sheet_uid)
            if posting.posted_on <= one.received_on < window.closed_on
        ]
        if within:
            raise HasObjections(count=len(within))
        sheet = self._room.sheet(posting.sheet_uid)
        unit = "个工作日" if window.unit == DayUnit.WORKING else "天"
        values: dict[str, str | list[str]] = {
            "village": self._room.village_name(sheet),
            "sheet_title": f"{sheet.period.label}{self._room.form(sheet.form).name}",
            "from_date": posting.posted_on.isoformat(),
            "to_date": window.printed_end.isoformat(),
            "days": f"{window.days}{unit}",
            "made_date": self._session.today.isoformat(),
        }
        return self._documents.render(NO_OBJECTION, values)

    def save_no_objection(self, posting: Posting, path: Path) -> None:
        """Write the statement to a place the clerk chose; raises as it, or Blocked."""
        files.write(path, self.no_objection(posting))

    def save_answers(self, village: Village, first: date, last: date, path: Path) -> None:
        """Write the list of objections to a place the clerk chose; raises Blocked."""
        files.write(path, self.answers(village, first, last))

    def answers(self, village: Village, first: date, last: date) -> bytes:
        """Return the printed list of objections and what became of them; no names."""
        rows = self._room.objections.listed(village.uid, first, last)
        values: dict[str, str | list[str]] = {
            "village": self._session.organ.town + village.name,
            "span": f"{shown_day(first)}至{shown_day(last)}",
            "made_date": self._session.today.isoformat(),
            "rows": [
                "\t".join((
                    one.received_on.isoformat(), one.subject, one.result or "正在办理",
                    one.ended_on.isoformat() if one.ended_on else "",
                ))
                for one in rows
            ],
        }  # fmt: skip
        return self._documents.render(ANSWERS, values)

    def reminders(self, today: date) -> list[Due]:
        """Return what the ledger still needs: photos, re-posting, answers, closed windows."""
        from .reminders import reminders

        return reminders(self._session, self._room, today)

    def lost(
        self, posting: Posting, on: date, reason: str, *, again_on: date | None = None
    ) -> Posting:
        """Record that a sheet was torn off or blown down, and that it hangs there again.

        Both are recorded or neither. The new posting runs its own days, with the same window.

        Raises:
            BadValue: no reason, or posted again before it was lost.
            WrongDay, WrongStep: as ``Villages.take_down`` and ``Villages.post``.
        """
        check_reason(reason, "原因", required=True)
        if again_on is not None and again_on < on:
            raise BadValue("again_on", "重新张贴日期", "早于损毁的日期")
        with self._session.transaction():
            ended = self._room.take_down(posting, on, reason=reason)
            if again_on is None:
                return ended
            board = next(one for one in self._room.boards() if one.uid == posting.board_uid)
            window = self.window(posting)
            code = window.code if window else ""
            return self._room.post(posting.sheet_uid, board, again_on, window=code, matters=[])

    def year_folder(self, village: Village, year: int, folder: Path) -> list[Path]:
        """Write a village's papers of a year: originals, photos, proofs, the list of objections.

        Raises:
            Blocked: the folder cannot be written; what was written stays.
        """
        base = folder / files.safe_name(f"{village.name}-{year}")
        written: list[Path] = []
        for sheet in store.posted_sheets(self._session.conn):
            postings = [p for p in self._room.postings(sheet.uid) if p.posted_on.year == year]
            if sheet.village_uid != village.uid or not postings:
                continue
            stem = files.safe_name(f"{sheet.period}-{sheet.form}-第{sheet.version}版")
            written += self._sheet_files(sheet, postings, base, stem)
        rows = self._room.objections.listed(village.uid, date(year, 1, 1), date(year, 12, 31))
        if rows:
            path = base / "异议处理清单.pdf"
            files.write(path, self.answers(village, date(year, 1, 1), date(year, 12, 31)))
            written.append(path)
        with self._session.transaction():
            self._session.audit("village.year_folder", village.name, year=year, files=len(written))
        return written

    def _sheet_files(
        self, sheet: Sheet, postings: list[Posting], base: Path, stem: str
    ) -> list[Path]:
        written = []
        made = [(base / f"{stem}.pdf", self._documents.read(self._room.lives.of(sheet.uid).frozen))]
        for one in (photo for p in postings for photo in self.photos(p.uid)):
            name = f"{stem}-{PhotoKind(one.kind).label}-{one.sha256[:8]}.jpg"
            made.append((base / name, self._documents.read(one.sha256)))
        with suppress(NotOver):  # the folder of next time has it
            made.append((base / f"{stem}-张贴证明.pdf", self.proof(sheet.uid)))
        for path, data in made:
            files.write(path, data)
            written.append(path)
        return written

    def where(self, posting_uid: str) -> str:
        """Name the sheet of a posting: 青石镇东河村2026年第一季度财务收支公开表."""
        posting = store.posting(self._session.conn, posting_uid)
        if posting is None:
            return "另一处"
        sheet = self._room.sheet(posting.sheet_uid)
        what = f"{sheet.period.label}{self._room.form(sheet.form).name}"
        return self._room.village_name(sheet) + what
