"""Events: as a list, and as a continuous stream (server-sent events)."""

import json
from collections.abc import AsyncIterator
from typing import Annotated

import anyio
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from app.domain.access import Person
from app.web.api.common import Id, Limit, Page
from app.web.api.job_shapes import EventOut
from app.web.pages.library import load
from app.web.people import CurrentServices, Reader, identify
from app.workflow.services import Services

router = APIRouter(tags=["events"])
PAUSE_SECONDS = 1.0
QUIET_SECONDS = 15.0
LONGEST_SECONDS = 15 * 60.0
"""A stream ends then; the client reconnects with `Last-Event-ID`, and its permissions are checked again."""
BATCH = 200
Number = Annotated[int, Query(ge=0, le=2**62, description="Events after this number.")]


@router.get("/events", summary="Events of your projects, in order")
def list_events(
    services: CurrentServices, person: Reader, after: Number = 0, limit: Limit = 100
) -> Page[EventOut]:
    lines = _read(services, person, after, limit + 1)
    following = str(lines[limit - 1].number) if len(lines) > limit else None
    return Page[EventOut](items=lines[:limit], next=following)


@router.get("/submissions/{submission_id}/events", summary="The timeline of one submission")
def list_own_events(
    services: CurrentServices, person: Reader, submission_id: Id, after: Number = 0, limit: Limit = 100
) -> Page[EventOut]:
    load(submission_id, person, services)
    with services.store.read() as tx:
        found = tx.pages.library.events(
            after=after, limit=limit + 1, projects=person.projects, submission_id=submission_id
        )
    lines = [EventOut.of(line) for line in found]
    return Page[EventOut](
        items=lines[:limit], next=str(lines[limit - 1].number) if len(lines) > limit else None
    )


@router.get(
    "/events/stream",
    summary="Events as they happen",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Server-sent events."}},
)
async def stream_events(
    request: Request,
    services: CurrentServices,
    person: Reader,
    *,
    after: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    last_event_id: Annotated[str | None, Header(max_length=20, pattern="^[0-9]{1,18}$")] = None,
    seconds: Annotated[float, Query(ge=0, le=LONGEST_SECONDS)] = LONGEST_SECONDS,
) -> StreamingResponse:
    """Starts after `Last-Event-ID` or `after`, else with new events from now on."""
    if last_event_id is not None:
        start = int(last_event_id)
    else:
        start = after if after is not None else await run_in_threadpool(_last, services)
    lines = _stream(request, services, person, start, seconds=seconds)
    return StreamingResponse(lines, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def _stream(
    request: Request, services: Services, person: Person, after: int, *, seconds: float
) -> AsyncIterator[str]:
    """Reads the log about once a second; sends a comment in quiet times so that proxies stay connected."""
    yield f"retry: {int(PAUSE_SECONDS * 1000)}\n\n"
    until = anyio.current_time() + seconds
    spoken = anyio.current_time()
    while anyio.current_time() < until and not await request.is_disconnected():
        lines = await run_in_threadpool(_read, services, person, after, BATCH)
        for line in lines:
            data = json.dumps(line.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
            yield f"id: {line.number}\nevent: {line.kind}\ndata: {data}\n\n"
            after = line.number
        now = anyio.current_time()
        if lines:
            spoken = now
        elif now - spoken > QUIET_SECONDS:
            if await run_in_threadpool(identify, request) is None:
                return
            spoken = now
            yield ": still here\n\n"
        if len(lines) < BATCH:
            await anyio.sleep(PAUSE_SECONDS)


def _last(services: Services) -> int:
    with services.store.read() as tx:
        return tx.pages.library.last_event()


def _read(services: Services, person: Person, after: int, limit: int) -> list[EventOut]:
    with services.store.read() as tx:
        found = tx.pages.library.events(after=after, limit=limit, projects=person.projects)
    return [EventOut.of(line) for line in found]
