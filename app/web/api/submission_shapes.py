"""The JSON of submissions: what clients may rely on, independent of how it is stored."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from app.db.read_models.library import LibraryRow
from app.domain.lifecycle import SubmissionStatus
from app.domain.outbound import file_address
from app.domain.records import ClientSummary, SubmissionDetail
from app.web.api.common import Keepable, RequestBody, example

PriorityName = Annotated[str, Field(pattern="^(urgent|high|normal|low|bulk)$")]


class NewText(RequestBody):
    """A text to evaluate. `external_id` is the client's own name for it."""

    model_config = example(
        path="guides/kettle.md",
        text="# Kettles\n\nIt boils in 3 min.\n",
        external_id="4711",
        project="default",
    )

    path: Annotated[Keepable, Field(min_length=1, max_length=1000, examples=["guides/kettle.md"])]
    text: Annotated[Keepable, Field(min_length=1)]
    external_id: Annotated[Keepable, Field(min_length=1, max_length=1000)] | None = None
    project: Annotated[Keepable, Field(min_length=1, max_length=200)] | None = None
    priority: PriorityName = "normal"
    tags: list[Annotated[Keepable, Field(max_length=100)]] = Field(default_factory=list, max_length=50)
    run_id: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]*$")] = ""
    ask: bool = False
    """Have a person review it before it is accepted, even if it meets every goal."""


class Receipt(BaseModel):
    """`already` is true if the same text had been submitted before: nothing new was started."""

    id: str
    already: bool


class BatchLine(BaseModel):
    """The result for one text, in the order of the request."""

    id: str | None = None
    already: bool = False
    problem: str | None = None


class SubmissionLine(BaseModel):
    id: str
    project_id: str
    external_id: str
    path: str
    title: str
    status: SubmissionStatus
    priority: str
    language: str
    why: str
    aeo: float | None
    rewrites: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: LibraryRow) -> "SubmissionLine":
        return cls(
            id=row.id,
            project_id=row.project_id,
            external_id=row.external_id,
            path=row.path,
            title=row.title,
            status=row.status,
            priority=row.priority.label,
            language=row.language,
            why=row.why,
            aeo=row.measured,
            rewrites=row.cycles,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


class AcceptedOut(BaseModel):
    revision: int
    file: str
    """The address of the accepted text, in the original's encoding."""


class SubmissionOut(BaseModel):
    id: str
    project_id: str
    external_id: str
    """The client's own name for the text; its path if the client gave none."""
    path: str
    title: str
    format: str
    status: SubmissionStatus
    why: str
    priority: str
    tags: list[str]
    cost_usd: str
    aeo: float | None
    """The score of the accepted revision, else of the current one; null before it is scored."""
    accepted: AcceptedOut | None
    """Which text to publish; null until one is accepted."""
    case_id: str | None
    """The open case, if the submission is escalated."""
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, detail: SubmissionDetail, summary: ClientSummary) -> "SubmissionOut":
        submission = detail.submission
        number = summary.accepted
        waiting = [case.id for case in detail.escalations if case.status.value == "open"]
        return cls(
            id=submission.id,
            project_id=submission.project_id,
            external_id=summary.external_id,
            path=submission.path,
            title=submission.title,
            format=submission.format,
            status=submission.status,
            why=submission.why,
            priority=submission.priority.label,
            tags=list(submission.tags),
            cost_usd=detail.cost_usd,
            aeo=summary.measured,
            accepted=None
            if number is None
            else AcceptedOut(revision=number, file=file_address(submission.id, number)),
            case_id=waiting[-1] if waiting else None,
            created_at=submission.created_at,
            updated_at=submission.updated_at,
        )
