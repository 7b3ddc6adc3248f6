"""Revisions, their evaluations, what changed between them, and what people decided."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from app.reports.difference import word_difference
from app.web.api.common import Id
from app.web.api.text_shapes import DecisionOut, EvaluationOut, RevisionLine, RevisionText, SegmentOut
from app.web.pages.library import as_file, load, revision_of
from app.web.people import CurrentServices, Reader

router = APIRouter(prefix="/submissions/{submission_id}", tags=["texts"])
Number = Annotated[int, Path(ge=0, le=10_000)]


@router.get("/revisions", summary="Every revision with its scores")
def list_revisions(services: CurrentServices, person: Reader, submission_id: Id) -> list[RevisionLine]:
    detail = load(submission_id, person, services)
    lines = []
    for revision in detail.revisions:
        found = detail.evaluations.get(revision.id)
        lines.append(
            RevisionLine(
                number=revision.number,
                origin=revision.origin,
                author=revision.author,
                fingerprint=revision.fingerprint,
                created_at=revision.created_at,
                is_accepted=detail.submission.accepted_revision_id == revision.id,
                evaluation=None if found is None else EvaluationOut.stored(found),
            )
        )
    return lines


@router.get("/revisions/{number}", summary="The text of a revision")
def show_revision(
    services: CurrentServices, person: Reader, submission_id: Id, number: Number
) -> RevisionText:
    return RevisionText.of(revision_of(load(submission_id, person, services), number))


@router.get(
    "/revisions/{number}/file",
    summary="A revision as a file, in the original encoding; of a Word file, with tracked changes",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file."}},
)
def show_file(services: CurrentServices, person: Reader, submission_id: Id, number: Number) -> Response:
    return as_file(load(submission_id, person, services), number, services)


@router.get("/difference", summary="What changed between two revisions, word by word")
def show_difference(
    services: CurrentServices,
    person: Reader,
    submission_id: Id,
    before: Annotated[int, Query(ge=0, le=10_000)] = 0,
    after: Annotated[int | None, Query(ge=0, le=10_000)] = None,
) -> list[SegmentOut]:
    """`after` defaults to the newest. `same` and `removed` are the old text, `same` and `added` the new."""
    detail = load(submission_id, person, services)
    old = revision_of(detail, before)
    new = detail.revisions[-1] if after is None else revision_of(detail, after)
    return [
        SegmentOut(kind=segment.kind.value, text=segment.text)
        for segment in word_difference(old.source, new.source)
    ]


@router.get("/decisions", summary="What people decided")
def list_decisions(services: CurrentServices, person: Reader, submission_id: Id) -> list[DecisionOut]:
    return [DecisionOut.of(record) for record in load(submission_id, person, services).decisions]
