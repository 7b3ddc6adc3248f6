"""The queue of open cases: who they wait for, how long, and how urgent they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.db.read_models.queue import QueueFilter
from app.domain.access import Permission, Person
from app.domain.cases import CaseRecord, ReviewAnswer
from app.domain.errors import ConflictError, HeldByAnother, InvalidContent
from app.domain.review import DecisionKind, EscalationReason
from app.escalation.answers import check_answer, record_answer
from app.escalation.leases import claim, claim_next, skip
from app.web.cursors import queue_cursor, queue_cursor_text
from app.web.people import CurrentServices, Reader, Refused, Reviewer
from app.web.render import render
from app.workflow.services import Services

router = APIRouter(include_in_schema=False)
PAGE = 40
DONE = {"claim": "Claimed", "skip": "Skipped", "approve": "Approved", "reject": "Rejected"}
"""The actions on several cases at once, with the heading of the result page."""


@dataclass(frozen=True, slots=True)
class QueueAddress:
    """The filters, as given in the URL."""

    desk: Annotated[str, Query(max_length=100)] = ""
    reason: Annotated[str, Query(max_length=40)] = ""
    language: Annotated[str, Query(max_length=20)] = ""
    show: Annotated[str, Query(max_length=20)] = ""
    """`mine`, `free`, `overdue`, `skipped` or nothing for all."""
    after: Annotated[str, Query(max_length=400)] = ""

    def filter_for(self, person: Person) -> QueueFilter:
        known = {reason.value for reason in EscalationReason}
        return QueueFilter(
            desk=self.desk,
            reason=self.reason if self.reason in known else "",
            language=self.language,
            holder=person.login if self.show == "mine" else "",
            is_free=self.show == "free",
            is_overdue=self.show == "overdue",
            hidden_from="" if self.show == "skipped" else person.login,
        )

    def address(self, **changed: str) -> str:
        """The URL of the same page with changed filters, starting at the top of the list."""
        fields = {"desk": self.desk, "reason": self.reason, "language": self.language, "show": self.show}
        query = urlencode({key: value for key, value in {**fields, **changed}.items() if value})
        return f"/queue?{query}" if query else "/queue"


Address = Annotated[QueueAddress, Depends()]


@router.get("/")
def start(_person: Reader) -> Response:
    return RedirectResponse("/queue", status_code=303)


@router.get("/queue")
def show_queue(request: Request, services: CurrentServices, person: Reader, wanted: Address) -> Response:
    with services.store.read() as tx:
        rows = tx.pages.queue.rows(
            wanted.filter_for(person),
            projects=person.projects,
            limit=PAGE + 1,
            after=queue_cursor(wanted.after),
        )
        counts = tx.pages.queue.counts(projects=person.projects)
        held = tx.pages.queue.held_by(person.login)
    more = wanted.address(after=queue_cursor_text(rows[PAGE - 1].cursor)) if len(rows) > PAGE else ""
    return render(
        request,
        "queue.html",
        rows=rows[:PAGE],
        counts=counts,
        held=held,
        wanted=wanted,
        more=more,
        reasons=[reason.value for reason in EscalationReason],
    )


@router.get("/queue/counts")
def show_counts(request: Request, services: CurrentServices, person: Reader, wanted: Address) -> Response:
    """Only the counts, for updating an open page."""
    with services.store.read() as tx:
        counts = tx.pages.queue.counts(projects=person.projects)
        held = tx.pages.queue.held_by(person.login)
    return render(request, "_counts.html", counts=counts, held=held, wanted=wanted)


@router.post("/queue/next")
def take_next(services: CurrentServices, person: Reviewer) -> Response:
    """Claim the most urgent case and go there."""
    lease = claim_next(person.login, person.projects, services.store)
    to = "/queue?show=free" if lease is None else f"/cases/{lease.case_id}"
    return RedirectResponse(to, status_code=303)


@router.post("/queue/bulk")
def act_on_several(
    request: Request,
    services: CurrentServices,
    person: Reviewer,
    *,
    action: Annotated[str, Form(max_length=20)],
    cases: Annotated[list[str] | None, Form()] = None,
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Claim, skip or, as a desk lead, decide the ticked cases; shows what worked, what did not, and why."""
    act = _action(action, person, reason, services)
    done, waiting, refused = [], [], []
    with services.store.read() as tx:
        chosen = [tx.cases.get(case_id) for case_id in (cases or [])[:PAGE]]
    for case in chosen:
        if not person.sees(case.project_id):
            continue
        try:
            missing = act(case.id)
        except (ConflictError, HeldByAnother) as error:
            refused.append((case, str(error)))
            continue
        if missing:
            waiting.append((case, missing))
        else:
            done.append(case)
    return render(request, "bulk.html", heading=DONE[action], done=done, waiting=waiting, refused=refused)


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
