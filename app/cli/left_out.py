"""Which files of a named folder are not read: what the policy excludes, and what git ignores.

A file that is named itself is always read.
"""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class LeftOut:
    """Asked for each file below a folder: `left_out(folder, file)`. Asks git once per folder."""

    config: Path | None = None
    """The policy file that `--config` names, if any."""
    _ignored: dict[str, frozenset[Path]] = field(default_factory=dict)

    def __call__(self, folder: str, file: str) -> bool:
        from app.config.policy_file import is_excluded

        if folder not in self._ignored:
            self._ignored[folder] = _ignored_by_git(folder)
        ignored = self._ignored[folder]
        path = Path(file)
        if ignored and (path in ignored or any(above in ignored for above in path.parents)):
            return True
        return is_excluded(path, config=self.config)


def _ignored_by_git(folder: str) -> frozenset[Path]:
    """Files and folders below this one that git ignores; none without git, without a repository, or where the
    folder itself is ignored: who names it wants it."""
    # A repository may name a program as its file monitor: whoever only reads its texts does not run it.
    which = ("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
    command = ("git", "-c", "core.fsmonitor=false", "-C", folder, *which)
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    names = [name for name in done.stdout.decode(errors="surrogateescape").split("\0") if name]
    if done.returncode != 0 or any(name in ("./", "../") for name in names):
        return frozenset()
    return frozenset(Path(folder, name) for name in names)
