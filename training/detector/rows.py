"""The texts to learn from and to calibrate on, read from the data folder, one split for ever."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TAG = re.compile(r"</?[Oo]utput>")
_LIST_SIGN = re.compile(r"^(?:[-*+>]|\d{1,3}[.)])\s+")
_EMPHASIS = re.compile(r"[*_`]{1,3}")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
LEAST_WORDS = 50
MOST_WORDS = 800


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    is_machine: bool
    file: str
    source: str
    domain: str
    generator: str
    group: str
    words: int

    @property
    def family(self) -> str:
        """What one source holds of one domain: the unit that is weighed and left out together."""
        return self.source if self.file == "human_formal" else f"{self.source}|{self.domain}"


def read_file(data: Path, name: str) -> list[Row]:
    return [
        Row(
            text=row["text"],
            is_machine=row["label"] == "ai",
            file=name,
            source=row["source"],
            domain=row["domain"],
            generator=row["generator"],
            group=str(row["group"]),
            words=int(row["n_words"]),
        )
        for row in _lines(data / "detection" / f"{name}.jsonl.gz")
    ]


def read_variants(data: Path) -> list[Row]:
    """Articles of companies as a language model rewrote them: the machine's formal prose."""
    rows = []
    for row in _lines(data / "aeo" / "variants_train.jsonl.gz"):
        words = _prose(row["text"]).split()[:MOST_WORDS]
        if len(words) >= LEAST_WORDS:
            rows.append(
                Row(
                    text=" ".join(words),
                    is_machine=True,
                    file="aeo_variants",
                    source="aeo_variants",
                    domain="business",
                    generator=row["method"],
                    group=f"aeo-{row['query_id']}",
                    words=len(words),
                )
            )
    return rows


def is_for_calibration(row: Row) -> bool:
    """Half of the formal sources and one of the two collections of articles are never learnt from."""
    if row.file == "human_formal":
        return zlib.crc32(row.source.encode()) % 2 == 1
    return row.file == "calibration_human_articles" and row.source == "prellm_carpentries"


def _prose(markdown: str) -> str:
    lines = []
    for line in _TAG.sub("", markdown).splitlines():
        text = line.strip()
        if text.startswith(("#", "|", "```")):
            continue
        text = _LINK.sub(r"\1", _EMPHASIS.sub("", _LIST_SIGN.sub("", text)))
        if len(text.split()) >= 8:
            lines.append(text)
    return " ".join(lines)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
