"""What changed since a git revision."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from app.domain.errors import ConfigurationError


def changed_files(paths: Sequence[str], *, since: str) -> list[str]:
    """Files below `paths` that differ from the revision, including new files, without deleted ones.

    Raises ConfigurationError if there is no git, no repository, or no such revision.
    """
    top = Path(_git("rev-parse", "--show-toplevel").strip())
    changed = _git("diff", "--name-only", "-z", "--diff-filter=d", "--end-of-options", since, "--", *paths)
    new = _git("ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", *paths)
    here = Path.cwd()
    names = dict.fromkeys(name for name in (changed + new).split("\0") if name)
    return [_relative(top / name, here) for name in names]


def lines_changed(paths: Sequence[str], *, since: str) -> dict[str, frozenset[int]]:
    """Maps a path below the current folder to the lines that are new since the revision."""
    from app.lint.diff import changed_lines

    plain = ("--unified=0", "--no-color", "--no-ext-diff", "--src-prefix=a/", "--dst-prefix=b/", "--relative")
    lines = changed_lines(_git("diff", *plain, "--end-of-options", since, "--", *paths))
    for name in _git("ls-files", "--others", "--exclude-standard", "-z", "--", *paths).split("\0"):
        if name:
            lines[name] = frozenset(range(1, len(Path(name).read_bytes().splitlines()) + 2))
    return lines


def _relative(file: Path, here: Path) -> str:
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False, timeout=60)
    except FileNotFoundError as error:
        raise ConfigurationError("--since needs git, which is not on the PATH") from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ConfigurationError(f"--since: git says: {said[0] if said else 'nothing'}")
    return done.stdout.decode(errors="surrogateescape")
