"""What quantities and operators alone see: caught, doubted and missed by kind, and the time that they take.

    python bench/meaning.py --shared FOLDER

FOLDER holds `cases/manifest.jsonl` with pairs of texts by kind, and `data/facts/summedits_dev.jsonl.gz`,
edits of summaries that people labelled. Without it only the time is printed.
"""

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from pathlib import Path

from app.domain.facts import Outcome
from app.rewrite.facts.operators import operator_differences
from app.rewrite.facts.quantities import quantities, quantity_differences
from app.rewrite.sentences import sentences

_PAGE = (
    "The pump must not run for more than 2.5 hours a day unless it was serviced before 5 June 2024. "
    "Most owners report that it uses about 3 % less oil than the older one, although some deny it. "
)


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


def verdict(before: str, after: str, language: str) -> str:
    """Of the sentences that differ, as an aligned group."""
    ours, theirs = cut(before), cut(after)
    lost, new = [s for s in ours if s not in theirs], [s for s in theirs if s not in ours]
    read_before = [q for s in lost for q in quantities(s, language)]
    read_after = [q for s in new for q in quantities(s, language)]
    outcomes = {difference.outcome for difference in quantity_differences(read_before, read_after)}
    outcomes |= {difference.outcome for difference in operator_differences(lost, new, language)}
    return "broken" if Outcome.BROKEN in outcomes else "doubt" if outcomes else "kept"


def by_kind(folder: Path) -> None:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for line in (folder / "cases/manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row["file"].startswith("facts/"):
            continue
        case = json.loads((folder / "cases" / row["file"]).read_text(encoding="utf-8"))
        counts[row["kind"], row["expected"]][verdict(case["before"], case["after"], case["language"])] += 1
    for (kind, expected), found in sorted(counts.items()):
        print(f"{expected:8} {kind:66} " + ", ".join(f"{name} {n}" for name, n in sorted(found.items())))


def summedits(folder: Path) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with gzip.open(folder / "data/facts/summedits_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            names = (
                ["honest"]
                if row["consistent"]
                else ["lies", *(f"lies: {kind}" for kind in row["edits"] or [])]
            )
            found = verdict(row["original"], row["edited"], "en")
            for name in names:
                counts[name][found] += 1
    for name, found in sorted(counts.items()):
        shares = ", ".join(f"{one} {found[one] / found.total():.1%}" for one in ("broken", "doubt", "kept"))
        print(f"{name:36} {found.total():5}  {shares}")


def speed() -> None:
    """Texts of growing length, each read without what was remembered, and a plain split as the measure."""
    for words in (1_000, 10_000, 100_000):
        page = [f"{_PAGE} No. {n}." for n in range(words // len(_PAGE.split()))]
        began = time.process_time()
        for sentence in page:
            list(quantity_differences(quantities(sentence, "en"), quantities(f"{sentence} ", "en")))
            list(operator_differences([sentence], [f"{sentence} "], "en"))
        print(
            f"{words:7} words, both sides changed, one core: {(time.process_time() - began) * 1000:7.1f} ms"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, help="folder with cases/ and data/facts/")
    folder = parser.parse_args().shared
    if folder is not None:
        by_kind(folder)
        summedits(folder)
    quantities("warm up 5 km", "en")
    list(operator_differences(["warm"], ["up"], "en"))
    speed()


if __name__ == "__main__":
    main()
