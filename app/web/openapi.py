"""The OpenAPI document: problems, ways to authenticate, stable operation ids, and what webhooks send."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.domain.outbound import OutboundEvent
from app.web.api import router
from app.web.api.common import InvalidRequest, Problem
from app.web.api.webhook_messages import EXAMPLE, WebhookMessage

ABOUT = (
    "Evaluate texts, follow what becomes of them, and decide what a machine should not. "
    "Errors are problem details (RFC 9457), lists are paginated with cursors, times are in UTC."
)
_BRACES = re.compile(r"[{}]")


def operation_id(route: APIRoute) -> str:
    """From method and path, which are the contract: renaming a function changes nothing."""
    path = _BRACES.sub("", route.path_format.removeprefix("/api/v1")).strip("/")
    return "_".join((min(route.methods or {"get"}).lower(), *re.split(r"[/\-]", path or "root")))


def describe(app: FastAPI) -> None:
    """Make `app.openapi()` describe only the API, with its problems and its two ways to authenticate."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_document(app))
        return made

    app.openapi = openapi  # type: ignore[method-assign]


def openapi_document() -> dict[str, Any]:
    """The document, without a running server."""
    app = FastAPI(title="Copydesk", version="1", generate_unique_id_function=operation_id)
    app.include_router(router)
    describe(app)
    return app.openapi()


def _document(app: FastAPI) -> dict[str, Any]:
    document: dict[str, Any] = FastAPI.openapi(app)
    document["info"]["description"] = ABOUT
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for model in (Problem, InvalidRequest, WebhookMessage):
        _add(schemas, model)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An API token, `cd_...`."},
        "session": {"type": "apiKey", "in": "cookie", "name": "copydesk", "description": "The page's login."},
    }
    document["security"] = [{"token": []}, {"session": []}]
    document["webhooks"] = {kind.value: _webhook(kind) for kind in OutboundEvent}
    return document


def _add(schemas: dict[str, Any], model: type[BaseModel]) -> None:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema


def _webhook(kind: OutboundEvent) -> dict[str, Any]:
    content = {
        "schema": {"$ref": "#/components/schemas/WebhookMessage"},
        "example": {**EXAMPLE, "type": kind.value},
    }
    return {
        "post": {
            "operationId": f"webhook_{kind.value.replace('.', '_').replace('-', '_')}",
            "summary": WHEN[kind],
            "tags": ["webhook messages"],
            "requestBody": {"content": {"application/json": content}, "required": True},
            "responses": {"2XX": {"description": "Received. Anything else is retried as the guide says."}},
        }
    }


WHEN = {
    OutboundEvent.CASE_OPENED: "A person is asked",
    OutboundEvent.CASE_REMINDER: "A person is reminded",
    OutboundEvent.CASE_OVERDUE: "A person is late",
    OutboundEvent.CASE_DECIDED: "A person has decided",
    OutboundEvent.SUBMISSION_ACCEPTED: "A text is accepted, by whomever",
    OutboundEvent.SUBMISSION_REJECTED: "A text is rejected",
    OutboundEvent.DEAD_LETTER: "A job was given up",
    OutboundEvent.BUDGET_80: "80 per cent of a budget is spent",
    OutboundEvent.BUDGET_100: "A budget is spent",
    OutboundEvent.TEST: "A test",
}
