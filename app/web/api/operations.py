"""For operators: health, queues, worker processes; and for admins what was done by whom."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from app.db.read_models.system import LiveProcess, Waiting
from app.domain.errors import InvalidContent
from app.operations.health import report
from app.web.api.common import Limit, Page
from app.web.cursors import decode, encode
from app.web.people import Admin, CurrentServices, Operator

router = APIRouter(tags=["operations"])


class CheckOut(BaseModel):
    name: str
    is_ok: bool
    detail: str
    latency_ms: float


class SystemOut(BaseModel):
    is_ok: bool
    checks: list[CheckOut]
    queues: list[Waiting]
    """Unfinished jobs by task, counted in the database, whatever the broker."""
    processes: list[LiveProcess]
    open_dead_letters: int | None
    """Null for people who see only some projects."""
    swept_at: datetime
    """When lost jobs were last looked for."""


class AuditLine(BaseModel):
    """Something that happened to no submission: a login, a refused request, a changed account."""

    number: int
    kind: str
    actor: str
    data: dict[str, Any]
    created_at: datetime


@router.get("/system", summary="Health, queues and processes")
def show_system(request: Request, services: CurrentServices, person: Operator) -> SystemOut:
    health = report(services, ping_broker=request.app.state.ping_broker)
    with services.store.read() as tx:
        return SystemOut(
            is_ok=health["ok"],
            checks=[CheckOut(**check) for check in health["checks"]],
            queues=tx.pages.system.waiting(),
            processes=tx.pages.system.processes(),
            open_dead_letters=tx.dead_letters.count_open() if person.projects is None else None,
            swept_at=tx.pages.system.swept_at(),
        )


@router.get("/audit", summary="Logins, refusals and changes, newest first")
def list_audit(
    services: CurrentServices,
    _person: Admin,
    limit: Limit = 50,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> Page[AuditLine]:
    before = decode(cursor, int)[0] if cursor else None
    if before is not None and not 0 <= before < 1 << 63:
        raise InvalidContent("this cursor is not valid: leave it out to start from the beginning")
    with services.store.read() as tx:
        found = tx.pages.library.audit(limit=limit + 1, before=before)
    lines = [
        AuditLine(
            number=one.number,
            kind=one.event.kind,
            actor=one.event.actor,
            data=dict(one.event.data),
            created_at=one.event.created_at,
        )
        for one in found[:limit]
    ]
    following = encode(lines[-1].number) if len(found) > limit else None
    return Page[AuditLine](items=lines, next=following)
