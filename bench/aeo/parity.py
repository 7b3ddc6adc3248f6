"""Does an article get the same score as Markdown and as its rendered HTML?"""

from dataclasses import dataclass
from pathlib import Path

from app.content import read_document, read_text
from app.domain.content import ContentFormat
from app.evaluation.aeo.rubric import Rubric
from app.evaluation.aeo.score import score_aeo
from bench.aeo.pages import html_of


@dataclass(frozen=True, slots=True)
class Parity:
    name: str
    published: float
    """Points that the HTML has more than the Markdown."""
    pull: float

    @property
    def worst(self) -> float:
        return max(abs(self.published), abs(self.pull))


def parity(folder: Path, rubric: Rubric) -> list[Parity]:
    """Every Markdown article rendered as CommonMark with tables, the largest difference first.

    MDX is left out: as CommonMark its components and imports would become text.
    """
    found = []
    for file in sorted(folder.iterdir()):
        written = read_document(file.read_bytes(), path=file.name)
        if written.format is not ContentFormat.MARKDOWN:
            continue
        before = score_aeo(written, rubric=rubric)
        after = score_aeo(read_text(html_of(written), format=ContentFormat.HTML), rubric=rubric)
        if before.measured is None or after.measured is None or before.pull is None or after.pull is None:
            found.append(Parity(file.name, 0.0 if before.gate is after.gate else 100.0, 0.0))
        else:
            found.append(Parity(file.name, after.measured - before.measured, after.pull - before.pull))
    return sorted(found, key=lambda each: -each.worst)
