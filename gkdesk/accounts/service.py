"""Log-in, users, passwords, drafts: everything that touches the data key.

The vault's library is loaded with the first password: the log-in page need not wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from . import organ as organs
from . import store
from .model import (
    DrawnKey,
    LastAdmin,
    LoginRefused,
    NameTaken,
    Role,
    User,
    check_name,
    check_password,
)
from .organ import Organ
from .sealedkey import Cost, SealedKey, WrongKey
from .session import Session


@dataclass(frozen=True, slots=True)
class Challenge:
    """A user and the wrapped key his password must open."""

    user: User | None
    key: SealedKey | None

    def answer(self, password: str) -> bytes | None:
        """Try a password (150 ms of argon2id, no database); ``None`` when it opens nothing."""
        try:
            return self.key.unwrap(password) if self.key else None
        except WrongKey:
            return None


@dataclass(frozen=True, slots=True)
class Recovery:
    """A user who forgot the password, and the wrapped key the recovery key must open."""

    user: User
    key: SealedKey
    cost: Cost

    def answer(self, recovery_key: str, new_password: str) -> tuple[bytes, SealedKey] | None:
        """Try a recovery key and wrap what it opens for the new password.

        Twice 150 ms of argon2id, no database; ``None`` when it opens nothing.
        """
        from .vault import tidy_recovery_key

        try:
            data_key = self.key.unwrap(tidy_recovery_key(recovery_key))
        except WrongKey:
            return None
        return data_key, SealedKey.wrap(data_key, new_password, self.cost)


class Accounts:
    """The keys of the office."""

    def __init__(self, session: Session, cost: Cost | None = None) -> None:
        self._session = session
        self._cost = cost or Cost()

    def found(self, name: str, password: str) -> str:
        """Make the first user (an administrator) and the data key; return the recovery key.

        The recovery key is shown once and kept nowhere: it must be printed now.

        Raises:
            WeakPassword: shorter than 8 characters.
        """
        from .vault import Vault, new_data_key, new_recovery_key

        name = check_name(name)
        check_password(password)
        vault = Vault(new_data_key())
        recovery = new_recovery_key()
        now = self._stamp()
        with self._session.transaction():
            user_id = store.add_user(self._session.conn, name=name, role=Role.ADMIN, made_at=now)
            for owner, secret in ((user_id, password), (None, recovery)):
                key = vault.wrap_for(secret, self._cost)
                store.put_key(self._session.conn, user_id=owner, key=key, made_at=now)
            self._session.unlock(User(user_id, name, Role.ADMIN), vault)
            self._session.audit("accounts.found", name)
        return recovery

    def log_in(self, name: str, password: str) -> User:
        """Open the vault for a user.

        Raises:
            LoginRefused: no such user, not active, or another password.
        """
        challenge = self.challenge(name)
        return self.admit(challenge, challenge.answer(password))

    def challenge(self, name: str) -> Challenge:
        """Return what a password has to open, so that guessing can run in a thread."""
        user = store.user_by_name(self._session.conn, name)
        if user is not None and not user.active:
            user = None
        return Challenge(user, store.key_of(self._session.conn, user.id) if user else None)

    def admit(self, challenge: Challenge, data_key: bytes | None) -> User:
        """Log in with the data key a challenge's password opened (``None``: it opened nothing).

        Raises:
            LoginRefused: no such user, not active, or another password.
        """
        user = challenge.user
        if user is None or data_key is None:
            with self._session.transaction():
                # the typed name may be a password typed into the wrong box: do not keep it
                self._session.audit("accounts.login_failed", user.name if user else "")
            raise LoginRefused
        from .vault import Vault

        self._session.unlock(user, Vault(data_key))
        with self._session.transaction():
            self._session.audit("accounts.login", user.name)
        return user

    def lock(self) -> None:
        """Forget the key until the next log-in."""
        if self._session.unlocked:
            with self._session.transaction():
                self._session.audit("accounts.lock", self._session.user.name)
            self._session.lock()

    def last_user(self) -> str:
        """Return who logged in last, the likeliest to log in next."""
        return store.last_login(self._session.conn)

    def users(self) -> list[User]:
        return store.users(self._session.conn)

    def add(self, name: str, password: str, role: Role) -> User:
        """Give one more person a log-in.

        Raises:
            NotAllowed: only an administrator may.
            NameTaken: the name is in use.
            WeakPassword: shorter than 8 characters.
        """
        self._session.require(Role.ADMIN)
        name = check_name(name)
        check_password(password)
        if store.user_by_name(self._session.conn, name) is not None:
            raise NameTaken(name=name)
        now = self._stamp()
        with self._session.transaction():
            user_id = store.add_user(self._session.conn, name=name, role=role, made_at=now)
            key = self._session.vault.wrap_for(password, self._cost)
            store.put_key(self._session.conn, user_id=user_id, key=key, made_at=now)
            self._session.audit("accounts.add", name, role=role)
        return User(user_id, name, role)

    def change(self, user: User, *, role: Role, active: bool) -> None:
        """Change a user's role, or let him in no more.

        Raises:
            NotAllowed: only an administrator may.
            LastAdmin: the office would have no active administrator.
        """
        self._session.require(Role.ADMIN)
        others = [u for u in self.users() if u.id != user.id and u.role is Role.ADMIN and u.active]
        if not others and (role is not Role.ADMIN or not active):
            raise LastAdmin(name=user.name)
        with self._session.transaction():
            store.change_user(self._session.conn, user_id=user.id, role=role, active=active)
            self._session.audit("accounts.change", user.name, role=role, active=active)

    def change_password(self, old: str, new: str) -> None:
        """Wrap the data key anew for the logged-in user.

        Raises:
            WeakPassword: the new one is shorter than 8 characters.
            WrongKey: the old one is another.
        """
        check_password(new)
        user = self._session.user
        key = store.key_of(self._session.conn, user.id)
        if key is None:
            raise WrongKey
        key.unwrap(old)
        self._put(user.id, new, "accounts.password", user.name)

    def reset_password(self, user: User, new: str) -> None:
        """Give a user who forgot the password another one.

        Raises:
            NotAllowed: only an administrator may.
            WeakPassword: shorter than 8 characters.
        """
        self._session.require(Role.ADMIN)
        check_password(new)
        self._put(user.id, new, "accounts.reset", user.name)

    def change_organ(self, organ: Organ) -> list[str]:
        """Change the office's profile; papers issued from now on show it.

        Returns:
            The names of the fields that changed; nothing is written when none did.

        Raises:
            NotAllowed: only an administrator may.
        """
        session = self._session
        session.require(Role.ADMIN)
        changed = sorted(f.name for f in fields(Organ)
                         if getattr(organ, f.name) != getattr(session.organ, f.name))  # fmt: skip
        if changed:
            with session.transaction():
                organs.save(session.conn, organ)
                session.audit("office.organ", organ.credit_code, changed=changed)
            session.organ = organ
        return changed

    def renew_recovery_key(self) -> str:
        """Make another recovery key and return it; the one before opens nothing any more.

        It is shown once and kept nowhere: it must be printed now.

        Raises:
            NotAllowed: only an administrator may.
        """
        made = self.draw_recovery_key()
        self.keep_recovery_key(made)
        return made.words

    def draw_recovery_key(self) -> DrawnKey:
        """Draw a recovery key that opens nothing yet; long enough for a thread.

        Raises:
            NotAllowed: only an administrator may.
        """
        from .vault import new_recovery_key

        self._session.require(Role.ADMIN)
        words = new_recovery_key()
        return DrawnKey(words, self._session.vault.wrap_for(words, self._cost))

    def keep_recovery_key(self, drawn: DrawnKey) -> None:
        """Let a drawn key open the vault in place of the one before; to be shown right after.

        Raises:
            NotAllowed: only an administrator may.
        """
        self._session.require(Role.ADMIN)
        self._keep(None, drawn.key, "accounts.recovery_key", self._session.user.name)

    def _put(self, user_id: int | None, secret: str, action: str, subject: str) -> None:
        self._keep(user_id, self._session.vault.wrap_for(secret, self._cost), action, subject)

    def _keep(self, user_id: int | None, key: SealedKey, action: str, subject: str) -> None:
        with self._session.transaction():
            store.put_key(self._session.conn, user_id=user_id, key=key, made_at=self._stamp())
            self._session.audit(action, subject)

    def recover(self, name: str, recovery_key: str, new_password: str) -> User:
        """Let a user who forgot the password in again with the printed recovery key.

        Raises:
            WrongKey: the recovery key does not open the data key.
            LoginRefused: no such active user.
            WeakPassword: the new password is shorter than 8 characters.
        """
        check_password(new_password)
        recovery = self.recovery(name)
        return self.readmit(recovery, recovery.answer(recovery_key, new_password))

    def recovery(self, name: str) -> Recovery:
        """Return what a recovery key has to open, so that trying it can run in a thread.

        Raises:
            LoginRefused: no such active user.
        """
        user = store.user_by_name(self._session.conn, name)
        key = store.key_of(self._session.conn, None)
        if user is None or not user.active or key is None:
            raise LoginRefused
        return Recovery(user, key, self._cost)

    def readmit(self, recovery: Recovery, answer: tuple[bytes, SealedKey] | None) -> User:
        """Log in with what a recovery key opened, and keep the new password.

        Raises:
            WrongKey: it opened nothing.
        """
        user, conn = recovery.user, self._session.conn
        if answer is None:
            with self._session.transaction():
                self._session.audit("accounts.recover_failed", user.name)
            raise WrongKey
        from .vault import Vault

        data_key, wrapped = answer
        self._session.unlock(user, Vault(data_key))
        with self._session.transaction():
            store.put_key(conn, user_id=user.id, key=wrapped, made_at=self._stamp())
            self._session.audit("accounts.recover", user.name)
        return user

    def save_draft(self, place: str, values: Mapping[str, str]) -> None:
        """Keep a half-filled form of the logged-in user, sealed (not an act, so not audited)."""
        user = self._session.user
        sealed = self._session.vault.seal_json(dict(values), _draft_place(user, place))
        with self._session.transaction():
            store.put_draft(
                self._session.conn,
                user_id=user.id,
                place=place,
                sealed=sealed,
                saved_at=self._stamp(),
            )

    def draft(self, place: str) -> dict[str, str]:
        """Return the logged-in user's half-filled form, empty when there is none."""
        user = self._session.user
        sealed = store.draft(self._session.conn, user_id=user.id, place=place)
        return self._session.vault.open_json(sealed, _draft_place(user, place)) if sealed else {}

    def drop_draft(self, place: str) -> None:
        with self._session.transaction():
            store.drop_draft(self._session.conn, user_id=self._session.user.id, place=place)

    def _stamp(self) -> str:
        return self._session.now().isoformat(timespec="seconds")


def _draft_place(user: User, place: str) -> str:
    return f"draft.sealed#{user.id}/{place}"
