"""Exports: every submission once, oldest first, continuing where the last export ended."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from app.db.read_models.library import LibraryFilter
from app.domain.access import Person
from app.domain.lifecycle import SubmissionStatus
from app.web.api.common import Cursor, id_cursor
from app.web.api.submission_shapes import SubmissionLine
from app.web.cursors import encode
from app.web.people import CurrentServices, Reader
from app.workflow.services import Services

router = APIRouter(prefix="/exports", tags=["exports"])
BATCH = 500
MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@router.get(
    "/submissions",
    summary="Submissions as CSV or JSON lines",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}, "application/jsonl": {}}, "description": "The lines."}},
)
def export(
    services: CurrentServices,
    person: Reader,
    *,
    format: Literal["csv", "jsonl"] = "jsonl",  # noqa: A002 - the name in the URL
    status: SubmissionStatus | None = None,
    limit: Annotated[int, Query(ge=1, le=100_000)] = 10_000,
    cursor: Cursor = "",
) -> StreamingResponse:
    """Every line has a `cursor`: pass the last one to continue from there later, without missing a line.

    Lines are in the order of submission, which never changes; their status is the current one.
    """
    after = id_cursor(cursor) or ""
    wanted = LibraryFilter(status=status.value if status is not None else "")
    lines = _lines(services, person, wanted, after, limit)
    encoded = _csv(lines) if format == "csv" else _jsonl(lines)
    headers = {"content-disposition": f'attachment; filename="submissions.{format}"'}
    return StreamingResponse(encoded, media_type=MEDIA[format], headers=headers)


def _lines(
    services: Services, person: Person, wanted: LibraryFilter, after: str, limit: int
) -> Iterator[dict[str, object]]:
    """In batches, each a short read transaction: an export of millions holds nothing open."""
    while limit > 0:
        with services.store.read() as tx:
            rows = tx.pages.library.rows(
                wanted, projects=person.projects, limit=min(BATCH, limit), after=after
            )
        for row in rows:
            yield {**SubmissionLine.of(row).model_dump(mode="json"), "cursor": encode(row.id)}
        if len(rows) < min(BATCH, limit):
            return
        limit -= len(rows)
        after = rows[-1].id


def _jsonl(lines: Iterator[dict[str, object]]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def _csv(lines: Iterator[dict[str, object]]) -> Iterator[str]:
    fields = [*SubmissionLine.model_fields, "cursor"]
    out = io.StringIO()
    writer = csv.DictWriter(out, fields)
    writer.writeheader()
    for line in lines:
        writer.writerow({key: _unlike_a_formula(value) for key, value in line.items()})
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    if out.tell():
        yield out.getvalue()


def _unlike_a_formula(value: object) -> object:
    """A title that starts with `=` must not run as a formula in a spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
