"""Find the texts behind files, folders, globs and standard input. One bad path never stops the others."""

import glob
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.content.folding import without_controls
from app.content.formats import KNOWN
from app.content.reading import MAX_BYTES

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})
"""Folders that hold no articles; hidden ones are skipped too."""


LeftOut = Callable[[str, str], bool]
"""A folder and a file in it, to whether the file is passed over."""


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to read, with the names that people and output folders use."""

    path: str
    """The path as found, used in messages and to recognise the format. `-` for standard input."""
    relative_path: str
    """Relative to the given folder; the bare file name for a file given itself."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """A path without usable content, and why."""

    path: str
    message: str


def discover(
    paths: Iterable[str],
    *,
    stdin: BinaryIO | None = None,
    max_bytes: int = MAX_BYTES,
    left_out: LeftOut | None = None,
) -> Iterator[Source | Failure]:
    """Yield every source once, the files of a folder in name order.

    Folders are searched for known extensions; a file given itself is read whatever its extension. Links to
    folders are not followed below a given folder, so that no loop is possible. `left_out` says, of a folder
    and a file in it, whether to pass over the file.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if path == "-":
            yield _standard_input(stdin, max_bytes)
        elif Path(path).exists() or Path(path).is_symlink():
            yield from _existing(path, seen, max_bytes, left_out)
        elif glob.has_magic(path):
            yield from _matching(path, seen, max_bytes)
        else:
            yield _missing(path)


def _existing(
    path: str, seen: set[tuple[int, int]], max_bytes: int, left_out: LeftOut | None
) -> Iterator[Source | Failure]:
    if Path(path).is_dir():
        yield from _folder(path, seen, max_bytes, left_out)
    else:
        yield from _file(path, Path(path).name, seen, max_bytes)


def _matching(pattern: str, seen: set[tuple[int, int]], max_bytes: int) -> Iterator[Source | Failure]:
    base = _fixed_part(pattern)
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - a pattern may be absolute
    found = False
    for match in matches:
        if Path(match).is_dir():
            continue
        found = True
        relative = os.path.relpath(match, base) if base else match
        yield from _file(match, relative, seen, max_bytes)
    if not found:
        shown = without_controls(pattern)
        yield Failure(pattern, f"{shown} matches no file. Quote the pattern, or check the folder you are in.")


def _fixed_part(pattern: str) -> str:
    parts = Path(pattern).parts
    fixed = []
    for part in parts:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return str(Path(*fixed)) if fixed else ""


def _folder(
    path: str, seen: set[tuple[int, int]], max_bytes: int, left_out: LeftOut | None
) -> Iterator[Source | Failure]:
    count = 0
    problems: list[Failure] = []

    def note(error: OSError) -> None:
        problems.append(_unreadable(str(error.filename), error))

    for folder, folders, files in os.walk(path, onerror=note):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in SKIPPED_FOLDERS
        )
        for name in sorted(files):
            if name.startswith(".") or Path(name).suffix.lower() not in KNOWN:
                continue
            count += 1
            full = str(Path(folder, name))
            if left_out is not None and left_out(path, full):
                continue
            yield from _file(full, os.path.relpath(full, path), seen, max_bytes)
    yield from problems
    if not count and not problems:
        known = " ".join(sorted(KNOWN))
        yield Failure(path, f"{without_controls(path)} holds no article. Looked for files ending in {known}.")


def _file(path: str, relative: str, seen: set[tuple[int, int]], max_bytes: int) -> Iterator[Source | Failure]:
    shown = without_controls(path)
    try:
        status = Path(path).stat()
        identity = (status.st_dev, status.st_ino)
        if identity in seen:
            return
        seen.add(identity)
        if not stat.S_ISREG(status.st_mode):
            yield Failure(path, f"{shown} is not a file that can be read: a pipe, socket or device.")
            return
        if status.st_size > max_bytes:
            yield Failure(
                path,
                f"{shown} has {status.st_size:,} bytes; the limit is {max_bytes:,}. Split it.",
            )
            return
        yield Source(path, relative, Path(path).read_bytes())
    except OSError as error:
        yield _unreadable(path, error)


def _standard_input(stdin: BinaryIO | None, max_bytes: int) -> Source | Failure:
    if stdin is None:
        return Failure("-", "Standard input was requested with -, but there is none here.")
    data = stdin.read(max_bytes + 1)
    if len(data) > max_bytes:
        return Failure(
            "-", f"Standard input has more than {max_bytes:,} bytes. Split it, or raise the limit."
        )
    return Source("-", "stdin", data)


def _missing(path: str) -> Failure:
    shown = without_controls(path)
    return Failure(path, f"{shown} does not exist. Check the spelling and the folder you are in.")


def _unreadable(path: str, error: OSError) -> Failure:
    reason = (error.strerror or "unknown reason").lower()
    return Failure(path, f"{without_controls(path)} cannot be read: {reason}.")
