"""Field encryption for secrets that must be stored and used again, such as those of webhooks.

Fernet (AES-128-CBC with HMAC-SHA256) from `cryptography`. Several keys at once allow rotation without
downtime: the first encrypts, all decrypt. A key is any text of 32 characters or more, stretched by HKDF.
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
    """`keys` is called when first needed; it returns the newest key first."""

    def __init__(self, keys: Callable[[], Sequence[str]]) -> None:
        self._keys = keys

    def seal(self, text: str) -> str:
        """Encrypt; never the same twice, so that equal secrets do not look equal."""
        return PREFIX + self._all.encrypt(text.encode()).decode()

    def open(self, stored: str) -> str:
        """Decrypt. A secret that an older version stored in plain text is returned unchanged.

        Raises ConfigurationError if it was sealed with an unknown key.
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
        """Whether the newest key decrypts it, so that it needs no older one."""
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
