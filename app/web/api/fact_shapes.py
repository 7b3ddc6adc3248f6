"""The JSON of compared facts: the same document as `copydesk compare --format json`."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.content import ContentFormat
from app.domain.facts import FactFate, FactKind, Outcome
from app.reports.cycle_doubts import OpenDoubt
from app.web.api.common import Keepable, RequestBody, example

MOST_SOURCES = 20
EXAMPLE: dict[str, Any] = {
    "original": {"text": "# Kettles\n\nThe kettle may boil in four minutes.\n", "path": "guides/kettle.md"},
    "rewritten": {"text": "# Kettles\n\nThe kettle boils in five minutes.\n", "path": "guides/kettle.md"},
}

SpanOut = Annotated[list[int], Field(min_length=2, max_length=2)]
"""Start and end in the text, in characters; the end is exclusive."""


class ComparedText(RequestBody):
    """A text, and how to read it: `format`, else what the ending of `path` and the text itself say."""

    text: Keepable
    path: Annotated[Keepable, Field(min_length=1, max_length=1000)] | None = None
    format: ContentFormat | None = None


class CompareIn(RequestBody):
    """`sources` are texts that explain what is new in the rewritten one: an interview, a report."""

    model_config = example(**EXAMPLE)

    original: ComparedText
    rewritten: ComparedText
    sources: list[ComparedText] = Field(default_factory=list, max_length=MOST_SOURCES)


class DifferenceOut(BaseModel):
    kind: FactKind
    fate: FactFate
    outcome: Outcome
    score: float
    """0 to 1: how likely the difference changes what the text says."""
    before: str
    after: str
    before_span: SpanOut | None
    after_span: SpanOut | None
    section: str
    sourced: bool
    notice: bool
    found_by: str
    why: str
    message: str


class PassageOut(BaseModel):
    """The sentence around a difference; line and column of the difference, from 1."""

    text: str
    line: int
    column: int
    span: SpanOut


class DoubtOut(DifferenceOut):
    """`key` is the same whenever the same two texts are compared."""

    key: str
    was: PassageOut | None
    now: PassageOut | None


class OpenDoubtOut(DoubtOut):
    """`checked_by` is the reviewer who said "I checked it", null while nobody has."""

    checked_by: str | None
    checked_at: datetime | None

    @classmethod
    def of(cls, found: OpenDoubt) -> "OpenDoubtOut":
        said = {"checked_by": found.checked_by or None, "checked_at": found.checked_at}
        return cls.model_validate({**found.doubt.to_json(), **said})


class CompareOut(BaseModel):
    """`doubts` are worst first; what is `explained` needs nobody."""

    model_config = ConfigDict(serialize_by_alias=True)

    document: Annotated[Literal["copydesk.compare/1"], Field(alias="schema")]
    original: str | None
    """Its path."""
    rewritten: str | None
    outcome: Outcome
    kept: bool
    score: float
    summary: str
    notes: list[str]
    doubts: list[DoubtOut]
    explained: list[DifferenceOut]
    before: dict[FactKind, int]
    after: dict[FactKind, int]
    unchecked: list[FactKind]

    @classmethod
    def of(cls, document: dict[str, Any]) -> "CompareOut":
        return cls.model_validate(document)
