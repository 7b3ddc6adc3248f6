"""The queue: what waits, for whom, how long, how urgent."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.db.pages.queue import QueueFilter
from app.domain.access import Person
from app.domain.review import EscalationReason
from app.errors import ConflictError, HeldByAnother
from app.escalation.leases import claim, claim_next, skip
from app.web.cursors import queue_cursor, queue_cursor_text
from app.web.people import Desk, Reader, Reviewer
from app.web.render import render

router = APIRouter(include_in_schema=False)
PAGE = 40


@dataclass(frozen=True, slots=True)
class QueueAddress:
    """The filters as they stand in the address."""

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
        """The same page with something changed; the place in the list starts anew."""
        told = {"desk": self.desk, "reason": self.reason, "language": self.language, "show": self.show}
        query = urlencode({key: value for key, value in {**told, **changed}.items() if value})
        return f"/queue?{query}" if query else "/queue"


Address = Annotated[QueueAddress, Depends()]


@router.get("/")
def start(_person: Reader) -> Response:
    return RedirectResponse("/queue", status_code=303)


@router.get("/queue")
def show_queue(request: Request, desk: Desk, person: Reader, wanted: Address) -> Response:
    with desk.store.read() as tx:
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
def show_counts(request: Request, desk: Desk, person: Reader, wanted: Address) -> Response:
    """The numbers alone, for the page that stays open."""
    with desk.store.read() as tx:
        counts = tx.pages.queue.counts(projects=person.projects)
        held = tx.pages.queue.held_by(person.login)
    return render(request, "_counts.html", counts=counts, held=held, wanted=wanted)


@router.post("/queue/next")
def take_next(desk: Desk, person: Reviewer) -> Response:
    """Claim the most urgent case and go there."""
    lease = claim_next(person.login, person.projects, desk)
    to = "/queue?show=free" if lease is None else f"/cases/{lease.case_id}"
    return RedirectResponse(to, status_code=303)


@router.post("/queue/bulk")
def act_on_several(
    request: Request,
    desk: Desk,
    person: Reviewer,
    *,
    action: Annotated[str, Form(max_length=20)],
    cases: Annotated[list[str] | None, Form()] = None,
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Claim or skip what is ticked; says what worked and what somebody else was quicker with."""
    done, refused = [], []
    with desk.store.read() as tx:
        chosen = [tx.cases.get(case_id) for case_id in (cases or [])[:PAGE]]
    for case in chosen:
        if not person.sees(case.project_id):
            continue
        try:
            if action == "claim":
                claim(case.id, person.login, desk)
            elif action == "skip":
                skip(case.id, person.login, reason or "skipped in the queue", desk)
            done.append(case)
        except (ConflictError, HeldByAnother) as error:
            refused.append((case, str(error)))
    return render(request, "bulk.html", action=action, done=done, refused=refused)
