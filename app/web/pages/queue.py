"""The queue of open cases: who they wait for, how long, and how urgent they are."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.db.read_models.queue import QueueFilter
from app.domain.access import Person
from app.domain.review import EscalationReason
from app.escalation.leases import claim_next
from app.web.bulk import DONE, Acted, act_on
from app.web.cursors import queue_cursor, queue_cursor_text
from app.web.people import CurrentServices, Reader, Reviewer
from app.web.render import render

router = APIRouter(include_in_schema=False)
PAGE = 40


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
    results = act_on((cases or [])[:PAGE], action, person, reason, services)
    return render(
        request,
        "bulk.html",
        heading=DONE[action],
        done=[one for one in results if one.state is Acted.DONE],
        waiting=[one for one in results if one.state is Acted.WAITING],
        refused=[one for one in results if one.state is Acted.REFUSED],
    )
