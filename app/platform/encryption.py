"""Secrets that must be stored and used again, such as a webhook's: sealed in the database, opened where used.

Fernet (AES-128-CBC with HMAC-SHA256) by `cryptography`; several keys at once make rotation possible without a
pause: the first seals, each opens. A key is any text of 32 characters or more, stretched by HKDF.
"""

import base64
from collections.abc import Callable, Sequence
from functools import cached_property

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.errors import ConfigurationError

PREFIX = "sealed:"
KEY_FILE = "seal.key"


class FieldCipher:
    """`keys` are asked for when first needed, newest first."""

    def __init__(self, keys: Callable[[], Sequence[str]]) -> None:
        self._keys = keys

    def seal(self, text: str) -> str:
        """Never the same twice, so that equal secrets do not look equal."""
        return PREFIX + self._all.encrypt(text.encode()).decode()

    def open(self, stored: str) -> str:
        """The secret. One that an older version stored in the clear is given back as it is.

        Raises ConfigurationError when it was sealed with a key that is not here.
        """
        if not self.is_sealed(stored):
            return stored
        try:
            return self._all.decrypt(stored.removeprefix(PREFIX)).decode()
        except InvalidToken:
            raise ConfigurationError(
                "a stored secret was sealed with a key that is not here: add that key at the end of "
                "COPYDESK_ENCRYPTION_KEYS, the same on every machine"
            ) from None

    def is_sealed(self, stored: str) -> bool:
        return stored.startswith(PREFIX)

    def is_current(self, stored: str) -> bool:
        """Whether the newest key opens it, so that older ones are not needed for it."""
        if not self.is_sealed(stored):
            return False
        try:
            self._ciphers[0].decrypt(stored.removeprefix(PREFIX))
        except InvalidToken:
            return False
        return True

    @cached_property
    def _ciphers(self) -> tuple[Fernet, ...]:
        return tuple(_cipher(key) for key in self._keys())

    @cached_property
    def _all(self) -> MultiFernet:
        return MultiFernet(self._ciphers)


def _cipher(key: str) -> Fernet:
    stretched = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"copydesk vault").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(stretched))
