"""The papers of one record: 审核表 and 保密审查单, filled from what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.text import tidy

from .model import DOCUMENTS, Act, Attribute, Event, Record
from .scanmodel import Certificate

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

    from .service import Records

REVIEW_FORM, SECRECY_FORM = "records_review_form", "records_secrecy_form"
Values = dict[str, "str | list[str]"]
_SUMMARY = 160  # letters of the body that stand as 内容要点
_LAST = (Act.PUBLISH, Act.SETTLE)
# channels of the catalog → what 拟公开方式 offers
_WAYS = {
    "政府网站": "政府网站", "两微一端": "政务新媒体", "纸质媒体": "报刊", "政府公报": "报刊",
    "广播电视": "广播电视", "社区/企事业单位/村公示栏(电子屏)": "公示栏",
}  # fmt: skip


class Papers:
    """Prints the review of a record."""

    def __init__(self, session: Session, documents: Documents, records: Records) -> None:
        self._session, self._documents, self._records = session, documents, records

    def review(self, uid: str) -> bytes:
        """Return the 审核表 of a record as a PDF: drafts leave the signatures blank.

        Raises:
            NoSuchRecord: there is none.
            MissingGlyph: a character cannot be printed.
        """
        record = self._records.get(uid)
        steps = self._steps(record)
        values = self._common(record) | {
            "index_no": record.index_number,
            "drafter": "、".join(dict.fromkeys((record.drafted_by, *record.facts.writers))),
            "source": record.facts.drafting_unit or record.facts.origin.label,
            "public_date": record.published_on.isoformat() if record.published_on else "",
            "attribute": record.attribute.label,
            "item": self._item(record),
            "channels": "、".join(self._channels(record)),
            "reason": self._reason(record),
            "files": "、".join(one.name for one in self._records.files.of(uid)),
            "scan": _scanned(self._records.privacy.certificate(uid)),
        }
        for name, event in steps.items():
            values |= self._signed(name, event)
        return self._documents.render(REVIEW_FORM, values)

    def secrecy(self, uid: str) -> bytes:
        """Return the 保密审查单 of a record as a PDF; raises as ``review`` does."""
        record = self._records.get(uid)
        steps = self._steps(record)
        reviewed = steps.get("secrecy")
        values = self._common(record) | {
            "made_date": self._session.today.isoformat(),
            "carrier": "公文类" if record.kind in DOCUMENTS else "非公文类",
            "channels": list(
                dict.fromkeys(_WAYS.get(one, "其他") for one in self._channels(record))
            ),
            "drafter": record.drafted_by,
            "result": reviewed.result.label if reviewed and reviewed.result else "",
        }
        values |= self._signed("unit", steps.get("first"))
        values |= self._signed("secrecy", reviewed)
        return self._documents.render(SECRECY_FORM, values)

    def _common(self, record: Record) -> Values:
        body = " ".join(tidy(record.body).split("\n"))
        return {
            "number": record.number,
            "info_title": record.title,
            "doc_no": record.doc_number,
            "made_date": record.made_on.isoformat(),
            "summary": body[:_SUMMARY] + ("……" if len(body) > _SUMMARY else ""),
        }

    def _steps(self, record: Record) -> dict[str, Event]:
        """Return the last step of each kind since the draft was handed in."""
        passed = iter(event for event in record.this_round if event.act is Act.PASS)
        before = [step.code for step in self._records.rules.review.steps[:-1]]
        found = dict(zip(before, passed, strict=False))
        for event in record.this_round:
            if event.act is Act.SECRECY:
                found["secrecy"] = event
            if event.act in _LAST:
                found["final"] = event
        return found

    def _signed(self, name: str, event: Event | None) -> Values:
        if event is None:
            return {}
        rules = self._records.rules.review
        seen = "、".join(rules.label(code) for code in event.checks)
        words = [event.result.label if event.result else "", event.opinion]
        words.append(f"已看：{seen}" if seen else "")
        return {
            f"{name}_opinion": "。".join(word.rstrip("。") for word in words if word),
            f"{name}_signer": event.user,
            f"{name}_date": event.at.date().isoformat(),
        }

    def _item(self, record: Record) -> str:
        if record.item_key is None:
            return ""
        item = self._records.item(record.item_key)
        return f"{item.key} {item.area} {item.name}"

    def _channels(self, record: Record) -> Iterable[str]:
        """Return the channels it went through, else those its catalog item ticks."""
        proved = {one.channel: None for one in self._records.proofs.of(record.uid)}
        if proved or record.item_key is None:
            return list(proved)
        item = self._records.item(record.item_key)
        return [one.name for one in item.channels if one.ticked]

    def _reason(self, record: Record) -> str:
        if record.attribute is Attribute.ACTIVE:
            return ""
        ground = self._records.rules.attributes.ground(record.facts.ground)
        basis = f"{ground.label}（{ground.basis}）。" if ground else ""
        return basis + record.reason


def _scanned(certificate: Certificate | None) -> str:
    if certificate is None:
        return "尚未检查"
    hits = sum(len(one["hits"]) for one in certificate.scanned)
    unread = sum(len(one["not_scanned"]) for one in certificate.scanned)
    words = (
        f"{certificate.at:%Y-%m-%d %H:%M} {certificate.by}检查，{len(certificate.scanned)}份文字"
    )
    told = f"，发现{hits}处，作出{len(certificate.decisions)}项决定" if hits else "，没有发现"
    return words + told + (f"；{unread}处不能自动检查，须人工核对" if unread else "")
