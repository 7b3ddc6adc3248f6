"""The reference page of the API, generated from its OpenAPI document."""

from typing import Any

from app.web.openapi import openapi_document


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
