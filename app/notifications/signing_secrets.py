"""The secrets that sign a webhook's messages: the current one and, for a day, the one before."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

OVERLAP = timedelta(hours=24)
"""How long messages also carry a signature by the previous secret, so that a receiver can change over."""


@dataclass(frozen=True, slots=True)
class SigningSecrets:
    current: str
    previous: str = ""
    previous_until: datetime | None = None

    @classmethod
    def parse(cls, stored: str) -> "SigningSecrets":
        """From the decrypted column: one secret, or two and an end."""
        current, _, rest = stored.partition(" ")
        if not rest:
            return cls(current)
        previous, until = rest.split(" ")
        return cls(current, previous, datetime.fromisoformat(until))

    def dump(self) -> str:
        if self.previous_until is None:
            return self.current
        return f"{self.current} {self.previous} {self.previous_until.isoformat()}"

    def rotated(self, now: datetime) -> "SigningSecrets":
        return SigningSecrets(new_secret(), self.current, now + OVERLAP)

    def valid(self, now: datetime) -> tuple[str, ...]:
        """The secrets that sign now. In Standard Webhooks a message is genuine if one signature fits."""
        if self.previous_until is None or now >= self.previous_until:
            return (self.current,)
        return (self.current, self.previous)


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
