"""Why a model stopped, in the words of many servers: what was cut short is never taken for complete. Pure."""

import json

COMPLETE = frozenset({"stop", "end_turn", "stop_sequence", "eos", "eos_token", "complete", "completed"})
TRUNCATED = frozenset(
    {"length", "max_tokens", "max_output_tokens", "model_length", "model_context_window_exceeded"}
)
REFUSED = frozenset(
    {"content_filter", "refusal", "safety", "recitation", "blocklist", "prohibited_content", "spii"}
)


def problem_of(reason: object, text: str, *, refusal: object = None) -> str:
    """As `ChatReply.problem`: empty only for an answer that is there and complete.

    `reason` is the server's own word in any case, None where it gives none: then only JSON that is whole
    counts as complete.
    """
    word = reason.casefold() if isinstance(reason, str) else ""
    if isinstance(refusal, str) and refusal:
        return f"refusal: {refusal}"
    if word in REFUSED:
        return f"refusal: {word.replace('_', ' ')}"
    if word in TRUNCATED:
        return f"truncated: {word}"
    if word and word not in COMPLETE:
        return f"unfinished: the server stopped with {reason!r:.60}"
    if not text.strip():
        return "empty: the server sent no text"
    if not word and not _is_whole(text):
        return "truncated: the server does not say that it is complete, and it is not whole JSON"
    return ""


def unfenced(text: str) -> str:
    """What a code fence around the whole reply holds; a reply without one as it is."""
    opening, _, rest = text.strip().partition("\n")
    if opening.strip() not in {"```", "```json"} or not rest.endswith("```"):
        return text
    return rest.removesuffix("```").strip()


def _is_whole(text: str) -> bool:
    try:
        json.loads(unfenced(text.removeprefix("\ufeff")))
    except (ValueError, RecursionError):
        return False
    return True
