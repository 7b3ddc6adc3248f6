"""Errors as responses: problem details for programs, a page with a sentence for people."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.accounts.login import TooManyFailures, WrongLogin
from app.domain.errors import (
    ConfigurationError,
    ConflictError,
    CopydeskError,
    HeldByAnother,
    InvalidContent,
    InvalidPolicy,
    NotFound,
    StoreFault,
    TransientError,
    UnknownPlugin,
)
from app.web.people import NotLoggedIn, Refused, is_api, note_refusal
from app.web.render import render

log = structlog.get_logger("copydesk.web")

STATUS: tuple[tuple[type[CopydeskError], int], ...] = (
    (NotLoggedIn, 401),
    (WrongLogin, 403),
    (Refused, 403),
    (TooManyFailures, 429),
    (NotFound, 404),
    (InvalidContent, 422),
    (InvalidPolicy, 422),
    (ConfigurationError, 422),
    (UnknownPlugin, 422),
    (HeldByAnother, 409),
    (ConflictError, 409),
    (TransientError, 503),
)


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def status_of(error: CopydeskError) -> int:
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def problem(
    status: int, detail: str, *, kind: str = "about:blank", extra: Mapping[str, object] | None = None
) -> JSONResponse:
    """RFC 9457."""
    title = HTTPStatus(status).phrase
    content = {"type": kind, "title": title, "status": status, "detail": detail, **(extra or {})}
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def note_broken(path: str, error: Exception) -> str:
    """Log a defect as an alert; returns the message for the client."""
    log.error("web.broken", path=path, exc_info=error)
    return "something went wrong on our side; the operators have been notified"


def handle_errors(app: FastAPI) -> None:
    """Turn every error that can leave a route into a response."""

    def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, CopydeskError)
        if isinstance(error, StoreFault):
            # A defect, and its message names tables: it is only for the log.
            return broken(request, error)
        status = status_of(error)
        if isinstance(error, Refused) and hasattr(request.state, "asker"):
            # Logged in but not allowed to do this; `Needs` has recorded its own refusals already.
            note_refusal(request, request.state.asker.person, str(error))
        if is_api(request):
            return problem(status, str(error), kind=f"urn:copydesk:{_name(error)}")
        if isinstance(error, NotLoggedIn):
            if request.headers.get("hx-request"):
                return Response(status_code=401, headers={"hx-redirect": "/login"})
            back = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""), safe="")
            return RedirectResponse(f"/login?next={back}" if request.method == "GET" else "/login", 303)
        return render(request, "error.html", status=status, code=status, message=str(error))

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(allowed_methods(request))
        answer: Response
        if is_api(request):
            answer = problem(error.status_code, str(error.detail))
        else:
            message = "There is nothing at this address." if error.status_code == 404 else str(error.detail)
            answer = render(
                request, "error.html", status=error.status_code, code=error.status_code, message=message
            )
        answer.headers.update(headers)
        return answer

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found = [
            {"where": ".".join(map(str, one["loc"])), "message": str(one["msg"])} for one in error.errors()
        ]
        message = "; ".join(f"{one['where']}: {one['message']}" for one in found[:3]) or "invalid request"
        if is_api(request):
            return problem(422, message, kind="urn:copydesk:invalid-request", extra={"errors": found})
        return render(request, "error.html", status=422, code=422, message=message)

    def unstorable(request: Request, _error: Exception) -> Response:
        return known(request, InvalidContent("a text contains half a character, which cannot be stored"))

    def broken(request: Request, error: Exception) -> Response:
        message = note_broken(request.url.path, error)
        if is_api(request):
            return problem(500, message)
        return render(request, "error.html", status=500, code=500, message=message)

    app.add_exception_handler(UnicodeEncodeError, unstorable)
    app.add_exception_handler(Exception, broken)
    app.add_exception_handler(CopydeskError, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


def allowed_methods(request: Request) -> list[str]:
    """Every method of this path. Each is a route of its own, and the router names only one route's."""
    return [
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


def _name(error: CopydeskError) -> str:
    words = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in type(error).__name__)
    return words.lstrip("-")
