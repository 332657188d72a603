"""Users, sealed keys and drafts in the database."""

from __future__ import annotations

from gkdesk.db import Connection

from .model import Role, User
from .sealedkey import Cost, SealedKey


def add_user(conn: Connection, *, name: str, role: Role, made_at: str) -> int:
    cursor = conn.execute(
        "INSERT INTO user (name, role, made_at) VALUES (:name, :role, :made_at)",
        {"name": name, "role": role, "made_at": made_at},
    )
    return int(cursor.lastrowid or 0)


def users(conn: Connection) -> list[User]:
    rows = conn.execute("SELECT id, name, role, active FROM user ORDER BY id").fetchall()
    return [User(row["id"], row["name"], Role(row["role"]), bool(row["active"])) for row in rows]


def user_by_name(conn: Connection, name: str) -> User | None:
    found = [user for user in users(conn) if user.name == name]
    return found[0] if found else None


def last_login(conn: Connection) -> str:
    row = conn.execute(
        "SELECT user FROM audit WHERE action = 'accounts.login' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return str(row["user"]) if row else ""


def change_user(conn: Connection, *, user_id: int, role: Role, active: bool) -> None:
    conn.execute(
        "UPDATE user SET role = :role, active = :active WHERE id = :id",
        {"id": user_id, "role": role, "active": int(active)},
    )


def put_key(conn: Connection, *, user_id: int | None, key: SealedKey, made_at: str) -> None:
    """Keep a user's wrapped key in place of the one before (``None``: the recovery key)."""
    conn.execute("DELETE FROM sealed_key WHERE user_id IS :user_id", {"user_id": user_id})
    conn.execute(
        "INSERT INTO sealed_key (user_id, salt, cost, wrapped, made_at)"
        " VALUES (:user_id, :salt, :cost, :wrapped, :made_at)",
        {
            "user_id": user_id,
            "salt": key.salt,
            "cost": key.cost.as_json(),
            "wrapped": key.wrapped,
            "made_at": made_at,
        },
    )


def key_of(conn: Connection, user_id: int | None) -> SealedKey | None:
    row = conn.execute(
        "SELECT salt, cost, wrapped FROM sealed_key WHERE user_id IS :user_id",
        {"user_id": user_id},
    ).fetchone()
    return SealedKey(row["salt"], Cost.from_json(row["cost"]), row["wrapped"]) if row else None


def put_draft(conn: Connection, *, user_id: int, place: str, sealed: bytes, saved_at: str) -> None:
    conn.execute(
        "INSERT INTO draft (user_id, place, sealed, saved_at)"
        " VALUES (:user_id, :place, :sealed, :saved_at)"
        " ON CONFLICT (user_id, place) DO UPDATE SET sealed = :sealed, saved_at = :saved_at",
        {"user_id": user_id, "place": place, "sealed": sealed, "saved_at": saved_at},
    )


def draft(conn: Connection, *, user_id: int, place: str) -> bytes | None:
    row = conn.execute(
        "SELECT sealed FROM draft WHERE user_id = :user_id AND place = :place",
        {"user_id": user_id, "place": place},
    ).fetchone()
    return bytes(row["sealed"]) if row else None


def drop_draft(conn: Connection, *, user_id: int, place: str) -> None:
    conn.execute(
        "DELETE FROM draft WHERE user_id = :user_id AND place = :place",
        {"user_id": user_id, "place": place},
    )
