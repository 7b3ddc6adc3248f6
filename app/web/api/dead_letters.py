"""Dead letters: list, replay, discard."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.domain.errors import NotFound
from app.domain.lifecycle import SubmissionStatus
from app.web.api.common import Cursor, Id, Keepable, Limit, Page, RequestBody, example, id_cursor, page_of
from app.web.api.job_shapes import DeadLetterOut
from app.web.pages.system import may_see, replay_visible
from app.web.people import CurrentServices, Operator
from app.workflow.application import Application
from app.workflow.replay import MOST_AT_ONCE

router = APIRouter(prefix="/dead-letters", tags=["dead letters"])


class ReplayedOut(BaseModel):
    status: SubmissionStatus | None
    """The submission's new status; null for a job without a submission."""


class DeadLetterIds(RequestBody):
    model_config = example(ids=["01m7yd1t4w5n8q2r6s9v0x3z7e"])

    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]


class OneReplayed(BaseModel):
    id: str
    outcome: Literal["replayed", "already", "refused"]
    message: str
    """Why it was not replayed; empty if it was."""


class DiscardIn(RequestBody):
    model_config = example(reason="the text was withdrawn")

    reason: Annotated[Keepable, Field(min_length=1, max_length=2000)]


@router.get("", summary="Jobs that failed for good, newest first")
def list_dead_letters(
    services: CurrentServices,
    person: Operator,
    state: Literal["open", "replayed", "discarded"] = "open",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[DeadLetterOut]:
    with services.store.read() as tx:
        rows = tx.pages.system.dead_letters(state=state, limit=limit + 1, before=id_cursor(cursor))
    shown = Page[DeadLetterOut](**page_of(rows, limit, DeadLetterOut.of))
    visible = {row.id for row in rows if may_see(row, person, services)}
    return Page[DeadLetterOut](items=[one for one in shown.items if one.id in visible], next=shown.next)


@router.post("/{dead_letter_id}/replay", summary="Queue the job again")
def replay(services: CurrentServices, person: Operator, dead_letter_id: Id) -> ReplayedOut:
    application = Application(services)
    if not may_see(application.dead_letter(dead_letter_id), person, services):
        raise NotFound(f"there is no dead letter {dead_letter_id!r}")
    return ReplayedOut(status=application.replay(dead_letter_id, by=person.login))


@router.post("/replay", summary="Queue the jobs of several again, each once")
def replay_these(
    services: CurrentServices, person: Operator, dead_letters: DeadLetterIds
) -> list[OneReplayed]:
    results = replay_visible(services, person, dead_letters.ids)
    return [OneReplayed(id=one.dead_letter_id, outcome=one.outcome, message=one.message) for one in results]


@router.post("/{dead_letter_id}/discard", status_code=204, summary="Close a dead letter for good")
def discard(services: CurrentServices, person: Operator, dead_letter_id: Id, why: DiscardIn) -> None:
    application = Application(services)
    if not may_see(application.dead_letter(dead_letter_id), person, services):
        raise NotFound(f"there is no dead letter {dead_letter_id!r}")
    application.discard([dead_letter_id], reason=f"{person.login}: {why.reason}")
