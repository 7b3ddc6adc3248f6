"""The buttons of a claim: claim, extend, hand over, release, skip."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.accounts.approval import approval_link
from app.accounts.reviewers import reviewer
from app.domain.errors import AlreadyDecided, HeldByAnother, InvalidContent, LeaseLost
from app.escalation import leases
from app.web.pages.case import load, show
from app.web.people import CurrentServices, Lead, Reviewer
from app.web.render import render

router = APIRouter(include_in_schema=False)


def _back(case_id: str) -> Response:
    return RedirectResponse(f"/cases/{case_id}", status_code=303)


@router.post("/cases/{case_id}/claim")
def take(request: Request, services: CurrentServices, person: Reviewer, case_id: str) -> Response:
    found = load(case_id, person, services)
    try:
        leases.claim(case_id, person.login, services.store)
    except (HeldByAnother, AlreadyDecided) as error:
        return show(request, found, services, problem=str(error), status=409)
    return _back(case_id)


@router.post("/cases/{case_id}/extend")
def extend(
    request: Request,
    services: CurrentServices,
    person: Reviewer,
    case_id: str,
    token: Annotated[str, Form(max_length=40)],
) -> Response:
    """Renew the lease. An open page requests this by itself and gets only the new expiry."""
    found = load(case_id, person, services)
    is_script = request.headers.get("x-requested-with") == "desk"
    try:
        lease = leases.extend(case_id, token, person.login, services.store)
    except LeaseLost as error:
        if is_script:
            return render(request, "_lease_lost.html", status=409, lost=str(error))
        return show(request, found, services, lost=str(error), status=409)
    if is_script:
        return Response(lease.until.isoformat(), media_type="text/plain")
    return _back(case_id)


@router.post("/cases/{case_id}/release")
def release(
    services: CurrentServices, person: Reviewer, case_id: str, token: Annotated[str, Form(max_length=40)]
) -> Response:
    load(case_id, person, services)
    leases.release(case_id, token, person.login, services.store)
    return RedirectResponse("/queue", status_code=303)


@router.post("/cases/{case_id}/skip")
def skip(
    services: CurrentServices,
    person: Reviewer,
    case_id: str,
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Skip this case for good, and go to the next one."""
    load(case_id, person, services)
    leases.skip(case_id, person.login, reason, services.store)
    following = leases.claim_next(person.login, person.projects, services.store)
    return RedirectResponse("/queue" if following is None else f"/cases/{following.case_id}", status_code=303)


@router.post("/cases/{case_id}/hand-over")
def hand_over(
    request: Request,
    services: CurrentServices,
    person: Reviewer,
    case_id: str,
    *,
    token: Annotated[str, Form(max_length=40)],
    to: Annotated[str, Form(max_length=200)],
) -> Response:
    """Hand the case over to a reviewer who sees the project."""
    found = load(case_id, person, services)
    try:
        receiver = reviewer(to, found.case.project_id, services)
    except InvalidContent as error:
        return show(request, found, services, problem=str(error), status=422)
    leases.hand_over(case_id, token, person.login, receiver.login, services.store)
    return RedirectResponse("/queue", status_code=303)


@router.post("/cases/{case_id}/take-from")
def take_from(
    services: CurrentServices, person: Lead, case_id: str, holder: Annotated[str, Form(max_length=200)]
) -> Response:
    """A desk lead releases somebody else's claim."""
    load(case_id, person, services)
    leases.take_from(case_id, holder, lead=person.login, store=services.store)
    return _back(case_id)


@router.post("/cases/{case_id}/link")
def make_link(
    request: Request,
    services: CurrentServices,
    person: Lead,
    case_id: str,
    to: Annotated[str, Form(max_length=200)],
) -> Response:
    """A signed link with which one reviewer decides this case without logging in."""
    found = load(case_id, person, services)
    try:
        receiver = reviewer(to, found.case.project_id, services)
    except InvalidContent as error:
        return show(request, found, services, problem=str(error), status=422)
    link = approval_link(case_id, receiver.id, by=person.login, services=services)
    base = services.settings.public_url or str(request.base_url).rstrip("/")
    return render(
        request, "link_made.html", case=found.case, to=receiver.login, link=f"{base}/approve/{link}"
    )
