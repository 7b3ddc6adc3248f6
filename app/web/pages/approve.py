"""A signed approval link: GET shows the case, only POST decides it, and only once."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.accounts.approval import read_approval
from app.accounts.secrets import digest
from app.domain.access import Permission, Person
from app.domain.errors import AlreadyDecided, HeldByAnother, InvalidContent, LeaseLost
from app.domain.review import EscalationStatus
from app.escalation import leases
from app.escalation.answers import record_answer
from app.web.case_view import CaseView
from app.web.forms import DecisionForm, read_answer
from app.web.pages.case import load
from app.web.people import CurrentServices, note_refusal
from app.web.render import render
from app.web.shown import marks

router = APIRouter(include_in_schema=False)


@router.get("/approve/{link}")
def show_link(request: Request, services: CurrentServices, link: str) -> Response:
    """Shows the case and changes nothing, whoever opens it."""
    known = read_approval(link, services)
    if known is None:
        return _void(request)
    person, case_id, _ = known
    found = load(case_id, person, services)
    if found.case.state is not EscalationStatus.OPEN:
        return _void(request)
    return _page(request, person, found, link)


@router.post("/approve/{link}")
def decide_by_link(
    request: Request,
    services: CurrentServices,
    link: str,
    *,
    decision: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=5000)] = "",
    instructions: Annotated[str, Form(max_length=5000)] = "",
) -> Response:
    known = read_approval(link, services)
    if known is None:
        return _void(request)
    person, case_id, secret = known
    found = load(case_id, person, services)
    if not person.may(Permission.REVIEW):
        note_refusal(request, person, "needs review")
        return _void(request)
    form = DecisionForm(decision, reason, instructions)
    try:
        given = read_answer(form, found)
        lease = leases.claim(case_id, person.login, services.store)
        recorded = record_answer(
            case_id,
            lease.token,
            given,
            login=person.login,
            is_lead=person.may(Permission.LEAD),
            store=services.store,
            observer=services.observer,
        )
    except (InvalidContent, LeaseLost, AlreadyDecided, HeldByAnother) as error:
        status = 422 if isinstance(error, InvalidContent) else 409
        return _page(request, person, found, link, form=form, problem=str(error), status=status)
    with services.store.transaction() as tx:
        tx.accounts.use_link(digest(secret))
    return render(request, "approved.html", case=found.case, missing=recorded.missing)


def _void(request: Request) -> Response:
    note_refusal(request, None, "an invalid link")
    return render(request, "void_link.html", status=410)


def _page(
    request: Request,
    person: Person,
    found: CaseView,
    link: str,
    *,
    form: DecisionForm | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    return render(
        request,
        "approve.html",
        status=status,
        found=found,
        case=found.case,
        who=person.login,
        link=link,
        form=form if form is not None else DecisionForm(),
        problem=problem,
        marks=marks,
    )
