"""Approval links: a person decides one case without logging in. GET shows, only POST decides.

The link's text is signed, so that a made-up one is refused without a look at the database, and its secret
is stored as a hash, so that it works once, ends in time and can be taken back.
"""

import os
import secrets as chance
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer

from app.accounts.login import APPROVAL_LASTS, person
from app.accounts.secrets import digest, new_secret
from app.domain.access import LinkPurpose, Person
from app.services import Services
from app.settings import Settings

KEY_FILE = "desk.key"


def signing_key(settings: Settings) -> str:
    """The key of the settings, or one that is made once and kept beside the database."""
    if settings.secret_key is not None:
        return settings.secret_key
    path = settings.state_dir / KEY_FILE
    if not path.exists():
        settings.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    """Written in full under another name first: a process beside this one never reads half a key."""
    draft = path.with_suffix(f".{chance.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as made:
        made.write(chance.token_hex(32))
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def approval_link(case_id: str, account_id: str, *, by: str, services: Services) -> str:
    """The last part of the link's address. Raises NotFound."""
    secret = new_secret()
    with services.store.transaction() as tx:
        case = tx.cases.get(case_id)
        account = tx.accounts.get(account_id)
        tx.accounts.add_link(
            digest(secret),
            purpose=LinkPurpose.APPROVAL,
            account_id=account_id,
            lasts=APPROVAL_LASTS,
            case_id=case_id,
        )
        tx.submissions.record(
            case.submission_id, "case.link-made", {"escalation": case_id, "for": account.login}, actor=by
        )
    return _signer(services.settings).dumps([case_id, secret])


def read_approval(link: str, services: Services) -> tuple[Person, str, str] | None:
    """Who may decide which case, and the secret to use up; None for a link that is forged, used or old."""
    try:
        case_id, secret = _signer(services.settings).loads(link)
    except (BadSignature, ValueError, TypeError):
        return None
    with services.store.read() as tx:
        found = tx.accounts.link(digest(secret), LinkPurpose.APPROVAL)
    if found is None or found[1] != case_id:
        return None
    return person(found[0]), case_id, secret


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(settings), salt="copydesk.approval")
