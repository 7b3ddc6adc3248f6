"""The OpenAPI document, and the reference page generated from it."""

from typing import Any

from fastapi import FastAPI

from app.web.api import router
from app.web.api.common import InvalidRequest, Problem

ABOUT = (
    "Evaluate texts, follow what becomes of them, and decide what a machine should not. "
    "Errors are problem details (RFC 9457), lists are paginated with cursors, times are in UTC."
)


def describe(app: FastAPI) -> None:
    """Make `app.openapi()` describe only the API, with its problems and its two ways to authenticate."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_document(app))
        return made

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document: dict[str, Any] = FastAPI.openapi(app)
    document["info"]["description"] = ABOUT
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for model in (Problem, InvalidRequest):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An API token, `cd_...`."},
        "session": {"type": "apiKey", "in": "cookie", "name": "copydesk", "description": "The page's login."},
    }
    document["security"] = [{"token": []}, {"session": []}]
    return document


def openapi_document() -> dict[str, Any]:
    """The document, without a running server."""
    app = FastAPI(title="Copydesk", version="1")
    app.include_router(router)
    describe(app)
    return app.openapi()


def reference() -> str:
    """The reference page: one line per route."""
    document = openapi_document()
    lines = [_PREFACE]
    by_tag: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            by_tag.setdefault(route["tags"][-1], []).append(_row(method, path, route))
    for tag, rows in by_tag.items():
        lines += [
            f"## {tag.capitalize()}",
            "",
            "| route | what it does | takes |",
            "|---|---|---|",
            *rows,
            "",
        ]
    return "\n".join(lines)


def _row(method: str, path: str, route: dict[str, Any]) -> str:
    summary = route["summary"].replace("|", "\\|")
    taken = [f"`{one['name']}`" for one in route.get("parameters", ()) if one["in"] != "path"]
    body = route.get("requestBody", {}).get("content", {})
    taken += [f"{kind} `{_schema_name(content)}`" for kind, content in body.items()]
    return f"| `{method.upper()} {path}` | {summary} | {', '.join(taken) or '–'} |"


def _schema_name(content: dict[str, Any]) -> str:
    name: str = content["schema"].get("$ref", "/object").rsplit("/", 1)[-1]
    return name


_PREFACE = """\
# The API

Generated from the routes by `python -m app.web reference > docs/reference/api.md`. The full OpenAPI document
is served at `/api/v1/openapi.json` and printed by `python -m app.web openapi`.

Send `Authorization: Bearer cd_...` with a token from your own page (`/me`). Errors are problem details
(RFC 9457): `type` for programs, `detail` for people. Lists have `items` and `next`; request the next page
with `cursor=next`. `Idempotency-Key` makes a submission safe to repeat.
"""
