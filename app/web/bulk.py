"""Claim, skip or decide several cases at once: for the queue page and for the API."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.access import Permission, Person
from app.domain.cases import CaseRecord, ReviewAnswer
from app.domain.errors import ConflictError, HeldByAnother, InvalidContent, NotFound
from app.domain.review import DecisionKind
from app.escalation.answers import check_answer, record_answer
from app.escalation.leases import claim, skip
from app.web.people import Refused
from app.workflow.services import Services

DONE = {"claim": "Claimed", "skip": "Skipped", "approve": "Approved", "reject": "Rejected"}
"""The actions, each with the word for its result."""


class Acted(StrEnum):
    DONE = "done"
    WAITING = "waiting"
    """The answer is recorded; other people's are missing."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BulkResult:
    case_id: str
    name: str
    """Title or path of its text; empty for a case that this person does not see."""
    state: Acted
    message: str = ""
    """What is missing, or why it was refused; empty where it is done."""


def act_on(
    case_ids: Sequence[str], action: str, person: Person, reason: str, services: Services
) -> list[BulkResult]:
    """The result for each case, in order: a refused one does not stop the others.

    Raises Refused, InvalidContent before anything is done.
    """
    act = _action(action, person, reason, services)
    return [_acted(case_id, act, person, services) for case_id in dict.fromkeys(case_ids)]


def _acted(case_id: str, act: Callable[[str], str], person: Person, services: Services) -> BulkResult:
    try:
        with services.store.read() as tx:
            case = tx.cases.get(case_id)
    except NotFound as error:
        return BulkResult(case_id, "", Acted.REFUSED, str(error))
    if not person.sees(case.project_id):
        return BulkResult(case_id, "", Acted.REFUSED, f"there is no case {case_id!r}")
    name = case.title or case.path
    try:
        missing = act(case_id)
    except (ConflictError, HeldByAnother) as error:
        return BulkResult(case_id, name, Acted.REFUSED, str(error))
    return BulkResult(case_id, name, Acted.WAITING if missing else Acted.DONE, missing)


def _action(action: str, person: Person, reason: str, services: Services) -> Callable[[str], str]:
    """The action for each case; it returns what is still missing. Raises Refused and InvalidContent before
    anything is done."""
    if action not in DONE:
        raise InvalidContent(f"several cases can be {', '.join(DONE.values()).lower()}, nothing else")
    if action == "claim":
        return _complete(lambda case_id: claim(case_id, person.login, services.store))
    if action == "skip":
        why = reason or "skipped in the queue"
        return _complete(lambda case_id: skip(case_id, person.login, why, services.store))
    if not person.may(Permission.LEAD):
        raise Refused("only a desk lead can decide several cases at once")
    given = ReviewAnswer(DecisionKind(action), reason)
    check_answer(given)

    def decide(case_id: str) -> str:
        lease = claim(case_id, person.login, services.store)
        answered = record_answer(
            case_id,
            lease.token,
            given,
            login=person.login,
            is_lead=True,
            store=services.store,
            observer=services.observer,
        )
        if answered.status is not None:
            return ""
        if answered.is_disputed:
            return "the answers differ: a desk lead settles this on the case's page"
        with services.store.read() as tx:
            return who_is_missing(tx.cases.get(case_id))

    return decide


def _complete(act: Callable[[str], object]) -> Callable[[str], str]:
    def done(case_id: str) -> str:
        act(case_id)
        return ""

    return done


def who_is_missing(case: CaseRecord) -> str:
    """For a case that needs several people: how many answers are missing, and from whom."""
    missing = len(case.slots) - len(case.answers)
    wanted = "1 more answer" if missing == 1 else f"{missing} more answers"
    whom = " or ".join(case.still_asked) or "anyone else on the desk"
    return f"your answer is recorded; the case needs {wanted}, from {whom}"
