"""开始使用: what a new office still has to do before it can work."""

from __future__ import annotations

from dataclasses import dataclass

from gkdesk.accounts.session import Session

# words, what is counted, how many are enough, where in the window it is done
_STEPS = (
    ("增加审核和负责人", "SELECT count(*) FROM user WHERE active = 1", 2, "system", "users"),
    ("填写村名单", "SELECT count(*) FROM village", 1, "village", "roster"),
    ("导入公开目录", "SELECT count(*) FROM item", 1, "catalog", "import"),
    ("确认文书模板", "SELECT count(*) FROM template_confirmed", 1, "system", "templates"),
    ("打印机试印", "SELECT count(*) FROM print_job", 1, "printing", "sheets"),
    ("第一次备份", "SELECT count(*) FROM backup", 1, "system", "backup"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; ``section`` and ``subject`` say where in the window."""

    words: str
    done: bool
    section: str
    subject: str


def steps(session: Session) -> list[Step]:
    """Return the steps in the order they are best done in; six counts, no more."""
    return [
        Step(words, session.conn.execute(sql).fetchone()[0] >= enough, section, subject)
        for words, sql, enough, section, subject in _STEPS
    ]
