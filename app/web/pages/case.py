"""The case: read, compare, choose changes, decide. The lease's buttons are in `lease.py`."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.content import read_text
from app.domain.access import Permission, Person
from app.domain.content import ContentFormat
from app.domain.errors import AlreadyDecided, InvalidContent, LeaseLost
from app.domain.review import BY_DETECTOR, EscalationStatus
from app.domain.scores import Evaluation
from app.domain.verdict import Verdict, judge
from app.escalation.answers import record_answer
from app.evaluation.evaluate import evaluate
from app.web.case_view import CaseView, case_view
from app.web.forms import DecisionForm, as_written, read_answer
from app.web.people import CurrentServices, Reader, Reviewer, check_sees
from app.web.render import render
from app.web.shown import marks
from app.web.shown.preview import preview
from app.workflow.services import Services

router = APIRouter(include_in_schema=False)

MOST_DOUBTS = 60
"""Doubts about facts on one page: a candidate with more is refused as a whole, not ticked off."""


def load(case_id: str, person: Person, services: Services) -> CaseView:
    """Raises NotFound, also for a case in a project that this person does not see."""
    with services.store.read() as tx:
        case = tx.cases.get(case_id)
        check_sees(person, case.project_id, f"case {case_id!r}")
        return case_view(tx, case, person.login)


@router.get("/cases/{case_id}")
def show_case(
    request: Request, services: CurrentServices, person: Reader, case_id: str, view: str = ""
) -> Response:
    return show(request, load(case_id, person, services), services, view=view)


def show(
    request: Request,
    found: CaseView,
    services: Services,
    *,
    view: str = "",
    form: DecisionForm | None = None,
    problem: str = "",
    lost: str = "",
    scored: object = None,
    status: int = 200,
) -> Response:
    """The page, with the typed input preserved. `lost` says why the answer could not be used."""
    form = form if form is not None else DecisionForm()
    chosen = view if view in views(found) else "edit" if form.text is not None else _first_view(found)
    slot = found.slot
    is_mine = slot is not None and slot.is_held(services.clock.now())
    at_first = found.proposal.at_first if found.proposal is not None else ()
    return render(
        request,
        "case.html",
        status=status,
        found=found,
        case=found.case,
        view=chosen,
        views=views(found),
        shown=_shown(found, chosen),
        form=form,
        text=form.text if form.text is not None else found.text,
        taken=set(form.take if form.take is not None else at_first),
        problem=problem,
        lost=lost,
        scored=scored,
        is_mine=is_mine,
        is_open=found.case.state is EscalationStatus.OPEN,
        slot=slot,
        marks=marks,
        MOST_DOUBTS=MOST_DOUBTS,
    )


def views(found: CaseView) -> list[str]:
    """The ways to look at this case, in the order of their tabs."""
    compared = ["changes", "inline", "side"] if found.proposal is not None else []
    return [*compared, *(["detector"] if found.opinions else []), "preview", "edit"]


def _first_view(found: CaseView) -> str:
    if found.proposal is None and found.opinions and found.case.reason in BY_DETECTOR:
        return "detector"
    return "changes" if found.proposal is not None else "preview"


def _shown(found: CaseView, view: str) -> dict[str, object]:
    """Only the texts of this view: a long article is not marked up six times."""
    proposal = found.proposal
    changes, proposed = ((), found.text) if proposal is None else (proposal.changes, proposal.text)
    match view:
        case "inline":
            return {"inline": marks.inline_difference(found.base.source, changes)}
        case "side":
            return {
                "left": marks.one_side(found.base.source, changes, is_before=True),
                "right": marks.one_side(proposed, changes, is_before=False),
            }
        case "detector":
            return {"texts": [(s, marks.windows_marked(found.judged.source, s)) for s in found.opinions]}
        case "preview":
            return {"preview": preview(found.text, ContentFormat(found.detail.submission.format))}
        case _:
            return {}


def typed(
    *, decision: str, reason: str, instructions: str, text: str | None, take: list[str] | None, shown: str
) -> DecisionForm:
    """An empty list of boxes means "none" only if boxes were shown."""
    chosen = tuple(take or ()) if shown else None
    return DecisionForm(decision, reason, instructions, text, chosen)


@router.post("/cases/{case_id}/decide")
def decide(
    request: Request,
    services: CurrentServices,
    person: Reviewer,
    case_id: str,
    *,
    token: Annotated[str, Form(max_length=40)] = "",
    decision: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=5000)] = "",
    instructions: Annotated[str, Form(max_length=5000)] = "",
    text: Annotated[str | None, Form()] = None,
    take: Annotated[list[str] | None, Form()] = None,
    switches: Annotated[str, Form(max_length=5)] = "",
    view: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Record one decision under the lease. An unusable one is shown again with everything that was typed."""
    found = load(case_id, person, services)
    form = typed(
        decision=decision, reason=reason, instructions=instructions, text=text, take=take, shown=switches
    )
    if decision == "score":
        scored = _scored(found, form.text or "", services)
        return show(request, found, services, view="edit", form=form, scored=scored)
    try:
        given = read_answer(form, found)
        recorded = record_answer(
            case_id,
            token,
            given,
            login=person.login,
            is_lead=person.may(Permission.LEAD),
            store=services.store,
            observer=services.observer,
        )
    except InvalidContent as error:
        return show(request, found, services, view=view, form=form, problem=str(error), status=422)
    except (LeaseLost, AlreadyDecided) as error:
        found = load(case_id, person, services)
        return show(request, found, services, view=view, form=form, lost=str(error), status=409)
    return RedirectResponse(
        f"/cases/{case_id}/done?missing={recorded.missing}&disputed={int(recorded.is_disputed)}",
        status_code=303,
    )


@router.get("/cases/{case_id}/done")
def show_done(
    request: Request,
    services: CurrentServices,
    person: Reader,
    case_id: str,
    *,
    missing: int = 0,
    disputed: int = 0,
) -> Response:
    """The result of the answer, and a link to the next case."""
    found = load(case_id, person, services)
    return render(
        request, "done.html", found=found, case=found.case, missing=missing, is_disputed=bool(disputed)
    )


@router.post("/cases/{case_id}/score")
def score(
    request: Request,
    services: CurrentServices,
    person: Reviewer,
    case_id: str,
    text: Annotated[str, Form()] = "",
) -> Response:
    """The scores of the text in the editor, requested by the page during typing."""
    found = load(case_id, person, services)
    return render(request, "_scored.html", found=found, scored=_scored(found, text, services))


def _scored(found: CaseView, text: str, services: Services) -> tuple[Evaluation, Verdict] | None:
    """None for an empty text."""
    return evaluate_edit(found, text, services) if text.strip() else None


def evaluate_edit(found: CaseView, text: str, services: Services) -> tuple[Evaluation, Verdict]:
    """Evaluation and verdict of an edited text; nothing is saved."""
    submission = found.detail.submission
    kind = ContentFormat(submission.format)
    document = read_text(as_written(text, found.base.source), path=submission.path, format=kind)
    original = read_text(found.detail.original.source, path=submission.path, format=kind)
    evaluation = evaluate(document, policy=submission.policy, tools=services.evaluation, original=original)
    return evaluation, judge(evaluation, submission.policy)
