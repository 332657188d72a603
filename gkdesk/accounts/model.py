"""Who may do what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gkdesk.base.errors import Declined
from gkdesk.base.labels import Labelled

if TYPE_CHECKING:
    from .sealedkey import SealedKey


class Role(Labelled):
    """What a user may do, from the counter to the keys."""

    OFFICER = "officer", "经办"
    REVIEWER = "reviewer", "审核"
    LEADER = "leader", "负责人"
    ADMIN = "admin", "管理员"


class NotAllowed(Declined):
    """The user's role does not cover this act."""

    message = "此项须由{roles}办理，现在是{name}（{role}）。请换有此权限的人登录，内容没有改动。"


class LoginRefused(Declined):
    """Name and password do not open the vault."""

    message = "用户名或密码不对。请核对后重新输入，数据没有改动。"


class LoginNeeded(Declined):
    """Nobody is logged in."""

    message = (
        "需要先登录。请输入用户名和密码（或设置 GKDESK_USER 和 GKDESK_PASSWORD），数据没有改动。"
    )


class WeakPassword(Declined):
    """The password is too short to protect anything."""

    message = "密码至少要8位，不能是同样的字符。请换一个密码，其他内容没有丢。"


class NameTaken(Declined):
    """Another user has this name."""

    message = "已有名为“{name}”的用户。请换一个名字，其他内容没有丢。"


class LastAdmin(Declined):
    """The office would be left without an administrator."""

    message = (
        "“{name}”是最后一个管理员，不能停用或改成其他角色。请先指定另一个管理员，用户没有改动。"
    )


@dataclass(frozen=True, slots=True)
class User:
    """One person who may log in."""

    id: int
    name: str
    role: Role
    active: bool = True

    def require(self, *roles: Role) -> None:
        """Let only these roles pass.

        Raises:
            NotAllowed: the user has another role.
        """
        if self.role not in roles:
            wanted = "或".join(role.label for role in roles)
            raise NotAllowed(roles=wanted, name=self.name, role=self.role.label)


class BadName(Declined):
    """Not a name a person can be called by."""

    message = "用户名要有1到20个能显示的字，前后不带空格。请重新填写，其他内容没有丢。"


SHORTEST_PASSWORD = 8
FEWEST_KINDS = 3  # different characters; twenty blanks guard nothing
LONGEST_NAME = 20


def check_password(password: str) -> None:
    """Refuse a password that guards nothing.

    Raises:
        WeakPassword: shorter than 8 characters, or of fewer than 3 different ones.
    """
    if len(password) < SHORTEST_PASSWORD or len(set(password)) < FEWEST_KINDS:
        raise WeakPassword


def check_name(name: str) -> str:
    """Return a user's name trimmed.

    Raises:
        BadName: empty, too long, or with characters that cannot be shown.
    """
    tidy = name.strip()
    if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise BadName
    return tidy


@dataclass(frozen=True, slots=True)
class DrawnKey:
    """A new recovery key that opens nothing until it is kept."""

    words: str = field(repr=False)
    key: SealedKey = field(repr=False)
