"""The secrets in the database: which key each is encrypted with, and key rotation."""

from collections import Counter
from collections.abc import Iterator

from app.db.repositories.sealed_fields import StoredSecrets
from app.domain.errors import ConfigurationError
from app.domain.events import EventKind
from app.operations.finding import Finding, ok, warning, wrong
from app.platform.encryption import FieldCipher
from app.workflow.services import Services

NEWEST, OLDER, CLEAR, FOREIGN = "newest key", "older key", "in the clear", "key not here"


def stored_secrets(services: Services) -> dict[str, int]:
    """How many are encrypted with which kind of key. Raises StoreUnavailable."""
    cipher = services.cipher
    with services.store.read() as tx:
        found = [sealed for _, sealed in StoredSecrets(tx.session).all()]
    counted = Counter(_key_status(sealed, cipher) for sealed in found)
    return {name: counted[name] for name in (NEWEST, OLDER, CLEAR, FOREIGN)}


def reseal(services: Services) -> int:
    """Re-encrypt each with the newest key, all or none; returns how many had to be changed.

    Raises ConfigurationError if one was encrypted with a key that is not available.
    """
    cipher = services.cipher
    done = 0
    with services.store.transaction() as tx:
        secrets = StoredSecrets(tx.session)
        for field, sealed in secrets.all(for_update=True):
            if not cipher.is_current(sealed):
                secrets.put(field, cipher.seal(cipher.open(sealed)))
                done += 1
        if done:
            tx.submissions.record(None, EventKind.SECRETS_REENCRYPTED, {"count": done}, actor="operator")
    return done


def examine_secrets(services: Services) -> Iterator[Finding]:
    """For the doctor. Raises StoreUnavailable."""
    counted = stored_secrets(services)
    settings = services.settings
    if counted[FOREIGN]:
        yield wrong(
            "secrets",
            f"{counted[FOREIGN]} stored secrets are encrypted with a key that is not available: nothing "
            "that needs them is sent",
            "append that key to COPYDESK_ENCRYPTION_KEYS, or restore its seal.key; then "
            "copydesk secrets rotate",
        )
    elif counted[CLEAR] or counted[OLDER]:
        yield warning(
            "secrets",
            f"{counted[CLEAR]} stored secrets are unencrypted, {counted[OLDER]} use an older key",
            "copydesk secrets rotate",
        )
    elif counted[NEWEST] and not settings.encryption_keys and not settings.database_url.startswith("sqlite"):
        yield warning(
            "secrets",
            "they are encrypted with a key that only this machine has",
            "copy the contents of seal.key to COPYDESK_ENCRYPTION_KEYS on every machine, and keep a copy "
            "elsewhere",
        )
    else:
        yield ok("secrets", f"{counted[NEWEST]} stored, encrypted with the newest key")


def _key_status(sealed: str, cipher: FieldCipher) -> str:
    if not cipher.is_sealed(sealed):
        return CLEAR
    if cipher.is_current(sealed):
        return NEWEST
    try:
        cipher.open(sealed)
    except ConfigurationError:
        return FOREIGN
    return OLDER
