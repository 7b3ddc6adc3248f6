"""Admonitions and tabs of MkDocs, whose text is indented like code."""

from app.content.drafts import Draft

_MARKS = ("!!! ", "!!!+ ", "??? ", "???+ ", '=== "', "=== '")


def opens_block(drafts: list[Draft], source: str, start: int) -> bool:
    """Whether the last draft is the head of one, with only white space between it and `start`."""
    before = drafts[-1] if drafts else None
    if before is None or not before.text.startswith(_MARKS):
        return False
    return not source[before.end : start].strip()
