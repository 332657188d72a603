"""Whether two descriptions ask for the same thing."""

import pytest

from gkdesk.requests.similar import similar


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("西河村青苗补偿费发放清单", "西河村青苗补偿费发放清单。", True),
        ("申请公开西河村青苗补偿费发放清单", "西河村青苗补偿费发放清单", True),
        ("西河村2025年青苗补偿费发放清单", "西河村２０２５年青苗补偿费的发放清单", True),
        ("西河村青苗补偿费发放清单", "上坪村宅基地审批结果", False),
        ("", "西河村青苗补偿费发放清单", False),
    ],
)
def test_similar(one: str, other: str, same: bool) -> None:
    assert similar(one, other) is same
