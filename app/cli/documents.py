"""Files to documents, for commands that compare texts and need no policy."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.cli.console import note
from app.content import Failure, discover, read_document
from app.domain.content import Document
from app.domain.errors import InvalidContent


def one_document(file: Path, *, max_bytes: int) -> Document:
    """Raises InvalidContent for a file that does not exist or is not text."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InvalidContent(f"{file} cannot be read: {error.strerror or error}") from error
    return read_document(data, path=str(file), max_bytes=max_bytes)


def documents(paths: Sequence[str], *, max_bytes: int, but: Sequence[Path] = ()) -> Iterator[Document]:
    """Every readable document; an unreadable one is reported on stderr and skipped."""
    left_out = {file.resolve() for file in but if file.exists()}
    for found in discover(paths, stdin=getattr(sys.stdin, "buffer", None), max_bytes=max_bytes):
        if isinstance(found, Failure):
            note(f"copydesk: {found.message}", style="red")
        elif Path(found.path).resolve() not in left_out:
            try:
                yield read_document(found.data, path=found.path, max_bytes=max_bytes)
            except InvalidContent as error:
                note(f"copydesk: {error}", style="red")
