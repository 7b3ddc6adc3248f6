"""The rewrites whose share of an engine's answer was measured, as strengths of our checks.

Data: github.com/emmabau, master's thesis on GEO in B2B enterprise IT, Apache-2.0: 600 queries with five
fixed sources each, one of them rewritten by ten methods, share by Position-Adjusted Word Count.
"""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OUTPUT_TAG = re.compile(r"</?output>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Variant:
    query_id: str
    query: str
    method: str
    text: str
    """Markdown, without the tags that the rewriter left."""
    share: float
    """Measured share of the answer, 0 to 1."""
    rerun_difference: float
    """Between two runs with the untouched page: the noise of one measurement."""


def read_variants(path: Path) -> Iterator[Variant]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Variant(
                query_id=str(row["query_id"]),
                query=row["query"],
                method=row["method"],
                text=_OUTPUT_TAG.sub("", row["text"]).strip(),
                share=float(row["pawc"]),
                rerun_difference=abs(float(row["pawc_baseline"]) - float(row["pawc_baseline_rerun"])),
            )
