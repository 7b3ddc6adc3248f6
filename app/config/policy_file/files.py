"""Files that a policy names: their texts become part of it, so that a worker elsewhere sees the same."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from app.domain.errors import CopydeskError, InvalidPolicy

MAX_ROBOTS_BYTES = 500 * 1024
"""RFC 9309, section 2.5: at least this much of a robots.txt is read; what is longer is refused here."""
MAX_SOURCES_BYTES = 1024 * 1024
"""All sources of one policy: they are kept with every submission."""


def with_files(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The values with the texts of `robots_txt` and `sources` in place of their paths.

    Raises InvalidPolicy, naming the file, for one that is missing, too large or no text.
    """
    changed = dict(values)
    if "robots_txt" in values:
        changed["robots_txt"] = _plain(folder / values["robots_txt"])
    if "sources" in values:
        files = [file for pattern in values["sources"] for file in _matching(folder, pattern)]
        total = sum(_size(file) for file in files)
        if total > MAX_SOURCES_BYTES:
            raise InvalidPolicy(
                f"sources: the files have {total:,} bytes together, of at most {MAX_SOURCES_BYTES:,}. "
                "Name the parts that the texts rest on."
            )
        changed["sources"] = tuple(_shown(file) for file in files)
    return changed


def _matching(folder: Path, pattern: str) -> list[Path]:
    if (folder / pattern).is_file():
        return [folder / pattern]
    try:
        found = sorted(each for each in folder.glob(pattern) if each.is_file())
    except (ValueError, NotImplementedError):
        found = []
    if not found:
        raise InvalidPolicy(f"sources: {folder / pattern} names no file.")
    return found


def _plain(file: Path) -> str:
    if _size(file) > MAX_ROBOTS_BYTES:
        raise InvalidPolicy(f"robots_txt: {file} has more than {MAX_ROBOTS_BYTES:,} bytes.")
    return file.read_bytes().decode("utf-8-sig", "replace")


def _shown(file: Path) -> str:
    """What a reader of the source sees: a figure in its markup supports nothing."""
    status = file.stat()
    return _read(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _read(file: Path, _changed: int, _bytes: int) -> str:
    from app.content import read_document

    try:
        return read_document(file.read_bytes(), path=str(file)).visible_text
    except CopydeskError as error:
        raise InvalidPolicy(f"sources: {error}") from error


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise InvalidPolicy(f"{file} cannot be read: {reason}.") from error
