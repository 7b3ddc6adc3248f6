"""The labelled pairs of texts that the score is fitted on, read as the facts report reads them."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.content import read_text
from app.rewrite.facts.report import rows_of
from app.rewrite.text import Text


@dataclass(frozen=True, slots=True)
class LabelledPair:
    id: str
    domain: str
    before: str
    after: str
    is_lie: bool


def read_pairs(folder: Path) -> Iterator[LabelledPair]:
    """`summedits_*.jsonl.gz`: one object a line with `original`, `edited`, `consistent`, `domain`, `id`."""
    for path in sorted(folder.glob("summedits_*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield LabelledPair(
                    row["id"], row["domain"], row["original"], row["edited"], not row["consistent"]
                )


def rows(pair: LabelledPair) -> list[list[float]]:
    """The features of each change, in order."""
    before, after = (Text.of(read_text(_page(text), path="a.md")) for text in (pair.before, pair.after))
    return rows_of(before, after)


def _page(text: str) -> str:
    return f"---\nlang: en\n---\n{text}\n"
