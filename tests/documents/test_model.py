"""Paper sizes."""

from __future__ import annotations

import pytest

from gkdesk.documents.model import Paper


def test_papers() -> None:
    assert [paper.label for paper in Paper] == ["A4竖", "A4横", "A3竖", "A3横"]
    assert Paper.A4.size == pytest.approx((595.276, 841.890), abs=0.001)
    assert Paper.A4_LANDSCAPE.size == Paper.A4.size[::-1]
    assert Paper.A3.size == pytest.approx((841.890, 1190.551), abs=0.001)
    assert Paper.A3_LANDSCAPE.large
    assert not Paper.A4_LANDSCAPE.large
