"""A body of OpenAI's `responses`."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.llm.answers.body import Answer, as_list, as_object, as_text
from app.llm.answers.ending import problem_of
from app.llm.usage import ReportedUsage


def read_responses(body: Mapping[str, Any]) -> Answer:
    parts = list(_parts(body))
    text = "".join(as_text(part.get("text")) for part in parts if part.get("type") == "output_text")
    refusals = [part.get("refusal") for part in parts if part.get("type") == "refusal"]
    status = body.get("status")
    if status == "incomplete":
        status = as_object(body.get("incomplete_details")).get("reason") or "max_output_tokens"
    problem = problem_of(status, text, refusal=refusals[0] if refusals else None)
    return Answer(text, _usage(as_object(body.get("usage"))), as_text(body.get("model")), problem)


def _parts(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for item in map(as_object, as_list(body.get("output"))):
        if item.get("type") == "message":
            yield from map(as_object, as_list(item.get("content")))


def _usage(usage: Mapping[str, Any]) -> ReportedUsage:
    details = as_object(usage.get("input_tokens_details"))
    return ReportedUsage(
        prompt=usage.get("input_tokens"),
        output=usage.get("output_tokens"),
        cached=details.get("cached_tokens"),
    )
