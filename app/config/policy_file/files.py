"""Files that a policy names: their texts become part of it, so that a worker elsewhere sees the same.

A policy may come with somebody else's change, so it names regular files in its own folder and no others:
no `..`, no link that leads out, no device, no pipe.
"""

from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from app.domain.errors import CopydeskError, InvalidPolicy
from app.platform.regular_file import read_regular

MAX_ROBOTS_BYTES = 500 * 1024
"""RFC 9309, section 2.5: at least this much of a robots.txt is read; what is longer is refused here."""
MAX_SOURCES_BYTES = 1024 * 1024
"""All sources of one policy: they are kept with every submission."""
MAX_SOURCES = 1000
"""Files of one pattern."""


def with_files(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The values with the texts of `robots_txt` and `sources` in place of their paths.

    Raises InvalidPolicy, naming the file, for one that is missing, elsewhere, too large or no text.
    """
    changed = dict(values)
    if "robots_txt" in values:
        file = _inside(folder, values["robots_txt"], "robots_txt")
        data = _bytes(file, "robots_txt", MAX_ROBOTS_BYTES)
        changed["robots_txt"] = data.decode("utf-8-sig", "replace")
    if "sources" in values:
        files = [file for pattern in values["sources"] for file in _matching(folder, pattern)]
        total = sum(file.stat().st_size for file in files)
        if total > MAX_SOURCES_BYTES:
            raise InvalidPolicy(
                f"sources: the files have {total:,} bytes together, of at most {MAX_SOURCES_BYTES:,}. "
                "Name the parts that the texts rest on."
            )
        changed["sources"] = tuple(_shown(file) for file in files)
    return changed


def _matching(folder: Path, pattern: str) -> list[Path]:
    named = _inside(folder, pattern, "sources")
    if named.is_file():
        return [named]
    try:
        found = sorted(islice((each for each in folder.glob(pattern) if each.is_file()), MAX_SOURCES + 1))
    except (ValueError, NotImplementedError):
        found = []
    if len(found) > MAX_SOURCES:
        raise InvalidPolicy(f"sources: {pattern} matches more than {MAX_SOURCES:,} files. Name fewer.")
    if not found:
        raise InvalidPolicy(f"sources: {folder / pattern} names no file.")
    return [_inside(folder, each, "sources") for each in found]


def _inside(folder: Path, name: str | Path, key: str) -> Path:
    """The file, links followed. Raises InvalidPolicy for one outside the policy's folder."""
    file = folder / name
    try:
        real = file.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a zero byte
        raise InvalidPolicy(f"{key}: {file} leads to no file.") from None
    if ".." in Path(name).parts or not real.is_relative_to(folder.resolve()):
        raise InvalidPolicy(f"{key}: {file} is outside the folder of the policy. Put the file beside it.")
    return real


def _bytes(file: Path, key: str, most_bytes: int) -> bytes:
    try:
        return read_regular(file, most_bytes=most_bytes)
    except OSError as error:
        raise InvalidPolicy(f"{key}: {file} {_reason(error)}.") from error


def _reason(error: OSError) -> str:
    reason = (error.strerror or "unknown reason").lower()
    return f"cannot be read: {reason}" if error.errno else reason


def _shown(file: Path) -> str:
    """What a reader of the source sees: a figure in its markup supports nothing."""
    status = file.stat()
    return _read(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _read(file: Path, _changed: int, _bytes_of_file: int) -> str:
    from app.content import read_document

    data = _bytes(file, "sources", MAX_SOURCES_BYTES)
    try:
        return read_document(data, path=str(file)).visible_text
    except CopydeskError as error:
        raise InvalidPolicy(f"sources: {error}") from error
