"""The `[parameters]` that each kind needs, so that an invalid check is refused when it is loaded."""

from collections.abc import Iterator, Mapping
from typing import Any

NUMBER, WORDS, TEXT = "a number", "a list of texts", "a text"

_SATURATION = {"cap": NUMBER, "page_words": NUMBER, "enough": NUMBER}

NEEDED: Mapping[str, Mapping[str, str]] = {
    "answer-bots": {"answer_bots": WORDS, "training_bots": WORDS},
    "answer-position": {"latest": NUMBER},
    "author": {"min_words": NUMBER, "keys": WORDS, "bylines": WORDS},
    "dates": {"published": WORDS, "modified": WORDS},
    "examples": {**_SATURATION, "phrases": WORDS},
    "figures": _SATURATION,
    "freshness": {"phrases": WORDS, "keys": WORDS},
    "hidden-text": dict.fromkeys(("illegible", "off_screen", "clipped", "shut", "unnamed"), NUMBER),
    "indexable": {"bots": WORDS},
    "instructions": {"phrases": WORDS},
    "length": {"min_words": NUMBER},
    "long-paragraphs": {"max_words": NUMBER},
    "long-sentences": {"max_words": NUMBER},
    "model-markup": {"phrases": WORDS},
    "orphan-openings": {"openings": WORDS},
    "phrases": {"phrases": WORDS},
    "relevance": {"enough": NUMBER},
    "repetition": {
        "min_words": NUMBER,
        "free_share": NUMBER,
        "full_share": NUMBER,
        "stuffed_share": NUMBER,
        "mostly": NUMBER,
        "repeated": TEXT,
    },
    "required-keys": {"keys": WORDS},
    "sensitive": {"units": WORDS, "phrases": WORDS},
    "server-text": {"min_words": NUMBER, "too_few": NUMBER},
    "sources": {**_SATURATION, "named": WORDS},
    "terms": _SATURATION,
    "unsupported-figures": {"invented": TEXT},
    "unsupported-quotes": {"invented": TEXT},
    "vague-claims": {"phrases": WORDS},
}
BY_ROLE: Mapping[str, Mapping[str, str]] = {"gate": {"gate": TEXT}, "penalty": {"points": NUMBER}}


def wrong_parameters(kind: str, role: str, parameters: Mapping[str, Any]) -> Iterator[str]:
    """One clause for each parameter that is missing or of the wrong type."""
    for name, wanted in {**NEEDED.get(kind, {}), **BY_ROLE.get(role, {})}.items():
        if name not in parameters:
            yield f"the parameter {name} is missing ({wanted})"
        elif not _fits(parameters[name], wanted):
            yield f"the parameter {name} must be {wanted}"


def _fits(value: Any, wanted: str) -> bool:
    if wanted == NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if wanted == TEXT:
        return isinstance(value, str)
    return isinstance(value, list | tuple) and all(isinstance(each, str) and each for each in value)
