"""Cases over the API: list, claim, extend, hand over, skip, release, decide. The page has the same rules."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.accounts.reviewers import reviewer
from app.db.read_models.queue import QueueFilter
from app.domain.access import Permission
from app.domain.cases import ReviewAnswer
from app.domain.errors import InvalidContent
from app.domain.lifecycle import SubmissionStatus
from app.domain.review import DecisionKind, EscalationReason
from app.escalation import leases
from app.escalation.answers import record_answer
from app.web.api.case_shapes import CaseLine, CaseOut
from app.web.api.common import Cursor, Id, Keepable, Limit, Page, RequestBody, example
from app.web.case_view import CaseView
from app.web.cursors import queue_cursor, queue_cursor_text
from app.web.forms import DecisionForm, read_answer
from app.web.pages.case import load
from app.web.pages.facts import Key, tick_off
from app.web.people import CurrentServices, Reader, Reviewer

router = APIRouter(prefix="/cases", tags=["cases"])
CLAIM = "01m7yd1t4w5n8q2r6s9v0x3z7f"
"""A token in examples."""


class LeaseOut(BaseModel):
    token: str
    until: datetime


class ClaimIn(RequestBody):
    """Proof of the claim: `token` as the claim returned it."""

    model_config = example(token=CLAIM)

    token: Annotated[str, Field(min_length=1, max_length=40, pattern="^[0-9a-z]+$")]


class HandOverIn(ClaimIn):
    model_config = example(token=CLAIM, to="nora")

    to: Annotated[Keepable, Field(min_length=1, max_length=200)]
    """A login name."""


class FactCheckIn(ClaimIn):
    model_config = example(token=CLAIM, checked=True)

    checked: bool = True
    """False takes it back."""


class SkipIn(RequestBody):
    model_config = example(reason="not my subject")

    reason: Annotated[Keepable, Field(max_length=2000)] = ""


class DecisionIn(ClaimIn):
    """Approve `revision` by its number, by default the best one; or those of the proposal's changes that
    `take` names: all of them approve the proposed text, none the base text; a selection is judged again."""

    model_config = example(token=CLAIM, kind="approve", reason="reads well")

    kind: DecisionKind
    reason: Annotated[Keepable, Field(max_length=5000)] = ""
    instructions: Annotated[Keepable, Field(max_length=5000)] = ""
    text: Keepable | None = None
    revision: Annotated[int, Field(ge=0, le=10_000)] | None = None
    take: Annotated[list[Annotated[Keepable, Field(max_length=40)]], Field(max_length=10_000)] | None = None


class DecidedOut(BaseModel):
    """`status` is null while answers from others are missing."""

    status: SubmissionStatus | None
    missing: int
    is_disputed: bool


@router.get("", summary="Open cases, the most urgent first")
def list_cases(
    services: CurrentServices,
    person: Reader,
    *,
    desk_name: Annotated[Keepable, Query(alias="desk", max_length=100)] = "",
    reason: EscalationReason | None = None,
    is_overdue: bool = False,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[CaseLine]:
    wanted = QueueFilter(desk=desk_name, reason="" if reason is None else reason.value, is_overdue=is_overdue)
    with services.store.read() as tx:
        rows = tx.pages.queue.rows(
            wanted, projects=person.projects, limit=limit + 1, after=queue_cursor(cursor)
        )
    following = queue_cursor_text(rows[limit - 1].cursor) if len(rows) > limit else None
    return Page[CaseLine](items=[CaseLine.of(row) for row in rows[:limit]], next=following)


@router.get("/{case_id}", summary="One case, open or closed")
def show_case(services: CurrentServices, person: Reader, case_id: Id) -> CaseOut:
    found = load(case_id, person, services)
    return CaseOut.of(found.case, found.doubts)


@router.post("/{case_id}/claim", summary="Claim a case")
def claim(services: CurrentServices, person: Reviewer, case_id: Id) -> LeaseOut:
    load(case_id, person, services)
    lease = leases.claim(case_id, person.login, services.store)
    return LeaseOut(token=lease.token, until=lease.until)


@router.post("/{case_id}/extend", summary="Renew a claim")
def extend(services: CurrentServices, person: Reviewer, case_id: Id, held: ClaimIn) -> LeaseOut:
    load(case_id, person, services)
    lease = leases.extend(case_id, held.token, person.login, services.store)
    return LeaseOut(token=lease.token, until=lease.until)


@router.post("/{case_id}/release", status_code=204, summary="Release a claim")
def release(services: CurrentServices, person: Reviewer, case_id: Id, held: ClaimIn) -> None:
    load(case_id, person, services)
    leases.release(case_id, held.token, person.login, services.store)


@router.post("/{case_id}/hand-over", status_code=204, summary="Hand a claim over to another reviewer")
def hand_over(services: CurrentServices, person: Reviewer, case_id: Id, given: HandOverIn) -> None:
    found = load(case_id, person, services)
    receiver = reviewer(given.to, found.case.project_id, services)
    leases.hand_over(case_id, given.token, person.login, receiver.login, services.store)


@router.post("/{case_id}/skip", status_code=204, summary="Skip a case for good")
def skip(services: CurrentServices, person: Reviewer, case_id: Id, why: SkipIn) -> None:
    load(case_id, person, services)
    leases.skip(case_id, person.login, why.reason, services.store)


@router.post("/{case_id}/facts/{key}", status_code=204, summary="Tick off a doubt about a fact")
def check_fact(services: CurrentServices, person: Reviewer, case_id: Id, key: Key, said: FactCheckIn) -> None:
    """Kept in the history with your name. It decides nothing."""
    found = load(case_id, person, services)
    tick_off(found, key, said.token, person.login, services, is_checked=said.checked)


@router.post("/{case_id}/decision", summary="Decide a case")
def decide(services: CurrentServices, person: Reviewer, case_id: Id, given: DecisionIn) -> DecidedOut:
    recorded = record_answer(
        case_id,
        given.token,
        _answer(given, load(case_id, person, services)),
        login=person.login,
        is_lead=person.may(Permission.LEAD),
        store=services.store,
        observer=services.observer,
    )
    return DecidedOut(status=recorded.status, missing=recorded.missing, is_disputed=recorded.is_disputed)


def _answer(given: DecisionIn, found: CaseView) -> ReviewAnswer:
    """Raises InvalidContent for an unknown revision or change."""
    if given.take is not None:
        return _selection(given, given.take, found)
    chosen = next((r.id for r in found.detail.revisions if r.number == given.revision), None)
    if given.revision is not None and chosen is None:
        chosen = f"number {given.revision}"
    return ReviewAnswer(
        given.kind,
        given.reason,
        revision_id=chosen,
        text=given.text if given.kind is DecisionKind.EDIT else None,
        instructions=given.instructions,
    )


def _selection(given: DecisionIn, take: list[str], found: CaseView) -> ReviewAnswer:
    if given.kind is not DecisionKind.APPROVE or given.revision is not None:
        raise InvalidContent("`take` chooses what to approve: `kind` must be `approve`, without `revision`")
    known = [] if found.proposal is None else [change.id for change in found.proposal.changes]
    unknown = [name for name in take if name not in known]
    if unknown:
        raise InvalidContent(
            f"this case proposes no change {unknown[0]!r}; it proposes {', '.join(known) or 'none'}"
        )
    return read_answer(DecisionForm("approve", given.reason, take=tuple(take)), found)
