"""Lies and honest rewordings that people wrote or labelled, from a folder that is not in the repository.

`FOLDER/cases`: a manifest with pairs of texts and what is right. `FOLDER/data/facts`: SummEdits, edits of
summaries labelled by people as consistent or not. Read by `bench/facts.py --shared FOLDER`.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - a script: its data is its documentation

import gzip
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from app.content import read_text
from app.domain.facts import Outcome
from app.rewrite.facts import facts_report

SHORT = {
    Outcome.BROKEN: "broken",
    Outcome.DOUBT_MEANING: "meaning",
    Outcome.DOUBT_WORDING: "wording",
    Outcome.EXPLAINED: "kept",
}


@dataclass(frozen=True)
class Pair:
    kind: str
    language: str
    """Declared in front matter; empty where the text brings its own."""
    before: str
    after: str
    is_lie: bool
    path: str = "a.md"
    name: str = ""


def judge(pair):
    front = f"---\nlang: {pair.language}\n---\n" if pair.language and pair.path.endswith(".md") else ""
    end = "\n" if pair.language else ""
    before, after = (read_text(f"{front}{text}{end}", path=pair.path) for text in (pair.before, pair.after))
    return facts_report(before, after)


def written_cases(shared):
    for line in (shared / "cases" / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row["file"].startswith("facts/"):
            continue
        found = json.loads((shared / "cases" / row["file"]).read_text(encoding="utf-8"))
        yield Pair(
            row["kind"].removeprefix("facts: "),
            found.get("language", "en"),
            found["before"],
            found["after"],
            is_lie=row["expected"] != "kept",
            path=found.get("path", "a.md"),
            name=row["file"],
        )


def labelled_edits(shared):
    for path in sorted((shared / "data" / "facts").glob("summedits_*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield Pair(
                    row["domain"], "en", row["original"], row["edited"], not row["consistent"], name=row["id"]
                )


def measure(title, pairs, *, show=False, judged=None):
    """Print how each kind ends, and the totals that the goals are about; the totals are returned.

    `judged` gives a pair's report: `judge` if it is left out.
    """
    judged = judged or judge
    kinds = defaultdict(Counter)
    scored = []
    for pair in pairs:
        report = judged(pair)
        outcome = SHORT[report.outcome]
        kinds[pair.kind, pair.is_lie][outcome] += 1
        scored.append((report.score, pair.is_lie))
        is_wrong = outcome in ("kept", "wording") if pair.is_lie else outcome in ("broken", "meaning")
        if show and is_wrong:
            _show(outcome, pair, report)
    print(f"## {title}")
    for (kind, is_lie), ends in sorted(kinds.items()):
        _line(f"{'lie   ' if is_lie else 'honest'} {kind}", ends)
    totals = {}
    for is_lie, name in ((True, "all lies"), (False, "all honest ones")):
        totals[name] = sum((ends for (_, lie), ends in kinds.items() if lie is is_lie), Counter())
        _line(name, totals[name])
    _print_score(scored)
    return totals


def _line(name, ends):
    total = ends.total()
    parts = "  ".join(f"{word} {ends[word]:4} {ends[word] / max(1, total):6.1%}" for word in SHORT.values())
    print(f"{name[:62]:62} {total:5}  {parts}")


def _print_score(scored):
    lies = sorted(score for score, is_lie in scored if is_lie)
    honest = sorted(score for score, is_lie in scored if not is_lie)
    if not lies or not honest:
        return
    above = sum((lie > other) + 0.5 * (lie == other) for lie in lies for other in honest)
    best = max(
        (sum(s >= line for s in lies) / len(lies) + sum(s < line for s in honest) / len(honest)) / 2
        for line in {*lies[:: max(1, len(lies) // 300)], *honest[:: max(1, len(honest) // 300)]}
    )
    area = above / len(lies) / len(honest)
    print(f"score: area under the curve {area:.3f}, balanced accuracy at its best line {best:.1%}\n")


def _show(outcome, pair, report):
    print(f"--- {outcome} {'LIE' if pair.is_lie else 'HONEST'} {pair.kind} {pair.name}")
    before, after = pair.before.splitlines(), pair.after.splitlines()
    for one in before:
        if one not in after:
            print(f"    - {one[:400]}")
    for other in after:
        if other not in before:
            print(f"    + {other[:400]}")
    for difference in (*report.broken, *report.doubts):
        print(f"      {difference.outcome.value} {difference.score:.2f} {difference.message[:160]}")


def pairs_of(file):
    """One JSON object a line: `before`, `after`, `language`, `kind`, `truth` ("lie" or "honest"), `id`."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        is_lie = row["truth"] == "lie"
        yield Pair(row["kind"], row["language"], row["before"], row["after"], is_lie, name=row["id"])


def measure_shared(shared, *, show=False):
    shared = Path(shared)
    measure("pairs written for a kind of fault", written_cases(shared), show=show)
    measure("SummEdits, labelled by people", labelled_edits(shared), show=show)
