"""A body of Anthropic's `messages`."""

from collections.abc import Mapping
from typing import Any

from app.llm.answers.body import Answer, as_list, as_object, as_text
from app.llm.answers.ending import problem_of
from app.llm.usage import ReportedUsage


def read_messages(body: Mapping[str, Any]) -> Answer:
    blocks = map(as_object, as_list(body.get("content")))
    text = "".join(as_text(block.get("text")) for block in blocks if block.get("type") == "text")
    usage = as_object(body.get("usage"))
    reported = ReportedUsage(
        prompt=usage.get("input_tokens"),
        output=usage.get("output_tokens"),
        cached=usage.get("cache_read_input_tokens"),
        written=usage.get("cache_creation_input_tokens"),
        prompt_has_cached=False,
    )
    return Answer(text, reported, as_text(body.get("model")), problem_of(body.get("stop_reason"), text))
