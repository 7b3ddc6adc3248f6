"""Bytes to `Document` and back: Markdown, MDX, HTML, reStructuredText and plain text, offsets kept."""

from app.content.discovery import Failure, Source, discover
from app.content.encoding import encode_document
from app.content.reading import MAX_BYTES, read_document, read_text
from app.content.words import words

__all__ = [
    "MAX_BYTES",
    "Failure",
    "Source",
    "discover",
    "encode_document",
    "read_document",
    "read_text",
    "words",
]
