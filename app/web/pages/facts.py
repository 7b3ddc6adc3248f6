"""Tick off a doubt about a fact: "I checked it", with who and when."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import Response

from app.domain.errors import LeaseLost, NotFound
from app.domain.review import EscalationStatus
from app.escalation.fact_checks import check_fact
from app.web.case_view import CaseView
from app.web.pages.case import MOST_DOUBTS, load, show, typed
from app.web.people import CurrentServices, Reviewer
from app.web.render import render
from app.web.shown import marks
from app.workflow.services import Services

router = APIRouter(include_in_schema=False)
Key = Annotated[str, Path(pattern="^[0-9a-f]{12}$")]


def tick_off(
    found: CaseView, key: str, token: str, login: str, services: Services, *, is_checked: bool
) -> None:
    """Saying it twice changes nothing. Raises LeaseLost, NotFound for a doubt that the case has not."""
    open_one = next((one for one in found.doubts if one.doubt.key == key), None)
    if open_one is None or found.cycle is None:
        raise NotFound(f"case {found.case.id} has no doubt {key!r}")
    if (open_one.checked is not None) is is_checked:
        return
    check_fact(
        found.case.id, token, login,
        cycle_id=found.cycle.id, key=key, is_checked=is_checked, store=services.store,
    )  # fmt: skip


@router.post("/cases/{case_id}/facts/{key}")
def check(
    request: Request,
    services: CurrentServices,
    person: Reviewer,
    case_id: str,
    key: Key,
    *,
    token: Annotated[str, Form(max_length=40)] = "",
    checked: Annotated[bool, Form()] = True,
    reason: Annotated[str, Form(max_length=5000)] = "",
    instructions: Annotated[str, Form(max_length=5000)] = "",
    text: Annotated[str | None, Form()] = None,
    take: Annotated[list[str] | None, Form()] = None,
    switches: Annotated[str, Form(max_length=5)] = "",
    view: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """The page's script gets only the list of facts; without it, the page again with what was typed."""
    problem = ""
    try:
        tick_off(load(case_id, person, services), key, token, person.login, services, is_checked=checked)
    except LeaseLost as error:
        problem = str(error)
    found = load(case_id, person, services)
    if request.headers.get("hx-request"):
        return render(
            request,
            "_facts.html",
            found=found,
            case=found.case,
            is_mine=found.slot is not None and found.slot.is_held(services.clock.now()),
            is_open=found.case.state is EscalationStatus.OPEN,
            marks=marks,
            MOST_DOUBTS=MOST_DOUBTS,
            fact_problem=problem,
        )
    form = typed(decision="", reason=reason, instructions=instructions, text=text, take=take, shown=switches)
    return show(request, found, services, view=view, form=form, lost=problem, status=409 if problem else 200)
