"""Secrets: generated here, shown once, stored as a hash."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.errors import InvalidContent

TOKEN_PREFIX = "cd_"  # noqa: S105 - a token's prefix, by which scanners for leaked secrets recognise it
LEAST_PASSWORD = 12
MOST_PASSWORD = 200
"""Characters: hashing megabytes would be a way to overload the server."""

_HASHER = PasswordHasher()
_DUMMY_HASH = _HASHER.hash(secrets.token_hex(16))
"""Checked for an unknown login, so that it takes as long as for a known one."""


def new_secret() -> str:
    """256 random bits for an address or a cookie."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    return TOKEN_PREFIX + new_secret()


def digest(secret: str) -> str:
    """The stored form of a random secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def hash_password(password: str) -> str:
    """Raises InvalidContent for a password that is too short or too long."""
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise InvalidContent(
            f"a password has {LEAST_PASSWORD} to {MOST_PASSWORD} characters: a few words are easy to remember"
        )
    return _HASHER.hash(password)


def is_password(password: str, stored: str | None) -> bool:
    """Whether this is the password behind `stored`; takes equally long in every case."""
    try:
        _HASHER.verify(stored if stored is not None else _DUMMY_HASH, password[:MOST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def same(one: str, other: str) -> bool:
    """Compare two secrets in constant time."""
    return secrets.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
