"""Accounts and API tokens as plain values."""

from dataclasses import dataclass
from datetime import datetime

from app.db.tables.access import TokenRow
from app.domain.access import Role


@dataclass(frozen=True, slots=True)
class AccountRecord:
    id: str
    login: str
    name: str
    email: str
    role: Role
    password_hash: str | None
    is_active: bool
    last_login_at: datetime | None
    projects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ApiToken:
    id: str
    account_id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


def token_of(row: TokenRow) -> ApiToken:
    return ApiToken(
        row.id,
        row.account_id,
        row.name,
        tuple(row.scopes),
        row.created_at,
        row.expires_at,
        row.last_used_at,
        row.revoked_at,
    )
