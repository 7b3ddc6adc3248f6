"""The program of the child process that opens a PDF: bytes in on standard input, lines out as JSON.

A parser written in C++ reads a stranger's file here: it runs alone, with limits, and imports nothing of ours.
Each page is a line, a list of `[text, top, height]`; top is the distance from the lower edge in points.
"""

import json
import resource
import sys
from contextlib import suppress
from typing import Any

MEMORY = 2 * 1024**3
SECONDS = 60
PAGES = 2_000
LOCKED, BROKEN, TOO_LONG, MISSING = 3, 4, 5, 6
"""Exit codes: needs a password, is no readable PDF, has too many pages, the library is not installed."""


def main() -> int:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with suppress(OSError, ValueError):  # a system that has no such limit
            resource.setrlimit(limit, (most, most))
    try:
        import pypdfium2
    except ImportError:
        return MISSING
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        if len(document) > PAGES:
            return TOO_LONG
        for number in range(len(document)):
            sys.stdout.write(json.dumps(_page(document[number])) + "\n")
    except pypdfium2.PdfiumError as error:
        return LOCKED if "password" in str(error).lower() else BROKEN
    return 0


def _page(page: Any) -> list[list[Any]]:
    text_page = page.get_textpage()
    lines: list[list[Any]] = []
    at = 0
    for line in text_page.get_text_range().split("\r\n"):
        shown = line.strip()
        if shown:
            # Not by a bullet, which is often of another font.
            first = at + line.index(next((mark for mark in shown if mark.isalnum()), shown[0]))
            _, low, _, high = text_page.get_charbox(first, loose=True)
            lines.append([shown, round(high, 1), round(high - low, 1)])
        at += len(line) + 2
    text_page.close()
    page.close()
    return lines


if __name__ == "__main__":
    sys.exit(main())
