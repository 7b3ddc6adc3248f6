"""The library: every submission with its revisions and timeline, and downloads of its texts."""

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from app.content import encode_document, read_text
from app.db.read_models.library import LibraryFilter
from app.domain.access import Person
from app.domain.content import ContentFormat
from app.domain.errors import NotFound
from app.domain.lifecycle import SubmissionStatus
from app.domain.records import RevisionRecord, SubmissionDetail, SubmissionRecord
from app.web.people import CurrentServices, Reader, check_sees
from app.web.render import render
from app.web.shown import marks
from app.workflow.output import Returned, returned
from app.workflow.services import Services

router = APIRouter(include_in_schema=False)
PAGE = 50


@dataclass(frozen=True, slots=True)
class LibraryAddress:
    q: Annotated[str, Query(max_length=200)] = ""
    status: Annotated[str, Query(max_length=20)] = ""
    project: Annotated[str, Query(max_length=40)] = ""
    before: Annotated[str, Query(max_length=40)] = ""

    def filter(self) -> LibraryFilter:
        known = {status.value for status in SubmissionStatus}
        return LibraryFilter(
            search=self.q,
            status=self.status if self.status in known else "",
            project_id=self.project,
        )

    def address(self, **changed: str) -> str:
        fields = {"q": self.q, "status": self.status, "project": self.project}
        query = urlencode({key: value for key, value in {**fields, **changed}.items() if value})
        return f"/library?{query}" if query else "/library"


@router.get("/library")
def show_library(
    request: Request, services: CurrentServices, person: Reader, wanted: Annotated[LibraryAddress, Depends()]
) -> Response:
    with services.store.read() as tx:
        rows = tx.pages.library.rows(
            wanted.filter(), projects=person.projects, limit=PAGE + 1, before=wanted.before or None
        )
        projects = tx.accounts.projects()
    more = wanted.address(before=rows[PAGE - 1].id) if len(rows) > PAGE else ""
    return render(
        request,
        "_library_rows.html" if request.headers.get("hx-target") == "rows" else "library.html",
        rows=rows[:PAGE],
        projects={key: name for key, name in projects.items() if person.sees(key)},
        wanted=wanted,
        more=more,
        statuses=[status.value for status in SubmissionStatus],
    )


@router.get("/library/{submission_id}")
def show_submission(
    request: Request, services: CurrentServices, person: Reader, submission_id: str
) -> Response:
    detail = load(submission_id, person, services)
    pairs = list(zip(detail.revisions, detail.revisions[1:], strict=False))
    return render(
        request,
        "submission.html",
        detail=detail,
        submission=detail.submission,
        differences={
            after.id: marks.whole_difference(before.source, after.source) for before, after in pairs
        },
        open_case=next((case for case in reversed(detail.escalations) if case.status == "open"), None),
    )


@router.get("/library/{submission_id}/revisions/{number}/download")
def download(services: CurrentServices, person: Reader, submission_id: str, number: int) -> Response:
    """The revision in the encoding and format of the submitted text."""
    return as_file(load(submission_id, person, services), number, services)


def revision_of(detail: SubmissionDetail, number: int) -> RevisionRecord:
    """Raises NotFound."""
    found = next((revision for revision in detail.revisions if revision.number == number), None)
    if found is None:
        raise NotFound(f"submission {detail.submission.id} has no revision {number}")
    return found


def as_file(detail: SubmissionDetail, number: int, services: Services) -> Response:
    """A revision as a file; a Word file has it as tracked changes. Raises NotFound, InvalidContent.

    Always a download, never a page: the text is untrusted.
    """
    submission, revision = detail.submission, revision_of(detail, number)
    with services.store.read() as tx:
        original = tx.submissions.original(submission.id)
    if original is not None:
        file = returned(revision, original, name=submission.path)
    else:
        file = Returned(_as_text(submission, revision))
    name = (PurePosixPath(submission.path).name or "article.txt") + file.suffix
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(file.data, media_type="application/octet-stream", headers=headers)


def _as_text(submission: SubmissionRecord, revision: RevisionRecord) -> bytes:
    kind = ContentFormat(submission.format)
    document = replace(
        read_text(revision.source, path=submission.path, format=kind),
        encoding=submission.encoding,
        has_bom=submission.has_bom,
    )
    return encode_document(document, revision.source)


def load(submission_id: str, person: Person, services: Services) -> SubmissionDetail:
    """Raises NotFound, also for a project that this person does not see."""
    with services.store.read() as tx:
        submission = tx.submissions.get(submission_id)
        check_sees(person, submission.project_id, f"submission {submission_id!r}")
        return tx.detail(submission_id)
