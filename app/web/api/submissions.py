"""Submit texts, and follow what becomes of them."""

from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Header, Query, Response, UploadFile
from pydantic import BaseModel, Field

from app.db.read_models.library import LibraryFilter
from app.domain.errors import CopydeskError, InvalidContent, StoreFault
from app.domain.lifecycle import SubmissionStatus
from app.web.api.common import Cursor, Id, Keepable, Limit, Page, RequestBody, example, id_cursor, page_of
from app.web.api.job_shapes import TaskOut
from app.web.api.submission_shapes import (
    BatchLine,
    NewText,
    PriorityName,
    Receipt,
    SubmissionLine,
    SubmissionOut,
)
from app.web.errors import note_broken
from app.web.intake import Incoming, take_in
from app.web.pages.library import load
from app.web.people import CurrentServices, Reader, Submitter, check_sees

router = APIRouter(tags=["submissions"])
MOST_IN_BATCH = 100
KNOWN: dict[int | str, dict[str, Any]] = {
    200: {"model": Receipt, "description": "It was submitted before: nothing new was started."}
}
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern="^[!-~]+$",
        description="Your own name for this request: repeating it with the same content has no effect.",
    ),
]


def _incoming(new: NewText) -> Incoming:
    return Incoming(
        data=new.text.encode(),
        path=new.path,
        external_id=new.external_id,
        project=new.project,
        priority=new.priority,
        tags=tuple(new.tags),
        run_id=new.run_id,
        ask=new.ask,
    )


@router.post("/submissions", status_code=202, summary="Submit one text", responses=KNOWN)
def submit(
    services: CurrentServices, person: Submitter, new: NewText, answer: Response, key: Key = None
) -> Receipt:
    """Stores the text and queues its evaluation. 200 if it was already known."""
    submitted = take_in(_incoming(new), person, services, key=key)
    if submitted.already:
        answer.status_code = 200
    return Receipt(id=submitted.submission_id, already=submitted.already)


class Batch(RequestBody):
    model_config = example(items=[{"path": "a.md", "text": "# A\n\nA text.\n", "project": "default"}])

    items: Annotated[list[NewText], Field(min_length=1, max_length=MOST_IN_BATCH)]


class BatchOut(BaseModel):
    items: list[BatchLine]


@router.post("/submissions/batch", status_code=207, summary="Submit several texts")
def submit_several(services: CurrentServices, person: Submitter, batch: Batch, key: Key = None) -> BatchOut:
    """Texts are independent: a refused one does not affect the others."""
    lines = []
    for number, new in enumerate(batch.items):
        own = None if key is None else f"{key}#{number}"
        try:
            submitted = take_in(_incoming(new), person, services, key=own)
        except StoreFault as error:
            lines.append(BatchLine(problem=note_broken("/submissions/batch", error)))
        except CopydeskError as error:
            lines.append(BatchLine(problem=str(error)))
        else:
            lines.append(BatchLine(id=submitted.submission_id, already=submitted.already))
    return BatchOut(items=lines)


@router.post("/uploads", status_code=202, summary="Submit a file", responses=KNOWN)
def upload(
    services: CurrentServices,
    person: Submitter,
    answer: Response,
    *,
    file: Annotated[UploadFile, File()],
    path: Annotated[Keepable, Form(max_length=1000)] = "",
    external_id: Annotated[Keepable, Form(max_length=1000)] = "",
    project: Annotated[Keepable, Form(max_length=200)] = "",
    priority: Annotated[PriorityName, Form()] = "normal",
    ask: Annotated[bool, Form(description="Have a person review it in any case.")] = False,
    key: Key = None,
) -> Receipt:
    """The file's raw bytes: the encoding is detected, and kept for the download."""
    name = path or PurePosixPath(file.filename or "").name
    if not name or "\0" in name:
        raise InvalidContent("the file has no name: give it one with `path`")
    data = file.file.read(services.settings.max_content_bytes + 1)
    new = Incoming(data, name[:1000], external_id or None, project or None, priority, (), "", ask)
    submitted = take_in(new, person, services, key=key)
    if submitted.already:
        answer.status_code = 200
    return Receipt(id=submitted.submission_id, already=submitted.already)


@router.get("/submissions", summary="List submissions, newest first")
def list_submissions(
    services: CurrentServices,
    person: Reader,
    *,
    status: SubmissionStatus | None = None,
    search: Annotated[Keepable, Query(max_length=200)] = "",
    run_id: Annotated[Keepable, Query(max_length=64)] = "",
    external_id: Annotated[
        Keepable, Query(max_length=1000, description="Exactly this id of yours; one row for each submission.")
    ] = "",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[SubmissionLine]:
    wanted = LibraryFilter(
        search=search,
        status=status.value if status is not None else "",
        run_id=run_id,
        external_id=external_id,
    )
    with services.store.read() as tx:
        rows = tx.pages.library.rows(
            wanted, projects=person.projects, limit=limit + 1, before=id_cursor(cursor)
        )
    return Page[SubmissionLine](**page_of(rows, limit, SubmissionLine.of))


@router.get("/submissions/{submission_id}", summary="One submission with its status")
def show_submission(services: CurrentServices, person: Reader, submission_id: Id) -> SubmissionOut:
    detail = load(submission_id, person, services)
    with services.store.read() as tx:
        return SubmissionOut.of(detail, tx.submissions.client_summary(submission_id))


@router.get("/submissions/{submission_id}/tasks", summary="The jobs of one submission")
def list_tasks(services: CurrentServices, person: Reader, submission_id: Id) -> list[TaskOut]:
    detail = load(submission_id, person, services)
    with services.store.read() as tx:
        tasks = tx.pages.system.tasks_of(submission_id)
    status = detail.submission.status.value
    return [TaskOut.of(task, status if task.state == "done" else None) for task in tasks]


@router.get("/tasks/{task_id}", tags=["tasks"], summary="One job: state and result")
def show_task(services: CurrentServices, person: Reader, task_id: Id) -> TaskOut:
    with services.store.read() as tx:
        task = tx.pages.system.task(task_id)
        submission = None if task.submission_id is None else tx.submissions.get(task.submission_id)
    check_sees(person, "" if submission is None else submission.project_id, f"task {task_id!r}")
    result = None if submission is None or task.state != "done" else submission.status.value
    return TaskOut.of(task, result)
