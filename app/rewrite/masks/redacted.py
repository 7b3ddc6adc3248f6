"""A sentence as a model may see it when none of it has to come back: no marks, and no secrets."""

from collections.abc import Iterable

from app.rewrite.masks.sanitize import CHAT_TEMPLATE, visible
from app.rewrite.masks.secrets import personal_data_in, secrets_in


def redacted(text: str, protected: Iterable[str] = ()) -> str:
    """As a reader sees it, without secrets, personal data, protected passages and marks of chat templates."""
    places = [(span.start, span.end) for span in (*secrets_in(text), *personal_data_in(text))]
    for passage in protected:
        start = text.find(passage) if passage else -1
        while start >= 0:
            places.append((start, start + len(passage)))
            start = text.find(passage, start + len(passage))
    parts: list[str] = []
    at = 0
    for start, end in sorted(places):
        if start >= at:
            parts += (text[at:start], "…")
        at = max(at, end)
    return CHAT_TEMPLATE.sub(" ", visible("".join((*parts, text[at:]))))
