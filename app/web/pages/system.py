"""The system: workers, queues, dead letters, deliveries, health."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.domain.access import Person
from app.domain.errors import AlreadyDecided, NotFound
from app.domain.outbound import DeliveryState, OutboundEvent
from app.domain.records import DeadLetterRecord
from app.escalation.overdue import EVERY_SECONDS as DEADLINES_EVERY
from app.escalation.overdue import SCHEDULE as DEADLINES
from app.operations.health import report
from app.web.people import Admin, CurrentServices, Operator
from app.web.render import render
from app.workflow.application import Application
from app.workflow.replay import ReplayResult, replay_many
from app.workflow.services import Services

router = APIRouter(include_in_schema=False)
PAGE = 30
LATE = 5
"""How many runs may be missed before the page shows a warning."""


@router.get("/system")
def show_system(request: Request, services: CurrentServices, person: Operator) -> Response:
    with services.store.read() as tx:
        waiting = tx.pages.system.waiting()
        processes = tx.pages.system.processes()
        swept_at = tx.pages.system.swept_at()
        deadlines_at = tx.pages.system.done_at(DEADLINES)
        overdue = tx.pages.queue.counts(projects=person.projects).overdue
        dead_letters = tx.pages.system.dead_letters(state="open", limit=PAGE)
        dead_letters = [dead_letter for dead_letter in dead_letters if may_see(dead_letter, person, services)]
        open_dead_letters = tx.dead_letters.count_open()
        webhooks = tx.outbound.webhooks()
        projects = tx.accounts.projects()
        failed = tx.outbound.log(PAGE, state=DeliveryState.FAILED)
    health = report(services, ping_broker=request.app.state.ping_broker)
    return render(
        request,
        "system.html",
        waiting=waiting,
        processes=processes,
        swept_at=swept_at,
        is_swept=_is_recent(swept_at, every=services.settings.sweep_interval_seconds, services=services),
        deadlines_at=deadlines_at,
        is_timed=_is_recent(deadlines_at, every=DEADLINES_EVERY, services=services),
        overdue=overdue,
        stale=services.settings.heartbeat_stale_seconds,
        dead_letters=dead_letters,
        open_dead_letters=open_dead_letters,
        webhooks=webhooks,
        projects=projects,
        failed=failed,
        health=health,
        kinds=[kind.value for kind in OutboundEvent if kind is not OutboundEvent.TEST],
    )


def _is_recent(done_at: datetime | None, *, every: float, services: Services) -> bool:
    return done_at is not None and (services.clock.now() - done_at).total_seconds() < LATE * every


def may_see(dead_letter: DeadLetterRecord, person: Person, services: Services) -> bool:
    """A submission's dead letter belongs to its project; others are visible to operators of everything."""
    if person.projects is None:
        return True
    if dead_letter.submission_id is None:
        return False
    with services.store.read() as tx:
        return person.sees(tx.submissions.get(dead_letter.submission_id).project_id)


def replay_visible(services: Services, person: Person, dead_letter_ids: Sequence[str]) -> list[ReplayResult]:
    """Replay those that this person may see; the others are reported as not existing."""
    application = Application(services)
    results: list[ReplayResult] = []
    for dead_letter_id in dead_letter_ids:
        try:
            is_seen = may_see(application.dead_letter(dead_letter_id), person, services)
        except NotFound:
            is_seen = False
        if is_seen:
            results.extend(replay_many(services, [dead_letter_id], by=person.login))
        else:
            results.append(
                ReplayResult(dead_letter_id, "refused", f"there is no dead letter {dead_letter_id!r}")
            )
    return results


@router.post("/system/dead-letters")
def replay_dead_letters(
    services: CurrentServices, person: Operator, dead_letters: Annotated[list[str], Form(max_length=PAGE)]
) -> Response:
    """Replay all dead letters that the page showed, each once."""
    replay_visible(services, person, dead_letters)
    return RedirectResponse("/system", status_code=303)


@router.post("/system/dead-letters/{dead_letter_id}")
def settle_dead_letter(
    services: CurrentServices,
    person: Operator,
    dead_letter_id: str,
    action: Annotated[str, Form(max_length=20)],
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Replay or discard. Repeating it has no effect."""
    application = Application(services)
    if not may_see(application.dead_letter(dead_letter_id), person, services):
        raise NotFound(f"there is no dead letter {dead_letter_id!r}")
    if action == "replay":
        application.replay(dead_letter_id, by=person.login)
    elif action == "discard":
        application.discard([dead_letter_id], reason=f"{person.login}: {reason or 'no reason given'}")
    else:
        raise AlreadyDecided("a dead letter can only be replayed or discarded")
    return RedirectResponse("/system", status_code=303)


@router.get("/system/audit")
def show_audit(
    request: Request, services: CurrentServices, _person: Admin, before: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """Events about access and accounts. Only for admins."""
    with services.store.read() as tx:
        events = tx.pages.library.audit(limit=PAGE + 1, before=before or None)
    more = f"/system/audit?before={events[PAGE - 1].number}" if len(events) > PAGE else ""
    return render(request, "audit.html", events=events[:PAGE], more=more)
