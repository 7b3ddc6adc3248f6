"""Cases over the API, beyond one at a time: the next one, several at once, changes, links, other people's."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from app.accounts.approval import approval_link
from app.accounts.reviewers import reviewer
from app.domain.changes import ChangeKind
from app.escalation import leases
from app.web.api.cases import LeaseOut
from app.web.api.common import Id, Keepable, RequestBody, example
from app.web.api.text_shapes import EvaluationOut
from app.web.bulk import Acted, act_on
from app.web.pages.case import evaluate_edit, load
from app.web.people import CurrentServices, Lead, Reader, Reviewer

router = APIRouter(prefix="/cases", tags=["cases"])
MOST_AT_ONCE = 100
Login = Annotated[Keepable, Field(min_length=1, max_length=200)]


class NextOut(LeaseOut):
    case_id: str


class SeveralIn(RequestBody):
    """`approve` and `reject` are for desk leads; `reject` and `skip` take a reason."""

    model_config = example(action="approve", case_ids=["01m7yd1t4w5n8q2r6s9v0x3z7d"], reason="reads well")

    action: Annotated[str, Field(pattern="^(claim|skip|approve|reject)$")]
    case_ids: list[Annotated[Keepable, Field(max_length=64)]] = Field(min_length=1, max_length=MOST_AT_ONCE)
    reason: Annotated[Keepable, Field(max_length=2000)] = ""


class SeveralLine(BaseModel):
    case_id: str
    state: Acted
    message: str
    """Whose answers are missing, or why it was refused."""


class PartOut(BaseModel):
    old: str
    new: str
    before: tuple[int, int]
    """Offsets in the base text, in characters."""


class ChangeOut(BaseModel):
    """One change of the proposed text; `take` of a decision names the ids to keep."""

    id: str
    kind: ChangeKind
    why: str
    answers: list[str]
    """Ids of the checks whose findings it mends."""
    parts: list[PartOut]
    is_on: bool
    """Whether it is taken if a decision names none."""


class ProposalOut(BaseModel):
    """`changes` is empty where no rewrite is proposed: then the base text is what is decided on."""

    base_revision: int
    text: str
    """The proposed text, or the base text."""
    changes: list[ChangeOut]


class EditedIn(RequestBody):
    model_config = example(text="# Kettles\n\nIt boils in 3 min.\n")

    text: Annotated[Keepable, Field(min_length=1, pattern=r"\S")]


class HolderIn(RequestBody):
    model_config = example(holder="nora")

    holder: Login


class LinkIn(RequestBody):
    model_config = example(to="nora")

    to: Login


class LinkOut(BaseModel):
    """`link` is shown only here, once; it decides this one case without a login."""

    to: str
    link: str


@router.post("/next", summary="Claim the most urgent case")
def claim_next(services: CurrentServices, person: Reviewer) -> NextOut | None:
    """Null if no case is free."""
    lease = leases.claim_next(person.login, person.projects, services.store)
    return None if lease is None else NextOut(case_id=lease.case_id, token=lease.token, until=lease.until)


@router.post("/several", summary="Claim, skip, approve or reject several cases")
def act_on_several(services: CurrentServices, person: Reviewer, wanted: SeveralIn) -> list[SeveralLine]:
    """Cases are independent: one that is refused stops none of the others."""
    results = act_on(wanted.case_ids, wanted.action, person, wanted.reason, services)
    return [SeveralLine(case_id=one.case_id, state=one.state, message=one.message) for one in results]


@router.get("/{case_id}/proposal", summary="The proposed text as changes to take or leave")
def show_proposal(services: CurrentServices, person: Reader, case_id: Id) -> ProposalOut:
    found = load(case_id, person, services)
    proposal = found.proposal
    changes = () if proposal is None else proposal.changes
    at_first = frozenset(() if proposal is None else proposal.at_first)
    return ProposalOut(
        base_revision=found.base.number,
        text=found.base.source if proposal is None else proposal.text,
        changes=[
            ChangeOut(
                id=change.id,
                kind=change.kind,
                why=change.why,
                answers=list(change.answers),
                parts=[
                    PartOut(old=part.old, new=part.new, before=(part.before.start, part.before.end))
                    for part in change.parts
                ],
                is_on=change.id in at_first,
            )
            for change in changes
        ],
    )


@router.post("/{case_id}/score", summary="Score an edited text; nothing is stored")
def score(services: CurrentServices, person: Reviewer, case_id: Id, edited: EditedIn) -> EvaluationOut:
    found = load(case_id, person, services)
    evaluation, verdict = evaluate_edit(found, edited.text, services)
    return EvaluationOut.of(
        evaluation, verdict.outcome, verdict.reasons, found.detail.submission.policy.version
    )


@router.post("/{case_id}/take-from", status_code=204, summary="Release another reviewer's claim")
def take_from(services: CurrentServices, person: Lead, case_id: Id, whose: HolderIn) -> None:
    load(case_id, person, services)
    leases.take_from(case_id, whose.holder, lead=person.login, store=services.store)


@router.post("/{case_id}/link", status_code=201, summary="A link to decide this case without a login")
def make_link(
    request: Request, services: CurrentServices, person: Lead, case_id: Id, wanted: LinkIn
) -> LinkOut:
    found = load(case_id, person, services)
    receiver = reviewer(wanted.to, found.case.project_id, services)
    link = approval_link(case_id, receiver.id, by=person.login, services=services)
    base = services.settings.public_url or str(request.base_url).rstrip("/")
    return LinkOut(to=receiver.login, link=f"{base}/approve/{link}")
