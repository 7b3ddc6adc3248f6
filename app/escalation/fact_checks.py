"""A reviewer's word that a doubt about a fact was checked: kept in the history, with who and when."""

from app.db.store import Store
from app.domain.events import EventKind
from app.escalation.leases import check_owner


def check_fact(
    case_id: str, token: str, login: str, *, cycle_id: str, key: str, is_checked: bool, store: Store
) -> None:
    """Record that the doubt `key` about a cycle's candidate was checked, or that this is taken back.

    It decides nothing: the case is decided as before. Raises NotFound, LeaseLost.
    """
    with store.transaction() as tx:
        case = tx.cases.get(case_id)
        check_owner(case, token, login)
        details = {"escalation": case.id, "cycle_id": cycle_id, "key": key, "checked": is_checked}
        tx.submissions.record(case.submission_id, EventKind.FACT_CHECKED, details, actor=login)
