"""Private-use characters (造字): which of them have a standard character, and which are anybody's.

Old systems wrote rare hanzi at codes of the private-use area. Those a later edition of the
national standard moved to a code of their own are certain and are printed as what they became;
all others mean what the system that made them says, so nobody guesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gkdesk.base.datafile import read_toml
from gkdesk.base.errors import BadFile, Blocked

TABLE = "private-use.toml"
_HEX = 16


class TableTrouble(Blocked):
    """The table of private-use codes is damaged or missing."""

    message = "字体对照表“{name}”缺失或损坏，不能生成文书。请重新安装软件，数据没有改动。"


def is_private(character: str) -> bool:
    """Tell whether a character is of a private-use area (U+E000–F8FF, planes 15 and 16)."""
    return "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"


def read(fonts: Path) -> Mapping[str, str]:
    """Read the table beside our faces: private-use character → the standard one.

    Raises:
        TableTrouble: it is missing or damaged.
    """
    path = fonts / TABLE
    try:
        tables = read_toml(path)["table"]
        return {
            chr(int(old, _HEX)): chr(int(new, _HEX))
            for table in tables
            for old, new in table["moves"].items()
        }
    except (BadFile, Blocked, KeyError, TypeError, ValueError, AttributeError) as error:
        raise TableTrouble(name=path.name) from error
