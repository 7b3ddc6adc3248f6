"""Write accepted texts to files: atomically, inside the chosen folder, overwriting only on request."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from app.content import encode_document
from app.domain.content import ContentFormat, Document
from app.domain.errors import InvalidContent
from app.domain.records import OriginalFile, RevisionRecord, SubmissionDetail

if TYPE_CHECKING:
    from app.content.docx.tracked.writer import Tracked

TRACKED = "docx"
"""The container that a rewrite goes back into."""


@dataclass(frozen=True, slots=True)
class Written:
    path: Path
    is_changed: bool
    """False if the file already had these bytes."""


def delivered(detail: SubmissionDetail, source: str, *, original: Document | None = None) -> bytes:
    """A revision's text as bytes, in the article's own encoding and with its byte order mark.

    `original` is the file's own document, if still available: it knows the bytes that were not text.
    """
    if original is None or original.source != detail.original.source:
        original = Document(
            source=detail.original.source,
            format=ContentFormat(detail.submission.format),
            encoding=detail.submission.encoding,
            has_bom=detail.submission.has_bom,
        )
    return encode_document(original, source)


def tracked(revision: RevisionRecord, data: bytes, *, name: str) -> "Tracked":
    """The original Word file with a revision as tracked changes, dated as the revision is.

    Raises InvalidContent for a file that is protected or signed.
    """
    from app.content.docx.tracked.writer import AUTHOR, iso, track

    return track(data, revision.source, name=name, author=AUTHOR, date=iso(revision.created_at))


@dataclass(frozen=True, slots=True)
class Returned:
    """A revision as its author gets it."""

    data: bytes
    suffix: str = ""
    """To be added to the file's name where the format is another one."""
    left: tuple[str, ...] = ()
    """What tracked changes could not hold."""


def returned(revision: RevisionRecord, original: OriginalFile, *, name: str) -> Returned:
    """A revision of a file that holds more than its text: revision 0 is the file itself.

    A Word file gets tracked changes; of another one the text comes back as Markdown. Raises InvalidContent.
    """
    if revision.number == 0:
        return Returned(original.data)
    if original.container != TRACKED:
        return Returned(revision.source.encode(), ".md")
    result = tracked(revision, original.data, name=name)
    return Returned(result.data, "", result.left)


def destination(folder: Path, relative: str) -> Path:
    """The file for this path inside `folder`. Raises InvalidContent for a path that leads out of it."""
    parts = [part for part in PurePosixPath(relative.replace("\\", "/")).parts if part not in {"/", "."}]
    if not parts or ".." in parts or "\x00" in relative or parts[0].endswith(":"):
        raise InvalidContent(f"{relative!r} cannot be written inside {folder}: the path leads out of it")
    root = folder.resolve()
    target = root.joinpath(*parts)
    if not target.parent.resolve().is_relative_to(root):
        raise InvalidContent(
            f"{relative!r} cannot be written inside {folder}: a link on the way leads out of it"
        )
    return target


def write_atomically(target: Path, data: bytes, *, overwrite: bool) -> Written:
    """Write the whole file or nothing. Raises InvalidContent if the file exists and `overwrite` is false.

    A file that already has these bytes is left alone. A link at `target` itself is not followed.
    """
    before = _bytes_of(target)
    if before == data:
        return Written(target, is_changed=False)
    if before is not None and not overwrite:
        raise InvalidContent(f"{target} already exists and is not overwritten: choose another name")
    temporary = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if before is not None else None
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InvalidContent(f"{target} cannot be written: {error.strerror or error}") from error
    return Written(target, is_changed=True)


def _bytes_of(target: Path) -> bytes | None:
    try:
        if target.is_symlink():
            raise InvalidContent(f"{target} is a link: it is not written through")
        return target.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InvalidContent(f"{target} cannot be written: {error.strerror or error}") from error
