"""Score the published reference texts and write the scale that percentiles are read from.

    python -m training.aeo.reference_set --clones FOLDER

FOLDER holds a clone of each repository in `SOURCES`, named as there. Only the distribution is kept, no text.
"""

import argparse
import hashlib
import io
import json
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.content import read_document
from app.domain.errors import InvalidContent
from app.evaluation.aeo.aeo_weights import shipped_weights
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.score import score_aeo

MOST = 500
"""Texts of one source: the first by the hash of their path, so that no house makes the scale alone."""
LEAST_WORDS = 30
BANDS = (150, 400, 800, 1_500)
"""Words from which the next band begins."""
STEP = 5
LIMITS = (20, 25, 30, 35, 40, 45, 50, 60)
Row = tuple[float, float, float]
OUTPUT = Path(__file__).parents[2] / "app" / "evaluation" / "aeo" / "reference_set.json"


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    commit: str
    folder: str
    licence: str


SOURCES = (
    Source("18F/18f.gsa.gov", "0a55c75e6d9bc71c80136a3867dac52356177443", "content/posts", "CC0-1.0"),
    Source("GSA/digitalgov.gov", "4979583206d90ff1707b097454a9b169ca9e95e4", "content/news", "CC0-1.0"),
    Source("GSA/digitalgov.gov", "4979583206d90ff1707b097454a9b169ca9e95e4", "content/resources", "CC0-1.0"),
    Source("rust-lang/blog.rust-lang.org", "0243724c2e50ad2b7ebd3d9dbc7cd88aed7605a3", "content", "MIT"),
    Source("letsencrypt/website", "b89871ef735cbb447f8d72c86146fcc8e62fc4ab", "content/en", "MPL-2.0"),
    Source("cncf/glossary", "ca1dc4034529de4dbcef91f75978aeffd1a12b14", "content/en", "Apache-2.0"),
)


def texts(source: Source, clone: Path) -> Iterator[tuple[str, bytes]]:
    """Path and content of the source's Markdown files at its commit."""
    command = ["git", "-C", str(clone), "archive", "--format=tar", source.commit, source.folder]
    archive = subprocess.run(command, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        members = [file for file in files if file.isfile() and file.name.endswith(".md")]
        for file in sorted(members, key=lambda file: hashlib.sha256(file.name.encode()).digest())[:MOST]:
            content = files.extractfile(file)
            if content is not None:
                yield file.name, content.read()


def scored(source: Source, clone: Path) -> list[Row]:
    """Words, score and upper end of the interval of each English text of the source."""
    rubric = load_rubric(plug_ins=False)
    found = []
    for path, data in texts(source, clone):
        try:
            document = read_document(data, path=path)
        except InvalidContent:
            continue
        score = score_aeo(document, rubric=rubric)
        words = CheckedPage(document).words
        if score.measured is None or score.highest is None:
            continue
        if document.language == "en" and words >= LEAST_WORDS:
            found.append((words, score.measured, score.highest))
    return found


def scale(rows: list[Row]) -> list[dict[str, Any]]:
    """For each band of lengths: how many texts, and the score at every fifth percentile."""
    words, points, _ = np.array(rows).T
    bands = []
    for low, high in zip((0, *BANDS), (*BANDS, None), strict=True):
        rows_here = (words >= low) & (words < (high or np.inf))
        marks = [round(float(mark), 1) for mark in np.percentile(points[rows_here], range(0, 101, STEP))]
        bands.append({"from_words": low, "texts": int(rows_here.sum()), "marks": marks})
    return bands


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clones", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    rows: list[Row] = []
    sources = []
    for source in SOURCES:
        found = scored(source, arguments.clones / source.name.replace("/", "+"))
        rows += found
        sources.append(
            {
                "repository": source.name,
                "commit": source.commit,
                "folder": source.folder,
                "licence": source.licence,
                "texts": len(found),
                "median": round(float(np.median([points for _, points, _ in found])), 1),
            }
        )
    result = {
        "command": "python -m training.aeo.reference_set",
        "rubric": shipped_weights().version,
        "texts": len(rows),
        "sources": sources,
        "reach_by_interval": {
            str(least): round(float(np.mean([highest >= least for _, _, highest in rows])), 3)
            for least in LIMITS
        },
        "bands": scale(rows),
    }
    arguments.output.write_text(
        "{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in result.items()) + "\n}\n",
        encoding="utf-8",
    )
    print(arguments.output.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
