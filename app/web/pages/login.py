"""Log in, log out, set a password with a welcome link."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.accounts.login import (
    SESSION_LASTS,
    Opened,
    TooManyFailures,
    WrongLogin,
    log_in,
    log_out,
    set_password,
)
from app.accounts.login_limits import DEVICE_LASTS, new_device
from app.accounts.secrets import digest
from app.accounts.signing import signing_key
from app.domain.access import LinkPurpose
from app.domain.errors import InvalidContent
from app.web.people import COOKIE, DEVICE_COOKIE, CurrentServices, Reader, address_of, identify
from app.web.render import render

router = APIRouter(include_in_schema=False)


@router.get("/login")
def show_login(request: Request, services: CurrentServices, next: str = "/") -> Response:  # noqa: A002 - the name in the URL
    if identify(request) is not None:
        return RedirectResponse(_own_path(next), status_code=303)
    return render(
        request, "login.html", next=_own_path(next), login="", error="", oidc=services.settings.oidc_issuer
    )


@router.post("/login")
def do_login(
    request: Request,
    services: CurrentServices,
    login: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002
) -> Response:
    try:
        opened = log_in(
            login,
            password,
            address=address_of(request),
            services=services,
            device=request.cookies.get(DEVICE_COOKIE),
        )
    except (WrongLogin, TooManyFailures) as error:
        status = 429 if isinstance(error, TooManyFailures) else 403
        return render(
            request,
            "login.html",
            status=status,
            next=_own_path(next),
            login=login,
            error=str(error),
            oidc=services.settings.oidc_issuer,
        )
    return with_session(RedirectResponse(_own_path(next), status_code=303), opened, services)


@router.post("/logout")
def do_logout(request: Request, services: CurrentServices, _person: Reader) -> Response:
    log_out(request.cookies.get(COOKIE, ""), services)
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get("/welcome/{secret}")
def show_welcome(request: Request, services: CurrentServices, secret: str) -> Response:
    """Shows the form without using up the link: mail scanners open links too."""
    with services.store.read() as tx:
        found = tx.accounts.link(digest(secret), LinkPurpose.WELCOME)
    if found is None:
        return render(request, "void_link.html", status=410)
    return render(request, "welcome.html", secret=secret, login=found[0].login, error="")


@router.post("/welcome/{secret}")
def do_welcome(
    request: Request, services: CurrentServices, secret: str, password: Annotated[str, Form(max_length=1000)]
) -> Response:
    try:
        opened = set_password(secret, password, services)
    except InvalidContent as error:
        with services.store.read() as tx:
            found = tx.accounts.link(digest(secret), LinkPurpose.WELCOME)
        login = "" if found is None else found[0].login
        return render(request, "welcome.html", status=422, secret=secret, login=login, error=str(error))
    if opened is None:
        return render(request, "void_link.html", status=410)
    return with_session(RedirectResponse("/", status_code=303), opened, services)


def with_session(answer: Response, opened: Opened, services: CurrentServices) -> Response:
    """Set the session cookie, and the mark of a known browser.

    Both are unreadable for scripts, and sent only over TLS if the public URL is https.
    """
    mark = new_device(opened.login, signing_key(services.settings))
    for name, value, lasts in ((COOKIE, opened.secret, SESSION_LASTS), (DEVICE_COOKIE, mark, DEVICE_LASTS)):
        answer.set_cookie(
            name,
            value,
            max_age=int(lasts.total_seconds()),
            path="/",
            httponly=True,
            samesite="lax",
            secure=services.settings.public_url.startswith("https://"),
        )
    return answer


def _own_path(wanted: str) -> str:
    """A path on this site, else the start page: a login must not redirect to another site."""
    parts = urlsplit(wanted.replace("\\", "/"))
    is_own = wanted.startswith("/") and not wanted.startswith("//") and not parts.netloc and not parts.scheme
    return wanted if is_own and wanted.isprintable() and "\\" not in wanted else "/"
