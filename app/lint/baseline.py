"""Report only new findings: those in a baseline file are dropped, wherever they have moved to."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.domain.errors import ConfigurationError
from app.lint.file_findings import FileFindings
from app.lint.fingerprints import fingerprints, with_fingerprints

SCHEMA = "copydesk.baseline/1"


@dataclass(frozen=True, slots=True)
class Baseline:
    known: Mapping[str, frozenset[str]]
    """Path to the fingerprints of its findings."""

    def new_only(self, file: FileFindings) -> FileFindings:
        """The file without the findings that the baseline knows."""
        known = self.known.get(file.path, frozenset())
        kept = tuple(
            finding
            for finding, fingerprint in with_fingerprints(file.document, file.findings)
            if fingerprint not in known
        )
        return replace(file, findings=kept)

    def stale(self, files: Iterable[FileFindings]) -> int:
        """How many of the known findings are gone: time to rewrite the baseline."""
        left = Counter({path: len(known) for path, known in self.known.items()})
        for file in files:
            known = self.known.get(file.path, frozenset())
            left[file.path] -= len(known & set(fingerprints(file.document, file.findings)))
        return sum(left.values())


def write_baseline(files: Iterable[FileFindings]) -> str:
    """The baseline file's text: sorted, so that it makes small differences under version control."""
    known = {file.path: sorted(fingerprints(file.document, file.findings)) for file in files if file.findings}
    return json.dumps({"schema": SCHEMA, "files": dict(sorted(known.items()))}, indent=1) + "\n"


def read_baseline(text: str, *, name: str) -> Baseline:
    """Raises ConfigurationError, naming the file, for anything but what `write_baseline` writes."""
    try:
        raw = json.loads(text)
        if raw["schema"] != SCHEMA:
            raise ConfigurationError(
                f"{name} is of schema {raw['schema']!r}; this version reads {SCHEMA}: write it again"
            )
        return Baseline({str(path): frozenset(map(str, known)) for path, known in raw["files"].items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigurationError(f"{name} is not a baseline file: write it again") from error
