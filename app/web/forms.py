"""What a reviewer's form says, as an answer."""

from dataclasses import dataclass

from app.domain.cases import ReviewAnswer
from app.domain.errors import InvalidContent
from app.domain.review import DecisionKind
from app.rewrite.changes import take
from app.web.case_view import CaseView


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The fields as they were typed; kept on the page when the answer cannot be used."""

    decision: str = ""
    reason: str = ""
    instructions: str = ""
    text: str | None = None
    take: tuple[str, ...] | None = None
    """Ids of the changes that were left switched on; None where the page showed none."""


def read_answer(form: DecisionForm, view: CaseView) -> ReviewAnswer:
    """Raises InvalidContent for a form that says nothing."""
    match form.decision:
        case "approve":
            return _approval(form, view)
        case "edit":
            text = as_written(form.text or "", view.base.source)
            parent = view.judged.id
            return ReviewAnswer(DecisionKind.EDIT, form.reason, revision_id=parent, text=text)
        case "reject":
            return ReviewAnswer(DecisionKind.REJECT, form.reason)
        case "rewrite":
            return ReviewAnswer(DecisionKind.REWRITE, form.reason, instructions=form.instructions)
        case _:
            raise InvalidContent("choose what is to be done: approve, edit, send back or reject")


def _approval(form: DecisionForm, view: CaseView) -> ReviewAnswer:
    """All changes taken approve the proposal, none the base; a choice of them is a new text to evaluate.

    Where no switch was shown, what is switched on at first is taken.
    """
    proposal = view.proposal
    if proposal is None:
        return ReviewAnswer(DecisionKind.APPROVE, form.reason, revision_id=view.base.id)
    every = tuple(change.id for change in proposal.changes)
    wanted = set(proposal.at_first if form.take is None else form.take)
    chosen = [change for change in every if change in wanted]
    if not chosen:
        return ReviewAnswer(DecisionKind.APPROVE, form.reason, revision_id=view.base.id)
    if len(chosen) == len(every) and proposal.revision is not None:
        return ReviewAnswer(DecisionKind.APPROVE, form.reason, revision_id=proposal.revision.id)
    text = take(view.base.source, proposal.changes, chosen)
    return ReviewAnswer(DecisionKind.EDIT, form.reason, revision_id=view.base.id, text=text)


def as_written(text: str, like: str) -> str:
    """Browsers send CRLF for every line break: give them back as the author writes them."""
    text = text.replace("\r\n", "\n")
    if "\r\n" in like:
        return text.replace("\n", "\r\n")
    return text
