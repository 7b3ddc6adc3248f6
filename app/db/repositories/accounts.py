"""Accounts, sessions, API tokens and links. Every secret arrives here as its hash."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.db.repositories.account_records import AccountRecord, ApiToken, token_of
from app.db.tables.access import (
    AccountRow,
    IdempotencyRow,
    LinkRow,
    LoginAttemptRow,
    MembershipRow,
    SessionRow,
    TokenRow,
)
from app.db.tables.submissions import Project
from app.domain.access import LinkPurpose, Role
from app.domain.errors import LoginTaken, NotFound
from app.platform.clock import Clock, fresh_id


class Accounts:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    # -- accounts

    def is_empty(self) -> bool:
        return self._session.scalar(select(AccountRow.id).limit(1)) is None

    def add(
        self,
        login: str,
        *,
        role: Role,
        name: str = "",
        email: str = "",
        password_hash: str | None = None,
        oidc_subject: str | None = None,
    ) -> str:
        """Raises LoginTaken."""
        if self.by_login(login) is not None:
            raise LoginTaken(f"there is an account {login!r} already")
        account_id = fresh_id(self._clock)
        self._session.add(
            AccountRow(
                id=account_id,
                login=login,
                name=name,
                email=email,
                role=role,
                password_hash=password_hash,
                oidc_subject=oidc_subject,
                created_at=self._clock.now(),
            )
        )
        self._session.flush()
        return account_id

    def get(self, account_id: str) -> AccountRecord:
        """Raises NotFound."""
        row = self._session.get(AccountRow, account_id)
        if row is None:
            raise NotFound(f"there is no account {account_id!r}")
        return self._account(row)

    def by_login(self, login: str) -> AccountRecord | None:
        return self._found(AccountRow.login == login)

    def by_subject(self, subject: str) -> AccountRecord | None:
        return self._found(AccountRow.oidc_subject == subject)

    def _found(self, condition: Any) -> AccountRecord | None:
        row = self._session.scalar(select(AccountRow).where(condition))
        return None if row is None else self._account(row)

    def all(self) -> list[AccountRecord]:
        return [
            self._account(row) for row in self._session.scalars(select(AccountRow).order_by(AccountRow.login))
        ]

    def reviewers(self, roles: Collection[Role]) -> list[str]:
        """Logins of the active accounts with one of these roles."""
        query = select(AccountRow.login).where(AccountRow.is_active, AccountRow.role.in_(roles))
        return list(self._session.scalars(query.order_by(AccountRow.login)))

    def change(self, account_id: str, **values: Any) -> None:
        self._session.execute(update(AccountRow).where(AccountRow.id == account_id).values(**values))

    def set_projects(self, account_id: str, project_ids: Collection[str]) -> None:
        # Locked: of two admins who change the same account at once, the second replaces what the first wrote.
        self._session.execute(select(AccountRow.id).where(AccountRow.id == account_id).with_for_update())
        self._session.execute(delete(MembershipRow).where(MembershipRow.account_id == account_id))
        self._session.add_all(
            MembershipRow(account_id=account_id, project_id=project_id) for project_id in set(project_ids)
        )
        self._session.flush()

    def projects(self) -> dict[str, str]:
        """Names by id."""
        rows = self._session.execute(select(Project.id, Project.name).order_by(Project.name))
        return {row.id: row.name for row in rows}

    def _account(self, row: AccountRow) -> AccountRecord:
        members = select(MembershipRow.project_id).where(MembershipRow.account_id == row.id)
        return AccountRecord(
            row.id,
            row.login,
            row.name,
            row.email,
            row.role,
            row.password_hash,
            row.is_active,
            row.last_login_at,
            frozenset(self._session.scalars(members)),
        )

    # -- sessions

    def open_session(self, digest: str, account_id: str, *, csrf: str, lasts: timedelta) -> None:
        now = self._clock.now()
        self._session.add(
            SessionRow(id=digest, account_id=account_id, csrf=csrf, created_at=now, expires_at=now + lasts)
        )
        self._session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
        self.change(account_id, last_login_at=now)

    def session(self, digest: str) -> tuple[AccountRecord, str] | None:
        """The account of a valid session and its CSRF secret."""
        row = self._session.get(SessionRow, digest)
        if row is None or row.expires_at <= self._clock.now():
            return None
        account = self.get(row.account_id)
        return (account, row.csrf) if account.is_active else None

    def close_session(self, digest: str) -> None:
        self._session.execute(delete(SessionRow).where(SessionRow.id == digest))

    def close_sessions_of(self, account_id: str) -> None:
        self._session.execute(delete(SessionRow).where(SessionRow.account_id == account_id))

    # -- API tokens

    def add_token(
        self,
        account_id: str,
        *,
        name: str,
        digest: str,
        scopes: Sequence[str],
        expires_at: datetime | None,
        made_by: str | None = None,
    ) -> str:
        token_id = fresh_id(self._clock)
        self._session.add(
            TokenRow(
                id=token_id,
                account_id=account_id,
                name=name,
                digest=digest,
                scopes=list(scopes),
                created_at=self._clock.now(),
                expires_at=expires_at,
                made_by=made_by,
            )
        )
        self._session.flush()
        return token_id

    def usable_token(self, token_id: str) -> ApiToken:
        """A token that is neither revoked nor expired, locked until the transaction ends. Raises NotFound."""
        row = self._session.scalar(select(TokenRow).where(TokenRow.id == token_id).with_for_update())
        if row is None or not self._is_usable(row):
            raise NotFound("this token has ended")
        return token_of(row)

    def _is_usable(self, row: TokenRow) -> bool:
        return row.revoked_at is None and (row.expires_at is None or row.expires_at > self._clock.now())

    def token(self, digest: str) -> tuple[AccountRecord, ApiToken] | None:
        """The account behind a token that is neither revoked nor expired."""
        row = self._session.scalar(select(TokenRow).where(TokenRow.digest == digest))
        if row is None or not self._is_usable(row):
            return None
        account = self.get(row.account_id)
        return (account, token_of(row)) if account.is_active else None

    def tokens_of(self, account_id: str) -> list[ApiToken]:
        rows = self._session.scalars(
            select(TokenRow).where(TokenRow.account_id == account_id).order_by(TokenRow.id.desc())
        )
        return [token_of(row) for row in rows]

    def touch_token(self, token_id: str) -> None:
        self._session.execute(
            update(TokenRow).where(TokenRow.id == token_id).values(last_used_at=self._clock.now())
        )

    def revoke_token(self, token_id: str, *, account_id: str, within: str | None = None) -> bool:
        """Revoke a token and all that it made; False if this account has no such token.

        `within` is the token that asks: it revokes itself and what it made, and no other.
        """
        if within is not None and token_id not in self._made_from(within, account_id):
            return False
        ended = self._made_from(token_id, account_id)
        revoked = self._session.execute(
            update(TokenRow)
            .where(TokenRow.id.in_(ended))
            .values(revoked_at=func.coalesce(TokenRow.revoked_at, self._clock.now()))
        )
        return bool(revoked.rowcount)  # type: ignore[attr-defined]

    def _made_from(self, token_id: str, account_id: str) -> list[str]:
        """This token and all that it and those that it made have made. Locks the first, so none is added."""
        first = select(TokenRow.id).where(TokenRow.id == token_id, TokenRow.account_id == account_id)
        self._session.execute(first.with_for_update())
        made = first.cte("made", recursive=True)
        made = made.union(select(TokenRow.id).where(TokenRow.made_by == made.c.id))
        return list(self._session.scalars(select(made.c.id)))

    # -- links

    def add_link(
        self,
        digest: str,
        *,
        purpose: LinkPurpose,
        account_id: str,
        lasts: timedelta,
        case_id: str | None = None,
    ) -> None:
        now = self._clock.now()
        self._session.add(
            LinkRow(
                id=digest,
                purpose=purpose,
                account_id=account_id,
                case_id=case_id,
                created_at=now,
                expires_at=now + lasts,
            )
        )
        self._session.flush()

    def link(self, digest: str, purpose: LinkPurpose) -> tuple[AccountRecord, str | None] | None:
        """The account and the case of a valid, unused link. Reading does not use it up."""
        row = self._session.get(LinkRow, digest)
        if row is None or row.purpose is not purpose or row.used_at is not None:
            return None
        if row.expires_at <= self._clock.now():
            return None
        account = self.get(row.account_id)
        return (account, row.case_id) if account.is_active else None

    def use_link(self, digest: str) -> bool:
        """True for the first use only."""
        used = self._session.execute(
            update(LinkRow)
            .where(LinkRow.id == digest, LinkRow.used_at.is_(None))
            .values(used_at=self._clock.now())
        )
        return bool(used.rowcount)  # type: ignore[attr-defined]

    # -- failed logins

    def note_failure(self, keys: Sequence[str]) -> None:
        now = self._clock.now()
        self._session.add_all(LoginAttemptRow(key=key[:300], created_at=now) for key in keys)
        old = now - timedelta(days=1)
        self._session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.created_at < old))

    def failures(self, key: str, *, within: timedelta) -> int:
        since = self._clock.now() - within
        query = select(func.count()).select_from(LoginAttemptRow)
        return (
            self._session.scalar(
                query.where(LoginAttemptRow.key == key[:300], LoginAttemptRow.created_at > since)
            )
            or 0
        )

    # -- idempotency keys of the API

    def remembered(self, account_id: str, key: str) -> tuple[str, str] | None:
        """The request's digest and the submission created under this key."""
        row = self._session.scalar(
            select(IdempotencyRow).where(IdempotencyRow.account_id == account_id, IdempotencyRow.key == key)
        )
        return None if row is None else (row.request, row.submission_id)

    def remember(self, account_id: str, key: str, *, request: str, submission_id: str) -> None:
        self._session.add(
            IdempotencyRow(
                id=fresh_id(self._clock),
                account_id=account_id,
                key=key,
                request=request,
                submission_id=submission_id,
                created_at=self._clock.now(),
            )
        )
        self._session.flush()
