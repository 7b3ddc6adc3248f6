"""The system: workers, queues, dead letters, deliveries, health."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.domain.access import Person
from app.domain.errors import AlreadyDecided, NotFound
from app.domain.outbound import DeliveryState, Happening
from app.domain.records import DeadLetterRecord
from app.escalation.overdue import EVERY_SECONDS as DEADLINES_EVERY
from app.escalation.overdue import RHYTHM as DEADLINES
from app.notifications.hooks import add_webhook, send_again, send_test
from app.operations.health import report
from app.web.people import Admin, Desk, Operator
from app.web.render import render
from app.workflow.application import Desk as FrontDoor
from app.workflow.replay import Replayed, replay_many
from app.workflow.services import Services

router = APIRouter(include_in_schema=False)
PAGE = 30
LATE = 5
"""Sweeps that may be missed before the page says so."""


@router.get("/system")
def show_system(request: Request, desk: Desk, person: Operator) -> Response:
    with desk.store.read() as tx:
        waiting = tx.pages.system.waiting()
        processes = tx.pages.system.processes()
        swept_at = tx.pages.system.swept_at()
        deadlines_at = tx.pages.system.done_at(DEADLINES)
        overdue = tx.pages.queue.counts(projects=person.projects).overdue
        letters = tx.pages.system.dead_letters(state="open", limit=PAGE)
        letters = [letter for letter in letters if may_see(letter, person, desk)]
        open_letters = tx.dead_letters.count_open()
        webhooks = tx.outbound.webhooks()
        failed = tx.outbound.log(PAGE, state=DeliveryState.FAILED)
    health = report(desk, ping_broker=request.app.state.ping_broker)
    return render(
        request,
        "system.html",
        waiting=waiting,
        processes=processes,
        swept_at=swept_at,
        is_swept=_is_recent(swept_at, every=desk.settings.sweep_interval_seconds, desk=desk),
        deadlines_at=deadlines_at,
        is_timed=_is_recent(deadlines_at, every=DEADLINES_EVERY, desk=desk),
        overdue=overdue,
        stale=desk.settings.heartbeat_stale_seconds,
        letters=letters,
        open_letters=open_letters,
        webhooks=webhooks,
        failed=failed,
        health=health,
        kinds=[kind.value for kind in Happening if kind is not Happening.TEST],
    )


def _is_recent(done_at: datetime | None, *, every: float, desk: Services) -> bool:
    return done_at is not None and (desk.clock.now() - done_at).total_seconds() < LATE * every


def may_see(letter: DeadLetterRecord, person: Person, desk: Services) -> bool:
    """A letter about a submission belongs to its project; the others to whoever operates everything."""
    if person.projects is None:
        return True
    if letter.submission_id is None:
        return False
    with desk.store.read() as tx:
        return person.sees(tx.submissions.get(letter.submission_id).project_id)


def replay_visible(desk: Services, person: Person, letter_ids: Sequence[str]) -> list[Replayed]:
    """Replay those that this person sees; to the others the answer is that there are none."""
    door = FrontDoor(desk)
    told: list[Replayed] = []
    for letter_id in letter_ids:
        try:
            is_seen = may_see(door.dead_letter(letter_id), person, desk)
        except NotFound:
            is_seen = False
        if is_seen:
            told.extend(replay_many(desk, [letter_id], by=person.login))
        else:
            told.append(Replayed(letter_id, "refused", f"there is no dead letter {letter_id!r}"))
    return told


@router.post("/system/dead-letters")
def replay_letters(
    desk: Desk, person: Operator, letters: Annotated[list[str], Form(max_length=PAGE)]
) -> Response:
    """Replay all that the page showed, each once."""
    replay_visible(desk, person, letters)
    return RedirectResponse("/system", status_code=303)


@router.post("/system/dead-letters/{letter_id}")
def settle_letter(
    desk: Desk,
    person: Operator,
    letter_id: str,
    action: Annotated[str, Form(max_length=20)],
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Replay or discard. Doing it twice does it once."""
    door = FrontDoor(desk)
    if not may_see(door.dead_letter(letter_id), person, desk):
        raise NotFound(f"there is no dead letter {letter_id!r}")
    if action == "replay":
        door.replay(letter_id, by=person.login)
    elif action == "discard":
        door.discard([letter_id], reason=f"{person.login}: {reason or 'no reason given'}")
    else:
        raise AlreadyDecided("a dead letter is replayed or discarded, nothing else")
    return RedirectResponse("/system", status_code=303)


@router.post("/system/webhooks")
def make_webhook(
    request: Request,
    desk: Desk,
    person: Admin,
    url: Annotated[str, Form(max_length=2000)],
    events: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """The secret is shown once, here."""
    webhook_id, secret = add_webhook(url, events or [], by=person.login, services=desk)
    return render(request, "webhook_made.html", webhook_id=webhook_id, url=url, secret=secret)


@router.get("/system/webhooks/{webhook_id}")
def show_webhook(
    request: Request,
    desk: Desk,
    _person: Admin,
    webhook_id: str,
    before: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    with desk.store.read() as tx:
        webhook = tx.outbound.webhook(webhook_id)
        log = tx.outbound.log(PAGE + 1, webhook_id=webhook_id, before=before or None)
    more = f"/system/webhooks/{webhook_id}?before={log[PAGE - 1].id}" if len(log) > PAGE else ""
    return render(request, "webhook.html", webhook=webhook, log=log[:PAGE], more=more)


@router.post("/system/webhooks/{webhook_id}")
def change_webhook(
    desk: Desk, person: Admin, webhook_id: str, action: Annotated[str, Form(max_length=20)]
) -> Response:
    if action == "test":
        send_test(webhook_id, services=desk)
    else:
        with desk.store.transaction() as tx:
            tx.outbound.webhook(webhook_id)
            tx.outbound.switch_webhook(webhook_id, is_active=action == "on")
            tx.submissions.record(None, f"webhook.{action}"[:60], {"webhook": webhook_id}, actor=person.login)
    return RedirectResponse(f"/system/webhooks/{webhook_id}", status_code=303)


@router.post("/system/deliveries/{delivery_id}/again")
def deliver_again(desk: Desk, person: Admin, delivery_id: str) -> Response:
    """The same message as a new delivery."""
    send_again(delivery_id, by=person.login, services=desk)
    return RedirectResponse("/system", status_code=303)


@router.get("/system/audit")
def show_audit(
    request: Request, desk: Desk, _person: Admin, before: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """What happened around access and accounts. Not for everyone."""
    with desk.store.read() as tx:
        events = tx.pages.library.audit(limit=PAGE + 1, before=before or None)
    more = f"/system/audit?before={events[PAGE - 1].number}" if len(events) > PAGE else ""
    return render(request, "audit.html", events=events[:PAGE], more=more)
