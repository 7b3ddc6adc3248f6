"""How many ordinary pages fail integrity, and how many planted abuses pass it?

    python -m bench.gates FOLDER [--show N] [--report FILE]

FOLDER holds saved web pages (`*.html`, at any depth); a public test set of readability tools is a good one,
for example the pages of mozilla/readability. None is part of this repository. Each abuse of `planted.toml`
is put into a page made here and, to see whether scripts and style sheets of real pages cover it up, into
every tenth page of the folder that passes without it.
"""

import argparse
import json
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.content import read_document, read_text
from app.domain.content import ContentFormat, Document
from app.domain.errors import InvalidContent
from app.domain.scores import Integrity
from app.evaluation.aeo.check import CheckRole
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.score import score_aeo

PLANTED = Path(__file__).with_name("planted.toml")
EVERY = 10
PLAIN = (
    "<!doctype html><html lang=en><head><title>The bridge and its lamps</title></head><body><main>"
    "<h1>The bridge and its lamps</h1><p>The bridge over the Wend was built in 1931 and is lit by forty "
    "lamps, which the keeper of the bridge lights at dusk.</p><p>He puts them out when the first ferry "
    "leaves the quay in the morning, and he writes the hour into the book of the bridge.</p></main></body>"
    "</html>"
)


@dataclass(frozen=True, slots=True)
class Abuse:
    name: str
    head: str = ""
    body: str = ""

    def planted(self, page: str) -> str:
        """The page with the abuse at the end of its head and of its body."""
        return _before(_before(page, "</head>", self.head), "</body>", self.body)


def abuses() -> list[Abuse]:
    return [
        Abuse(name, **parts) for name, parts in tomllib.loads(PLANTED.read_text(encoding="utf-8")).items()
    ]


class Gate:
    """Only the checks that can fail integrity, so that a page takes milliseconds."""

    def __init__(self) -> None:
        rubric = load_rubric(plug_ins=False)
        kept = {check.id for check in rubric.checks if check.role is CheckRole.INTEGRITY}
        self._rubric = rubric.without({check.id for check in rubric.checks} - kept)

    def fails(self, document: Document) -> list[str]:
        """The findings for which integrity fails; empty where it passes."""
        score = score_aeo(document, rubric=self._rubric)
        if score.integrity is Integrity.PASS:
            return []
        return [f"{found.line}: {found.check_id} {found.message}" for found in score.findings]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=10, help="print so many pages that fail")
    parser.add_argument("--report", type=Path, help="write the figures as JSON")
    options = parser.parse_args()
    gate = Gate()
    files = sorted(options.folder.rglob("*.html"))
    if not files:
        sys.exit(f"{options.folder} holds no page: name a folder with *.html files")
    failed: dict[str, list[str]] = {}
    passed: list[str] = []
    refused = 0
    for file in files:
        try:
            document = read_document(file.read_bytes(), path=file.name, format=ContentFormat.HTML)
        except InvalidContent:
            refused += 1
            continue
        if found := gate.fails(document):
            failed[str(file.relative_to(options.folder))] = found
        else:
            passed.append(document.source)
    for name, found in list(failed.items())[: options.show]:
        print(f"{name}\n  {found[0]}")
    missed = [abuse.name for abuse in abuses() if not _caught(gate, abuse, PLAIN)]
    hosts = passed[::EVERY]
    covered_up = Counter(abuse.name for abuse in abuses() for page in hosts if not _caught(gate, abuse, page))
    figures: dict[str, Any] = {
        "pages": len(files) - refused,
        "pages_that_fail": len(failed),
        "share_that_fails": round(len(failed) / max(1, len(files) - refused), 4),
        "planted": len(abuses()),
        "planted_and_missed": missed,
        "planted_into_pages": len(abuses()) * len(hosts),
        "of_these_missed": covered_up.total(),
        "most_missed": dict(covered_up.most_common(5)),
    }
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):22} {value}")
    if options.report is not None:
        options.report.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _caught(gate: Gate, abuse: Abuse, page: str) -> bool:
    return bool(gate.fails(read_text(abuse.planted(page), format=ContentFormat.HTML)))


def _before(page: str, mark: str, text: str) -> str:
    at = page.lower().rfind(mark)
    return page + text if at < 0 else page[:at] + text + page[at:]


if __name__ == "__main__":
    main()
