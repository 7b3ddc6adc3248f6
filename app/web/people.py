"""Authentication by session cookie or API token. Each route declares the permission that it needs."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from app.accounts.login import person_of_session, person_of_token
from app.accounts.secrets import same
from app.domain.access import Permission, Person
from app.domain.errors import CopydeskError, NotFound
from app.domain.events import EventKind
from app.web.flood import Flood
from app.workflow.services import Services

COOKIE = "copydesk"
DEVICE_COOKIE = "copydesk-device"
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"
METRICS = "/metrics"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class NotLoggedIn(CopydeskError):
    """The request has no valid session or token."""


class Refused(CopydeskError):
    """This person may not do this."""


@dataclass(frozen=True, slots=True)
class Asker:
    """The person behind a request, and what its forms must carry."""

    person: Person
    csrf: str = ""


def services_of(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


def is_api(request: Request) -> bool:
    """Whether the client is a program: it may send a token, and gets no pages."""
    return request.url.path.startswith("/api/") or request.url.path == METRICS


def address_of(request: Request) -> str:
    """The connection's address. Proxy headers are handled by uvicorn, which knows which proxies to trust."""
    return request.client.host if request.client is not None else "unknown"


def identify(request: Request) -> Asker | None:
    """Who sent the request, by token on the API and by cookie everywhere."""
    services = services_of(request)
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and is_api(request):
        known = person_of_token(credential.strip(), services)
        return None if known is None else Asker(known)
    secret = request.cookies.get(COOKIE)
    found = None if secret is None else person_of_session(secret, services)
    return None if found is None else Asker(*found)


class Needs:
    """A dependency that admits people with the permission, and records refusals."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Person:
        """Raises NotLoggedIn, Refused."""
        asker = await run_in_threadpool(identify, request)
        if asker is None:
            await run_in_threadpool(note_refusal, request, None, "not logged in")
            raise NotLoggedIn("log in first")
        if asker.csrf and request.method not in SAFE and not await _carries_csrf(request, asker.csrf):
            await run_in_threadpool(note_refusal, request, asker.person, "the form's secret is missing")
            raise Refused("this form is too old or came from another site: open the page again and repeat")
        if not asker.person.may(self.permission):
            await run_in_threadpool(note_refusal, request, asker.person, f"needs {self.permission.value}")
            raise Refused(f"this needs the right to {self.permission.value}, which you do not have")
        request.state.asker = asker
        return asker.person


async def _carries_csrf(request: Request, wanted: str) -> bool:
    given = request.headers.get(CSRF_HEADER)
    if given is None and "form" in request.headers.get("content-type", ""):
        field = (await request.form()).get(CSRF_FIELD)
        given = field if isinstance(field, str) else None
    return given is not None and same(given, wanted)


def note_refusal(request: Request, person: Person | None, why: str) -> None:
    """Record a refused access as an event, limited per address so that nobody can fill the table."""
    flood: Flood = request.app.state.flood
    address = address_of(request)
    if not flood.may_note(address):
        return
    data = {"path": request.url.path[:500], "method": request.method, "why": why, "address": address}
    actor = "anonymous" if person is None else person.login
    with services_of(request).store.transaction() as tx:
        tx.submissions.record(None, EventKind.ACCESS_REFUSED, data, actor=actor)


def check_sees(person: Person, project_id: str, what: str) -> None:
    """Raises NotFound: to a person, what they may not see does not exist."""
    if not person.sees(project_id):
        raise NotFound(f"there is no {what}")


Reader = Annotated[Person, Depends(Needs(Permission.READ))]
Submitter = Annotated[Person, Depends(Needs(Permission.SUBMIT))]
Reviewer = Annotated[Person, Depends(Needs(Permission.REVIEW))]
Lead = Annotated[Person, Depends(Needs(Permission.LEAD))]
Operator = Annotated[Person, Depends(Needs(Permission.OPERATE))]
Admin = Annotated[Person, Depends(Needs(Permission.ADMINISTER))]
CurrentServices = Annotated[Services, Depends(services_of)]
