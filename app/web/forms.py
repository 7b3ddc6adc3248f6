"""A reviewer's form, turned into an answer."""

from dataclasses import dataclass

from app.domain.cases import ReviewAnswer
from app.domain.errors import InvalidContent
from app.domain.review import DecisionKind
from app.rewrite.changes import take
from app.web.case_view import CaseView


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The fields as typed; kept on the page if the answer cannot be used."""

    decision: str = ""
    reason: str = ""
    instructions: str = ""
    text: str | None = None
    take: tuple[str, ...] | None = None
    """Ids of the changes that were left switched on; None if the page showed no switches."""


def read_answer(form: DecisionForm, view: CaseView) -> ReviewAnswer:
    """Raises InvalidContent for a form without a decision."""
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
            raise InvalidContent("choose a decision: approve, edit, send back or reject")


def _approval(form: DecisionForm, view: CaseView) -> ReviewAnswer:
    """Taking all changes approves the proposal, taking none the base; a selection is a new text to evaluate.

    If no switches were shown, the changes that are on initially are taken.
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
    """Browsers send CRLF for every line break: restore the author's line breaks."""
    text = text.replace("\r\n", "\n")
    if "\r\n" in like:
        return text.replace("\n", "\r\n")
    return text
