"""Which findings are shown: by check, and only those that are new since a baseline or a revision."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import ConfigurationError
from app.lint.baseline import Baseline, read_baseline, write_baseline
from app.lint.diff import only_changed
from app.lint.file_findings import FileFindings

if TYPE_CHECKING:
    from app.cli.check_work import Checked
    from app.domain.scores import Finding


@dataclass(frozen=True, slots=True)
class FindingsFilter:
    """`select` and `ignore` are check ids in capitals, or prefixes; an empty `select` means all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    baseline: Baseline = field(default_factory=lambda: Baseline({}))
    changed: Mapping[str, frozenset[int]] | None = None
    """Maps a path to its changed lines; None means every line."""

    def apply(self, result: "Checked") -> "Checked":
        # Advice is shown to whoever asks for it by name.
        pool = (*result.findings, *result.evaluation.advice) if self.select else result.findings
        wanted = tuple(filter(self._is_wanted, pool))
        file = self.baseline.new_only(file_findings(result, wanted))
        if self.changed is not None:
            file = only_changed(file, self.changed)
        return replace(result, findings=file.findings)

    def _is_wanted(self, finding: "Finding") -> bool:
        name = finding.check_id.upper()
        if self.ignore and name.startswith(self.ignore):
            return False
        return not self.select or name.startswith(self.select)


def check_names(select: Sequence[str], ignore: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Comma-separated names as tuples in capitals. Raises ConfigurationError for a name in both."""
    chosen, left_out = _names(select), _names(ignore)
    both = sorted(set(chosen) & set(left_out))
    if both:
        raise ConfigurationError(f"{both[0]} is both selected and ignored: keep one of the two")
    return chosen, left_out


def refuse_unknown(names: Sequence[str], known: Collection[str]) -> None:
    """Raises ConfigurationError for a name that is no known id's prefix: a typo would hide everything."""
    for name in names:
        if not any(one.startswith(name) for one in known):
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "`copydesk rules` lists them"
            raise ConfigurationError(f"no check is called {name} or starts with it: {hint}")


def _names(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip().upper() for group in given for name in group.split(",") if name.strip())


def load_baseline(file: Path) -> Baseline:
    """Raises ConfigurationError for a file that cannot be read or is not a baseline."""
    try:
        return read_baseline(file.read_text(encoding="utf-8"), name=str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"the baseline {file} cannot be read ({error}): write one with --write-baseline {file}"
        ) from error


def save_baseline(file: Path, results: Sequence["Checked"]) -> None:
    from app.workflow.output import write_atomically

    known = write_baseline(file_findings(result, result.findings) for result in results)
    write_atomically(file, known.encode(), overwrite=True)


def file_findings(result: "Checked", findings: tuple["Finding", ...]) -> FileFindings:
    return FileFindings(result.name, result.document, findings)
