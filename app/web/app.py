"""Composes the web page and the API into one app."""

from collections.abc import Callable
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware

from app.accounts.signing import signing_key
from app.web.api import router as api
from app.web.body_limit import BodyLimit
from app.web.errors import handle_errors
from app.web.flood import Flood
from app.web.guard import Guard
from app.web.metrics import metrics_page
from app.web.metrics import router as metrics
from app.web.openapi import describe, operation_id
from app.web.pages import (
    accounts,
    approve,
    case,
    costs,
    facts,
    lease,
    library,
    login,
    me,
    oidc,
    overview,
    queue,
    submit,
    system,
    webhooks,
    what_if,
)
from app.web.render import STATIC, environment
from app.web.request_ids import RequestIds
from app.workflow.services import Services

PAGES = (
    login,
    oidc,
    queue,
    case,
    facts,
    lease,
    approve,
    library,
    submit,
    overview,
    costs,
    what_if,
    system,
    webhooks,
    me,
    accounts,
)
ROUTERS = (*(page.router for page in PAGES), api, metrics)
FORM_OVERHEAD = 200_000
"""Bytes of a form besides the text in it."""


def no_broker() -> str:
    return "not checked: this process sends no wakeups"


def create_app(services: Services, *, ping_broker: Callable[[], str] = no_broker) -> FastAPI:
    """The app over these services. Without a login it serves only the login, liveness and static files."""
    app = FastAPI(
        title="Copydesk",
        version=version("copydesk"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=operation_id,
    )
    app.state.services = services
    app.state.templates = environment()
    app.state.flood = Flood()
    app.state.metrics = metrics_page(services)
    app.state.ping_broker = ping_broker
    handle_errors(app)
    # The last one added is the outermost. A form encodes one byte as up to three characters.
    app.add_middleware(BodyLimit, most=3 * services.settings.max_content_bytes + FORM_OVERHEAD)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Guard)
    app.add_middleware(RequestIds)
    if services.settings.oidc_issuer is not None:
        # Only holds the state of a single sign-on between redirect and return.
        app.add_middleware(
            SessionMiddleware,
            secret_key=signing_key(services.settings),
            session_cookie="copydesk-oidc",
            max_age=600,
            path="/login",
            https_only=services.settings.public_url.startswith("https://"),
        )
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.get("/healthz", include_in_schema=False)
    def alive() -> PlainTextResponse:
        """Liveness: this process answers. The System page shows whether the rest does."""
        return PlainTextResponse("ok\n")

    for router in ROUTERS:
        app.include_router(router)
    describe(app)
    return app
