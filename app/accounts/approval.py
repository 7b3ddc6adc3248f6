"""Approval links: a person decides one case without logging in. GET shows, only POST decides.

The link's text is signed, so that a forged one is refused without a database query, and its secret is
stored as a hash, so that it works once, expires and can be revoked.
"""

from itsdangerous import BadSignature, URLSafeSerializer

from app.accounts.login import APPROVAL_LASTS, person
from app.accounts.secrets import digest, new_secret
from app.accounts.signing import signing_key
from app.config.settings import Settings
from app.domain.access import LinkPurpose, Person
from app.domain.events import EventKind
from app.workflow.services import Services


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
            case.submission_id,
            EventKind.CASE_LINK_CREATED,
            {"escalation": case_id, "for": account.login},
            actor=by,
        )
    return _signer(services.settings).dumps([case_id, secret])


def read_approval(link: str, services: Services) -> tuple[Person, str, str] | None:
    """Who may decide which case, and the one-time secret; None for a link that is forged, used or expired."""
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
