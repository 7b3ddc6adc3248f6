"""A PDF's bytes in, its canonical text out, with pages as places."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from app.content.docx.escaping import escaped, escaped_heading, escaped_start, folded
from app.content.docx.reader import Reading
from app.content.pdf import extract
from app.content.pdf.layout import Line, arranged
from app.domain.content import ContentProblem, Furniture, Place, Span
from app.domain.errors import InvalidContent

WAIT_SECONDS = 90
_REFUSALS = {
    extract.LOCKED: "is a PDF that is protected with a password. Save it without one and submit it again.",
    extract.TOO_LONG: f"is a PDF of more than {extract.PAGES:,} pages. Split it.",
    extract.MISSING: "is a PDF, which needs the extra `pdf` to be read: pip install 'copydesk[pdf]'.",
}
_DAMAGED = "is a PDF that is damaged or too complicated to be read. Save it again, or submit its text."


def read_pdf(data: bytes, *, name: str) -> Reading:
    """Read a PDF in a process of its own; `name` is used in errors. Raises InvalidContent."""
    command = [sys.executable, "-P", str(Path(extract.__file__))]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=WAIT_SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidContent(f"{name} {_DAMAGED}") from error
    if done.returncode:
        raise InvalidContent(f"{name} {_REFUSALS.get(done.returncode, _DAMAGED)}")
    pages = [json.loads(page) for page in done.stdout.splitlines()]
    empty = [number for number, page in enumerate(pages, start=1) if not page]
    if len(empty) == len(pages):
        raise InvalidContent(f"{name} is a PDF without a text layer, such as a scan. Submit its text.")
    lines = [
        Line(folded(text), top, height, number)
        for number, page in enumerate(pages, start=1)
        for text, top, height in page
    ]
    text, places, furniture = _canonical(lines)
    return Reading(
        text, tuple(places), tuple(Furniture("margin", one) for one in furniture), tuple(_unread(empty))
    )


def _canonical(lines: list[Line]) -> tuple[str, list[Place], list[str]]:
    blocks, furniture = arranged(lines)
    parts: list[str] = []
    places: list[Place] = []
    length = 0
    for number, block in enumerate(blocks, start=1):
        text = escaped_start(escaped(block.text))
        if block.level:
            text = f"{'#' * block.level} {escaped_heading(text)}"
        places.append(Place(Span(length, length + len(text)), number, block.page))
        parts.append(text)
        length += len(text) + 2
    return "\n\n".join(parts) + "\n", places, furniture


def _unread(empty: list[int]) -> Iterator[ContentProblem]:
    if empty:
        shown = ", ".join(map(str, empty[:10])) + (", ..." if len(empty) > 10 else "")
        yield ContentProblem("no-text-layer", f"Pages without a text layer were not read: {shown}.")
