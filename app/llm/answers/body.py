"""The body of an answer with status 200: an object of JSON that is not an error."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.llm.outcomes import not_json, status_outcome
from app.llm.usage import ReportedUsage


@dataclass(frozen=True, slots=True)
class Answer:
    """What a body says, before anything of it is checked."""

    text: str
    usage: ReportedUsage
    model: str
    """Empty where the server names none."""
    problem: str
    """As `ChatReply.problem`."""


def read_body(provider: str, content: bytes) -> Mapping[str, Any]:
    """Raises ProviderFailed for what is not an answer: maybe billed."""
    text = content.decode("utf-8-sig", errors="replace")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise not_json(provider, text.strip() or "an empty page") from None
    if not isinstance(body, dict):
        raise not_json(provider, text)
    return body


def raise_error_of(provider: str, body: Mapping[str, Any]) -> None:
    """Some servers answer with status 200 and an error: what `status_outcome` says."""
    error = body.get("error")
    if not error:
        return
    details = as_object(error)
    code = details.get("code") or details.get("type") or ""
    message = details.get("message") or error
    raise status_outcome(provider, 200, code=str(code), message=str(message), headers={})


def as_object(value: Any) -> Mapping[str, Any]:
    """The value where it is an object of JSON, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str:
    """A text, or the parts of one; empty for anything else."""
    if isinstance(value, str):
        return value
    parts = (as_object(part).get("text") for part in as_list(value))
    return "".join(part for part in parts if isinstance(part, str))
