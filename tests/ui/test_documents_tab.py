"""文书 of a case: a document is voided with its reason, and what cannot be says why."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from gkdesk.desk import Desk
from gkdesk.ui.requests.case_page import CasePage
from gkdesk.ui.requests.documents_tab import DocumentsTab
from gkdesk.ui.widgets.basic import Elided
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow

from .test_closing import replied, shot
from .test_requests_pages import _case


def test_a_document_is_voided_on_its_tab(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = replied(desk)
    case = _case(window, uid)
    assert case.tabs is not None
    case.tabs.choose("documents")
    [tab] = case.findChildren(DocumentsTab)
    forms = [one.form for one in tab._table.shown()]
    assert not tab.void.isEnabled()  # nothing is chosen
    tab._table.selectRow(next(at for at, form in enumerate(forms) if "reply" in form))
    assert not tab.void.isEnabled()
    assert "可以收回" in tab._why.accessibleName()
    assert "另行书面告知" in tab.void.toolTip()
    tab._table.selectRow(forms.index("request_receipt"))
    assert tab.void.isEnabled()
    asked: list[FormDialog] = []

    def answer(dialog: FormDialog) -> int:
        asked.append(dialog)
        for reason in ("", "汉" * 600, "申请人姓名印错，13912340872"):
            dialog.form.fill({"reason": reason})
            dialog.accept()
        shot(dialog, "void")
        return dialog.result()

    monkeypatch.setattr(FormDialog, "exec", answer)
    tab.void.click()
    assert asked[0].result() == FormDialog.DialogCode.Accepted
    receipt = next(
        one for one in desk.documents.of(f"request:{uid}") if one.form == "request_receipt"
    )
    assert receipt.voided_on is not None
    QApplication.processEvents()
    case = next(one for one in window.findChildren(CasePage) if one.isVisible())
    assert case.tabs is not None
    case.tabs.choose("documents")
    tab = next(one for one in case.findChildren(DocumentsTab) if one.isVisible())
    tab._table.selectRow(forms.index("request_receipt"))
    assert "（作废）" in tab._table.tsv_of(tab._table.shown())
    assert not tab.void.isEnabled()
    words = "".join(one.accessibleName() for one in tab.findChildren(Elided))
    assert "作废：申请人姓名印错" in words
    assert "13912340872" not in words
    shot(window, "voided")
    assert any("出登记回执" in one.text() for one in tab.findChildren(QPushButton))
