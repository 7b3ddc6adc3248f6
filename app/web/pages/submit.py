"""Submit in the browser: drop files or paste a text, and see what was accepted and what was not, and why."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from app.domain.access import Person
from app.domain.errors import CopydeskError, InvalidContent, StoreFault
from app.domain.priority import Priority
from app.web.errors import note_broken
from app.web.intake import Incoming, take_in
from app.web.people import CurrentServices, Submitter
from app.web.render import render
from app.workflow.services import Services

router = APIRouter(include_in_schema=False)
MOST_FILES = 100
PASTED = "pasted.md"


@dataclass(frozen=True, slots=True)
class SubmitForm:
    text: Annotated[str, Form()] = ""
    path: Annotated[str, Form(max_length=1000)] = ""
    project: Annotated[str, Form(max_length=200)] = ""
    priority: Annotated[str, Form(max_length=20)] = "normal"
    tags: Annotated[str, Form(max_length=2000)] = ""
    ask: Annotated[str, Form(max_length=5)] = ""

    def incoming(self, path: str, data: bytes) -> Incoming:
        tags = tuple(tag for tag in map(str.strip, self.tags.split(",")) if tag)
        return Incoming(data, path, None, self.project or None, self.priority, tags, "", bool(self.ask))


@dataclass(frozen=True, slots=True)
class Taken:
    """One text: the submission that it became, or why it was refused."""

    path: str
    submission_id: str = ""
    already: bool = False
    problem: str = ""


@router.get("/submit")
def show_form(request: Request, services: CurrentServices, person: Submitter) -> Response:
    return _page(request, services, person, SubmitForm())


@router.post("/submit")
def submit(
    request: Request,
    services: CurrentServices,
    person: Submitter,
    form: Annotated[SubmitForm, Depends()],
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Texts are independent: a refused one does not affect the others."""
    most = services.settings.max_content_bytes + 1
    named = [file for file in (files or []) if file.filename]
    texts = [(file.filename or "", file.file.read(most)) for file in named[:MOST_FILES]]
    if form.text.strip():
        texts.append((form.path.strip() or PASTED, form.text.replace("\r\n", "\n").encode()))
    if not texts:
        problem = "choose files or paste a text"
        return _page(request, services, person, form, problem=problem, status=422)
    taken = [_take(form.incoming(path[:1000], data), person, services) for path, data in texts]
    if len(named) > MOST_FILES:
        left_out = f"{len(named) - MOST_FILES} more files: at most {MOST_FILES} are accepted at a time"
        taken.append(Taken("…", problem=left_out))
    if all(one.problem for one in taken):
        problem = "; ".join(dict.fromkeys(f"{one.path}: {one.problem}" for one in taken[:5]))
        return _page(request, services, person, form, problem=problem, status=422)
    if len(taken) == 1:
        return RedirectResponse(f"/library/{taken[0].submission_id}", status_code=303)
    return render(request, "submitted.html", taken=taken)


def _take(new: Incoming, person: Person, services: Services) -> Taken:
    try:
        if "\0" in new.path:
            raise InvalidContent("the name contains a NUL character")
        submitted = take_in(new, person, services)
    except StoreFault as error:
        return Taken(new.path, problem=note_broken("/submit", error))
    except (CopydeskError, ValueError) as error:
        return Taken(new.path, problem=str(error))
    return Taken(new.path, submitted.submission_id, submitted.already)


def _page(
    request: Request,
    services: Services,
    person: Person,
    form: SubmitForm,
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    with services.store.read() as tx:
        names = sorted(name for key, name in tx.accounts.projects().items() if person.sees(key))
    return render(
        request,
        "submit.html",
        status=status,
        form=form,
        problem=problem,
        projects=names,
        priorities=[priority.label for priority in Priority],
    )
