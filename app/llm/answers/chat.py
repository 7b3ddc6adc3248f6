"""A body of `chat.completions`, by OpenAI's definition and as other servers write it."""

from collections.abc import Mapping
from typing import Any

from app.llm.answers.body import Answer, as_list, as_object, as_text
from app.llm.answers.ending import problem_of
from app.llm.usage import ReportedUsage


def read_chat(body: Mapping[str, Any]) -> Answer:
    choices = as_list(body.get("choices"))
    choice = as_object(choices[0]) if choices else {}
    message = as_object(choice.get("message"))
    text = as_text(message.get("content"))
    problem = problem_of(choice.get("finish_reason"), text, refusal=message.get("refusal"))
    if not choice:
        problem = "empty: the server sent no choice"
    return Answer(text, _usage(as_object(body.get("usage"))), as_text(body.get("model")), problem)


def _usage(usage: Mapping[str, Any]) -> ReportedUsage:
    details = as_object(usage.get("prompt_tokens_details"))
    return ReportedUsage(
        prompt=usage.get("prompt_tokens"),
        output=usage.get("completion_tokens"),
        cached=details.get("cached_tokens"),
    )
