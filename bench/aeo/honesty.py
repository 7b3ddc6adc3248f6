"""Does a score rise when something dishonest is put into a text, by its author or by a rewrite?"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.content import read_text
from app.domain.content import ContentFormat, Document
from app.evaluation.aeo.rubric import Rubric
from app.evaluation.aeo.score import score_aeo
from bench.aeo.tampering import TAMPERERS
from training.aeo.variants import read_variants

TEXTS = 300
FROM_ARTICLES = 60
SEED = 4
TOLERANCE = 0.5
"""Points. Scores have one decimal, and a text that grows by some words is read a little differently."""


@dataclass(frozen=True, slots=True)
class Tampered:
    """Changes in points."""

    kind: str
    name: str
    rewrite: float
    """Of the published score, if the tampered text is a rewrite judged against the other."""
    standing: float
    """Of what stands on its own, if an author wrote the tampered text."""
    unsourced: float
    """Of the rest of the author's published score."""
    pull: float
    was_refused: bool
    """The rewrite failed integrity, or cannot be scored."""


def texts(variants: Path, articles: Path | None) -> list[tuple[str, str, str]]:
    """Name, question and Markdown of 300 texts: rewrites of the training data, and real articles."""
    chance = random.Random(SEED)
    real = []
    if articles is not None and articles.is_dir():
        for file in sorted(articles.glob("*.md")):
            source = file.read_text(encoding="utf-8", errors="replace")
            real.append((file.name, file.stem.replace("-", " ")[-60:], source))
    chosen = chance.sample(real, min(FROM_ARTICLES, len(real)))
    rewrites = [(f"{each.query_id} {each.method}", each.query, each.text) for each in read_variants(variants)]
    return chosen + chance.sample(rewrites, TEXTS - len(chosen))


def tampered(sample: list[tuple[str, str, str]], rubric: Rubric, *, with_query: bool) -> Iterator[Tampered]:
    """Every text with every kind of tampering, scored before and after, as a rewrite and as a first text."""
    for number, (name, query, text) in enumerate(sample):
        asked = query if with_query else None
        original = _read(text)
        before = score_aeo(original, rubric=rubric, target_query=asked)
        for kind, tamper in TAMPERERS.items():
            changed = _read(tamper(text, query, random.Random(f"{SEED} {number} {kind}")))
            after = score_aeo(changed, rubric=rubric, target_query=asked)
            rewrite = score_aeo(changed, rubric=rubric, target_query=asked, original=original)
            if before.measured is None or after.measured is None or rewrite.measured is None:
                yield Tampered(kind, name, 0.0, 0.0, 0.0, 0.0, was_refused=True)
                continue
            yield Tampered(
                kind,
                name,
                rewrite.measured - before.measured,
                (after.standing or 0.0) - (before.standing or 0.0),
                (after.unsourced or 0.0) - (before.unsourced or 0.0),
                (after.pull or 0.0) - (before.pull or 0.0),
                was_refused=rewrite.integrity.value == "fail",
            )


def summary(results: list[Tampered]) -> list[dict[str, object]]:
    """One row a kind: the share of texts in which each part rose by more than `TOLERANCE`."""
    rows = []
    for kind in (*TAMPERERS, "all"):
        its = [result for result in results if kind in (result.kind, "all")]
        rows.append(
            {
                "kind": kind,
                "texts": len(its),
                "rewrite rose": _rose([each.rewrite for each in its]),
                "rewrite failed integrity": round(sum(each.was_refused for each in its) / len(its), 4),
                "standing part rose": _rose([each.standing for each in its]),
                "unsourced part rose": _rose([each.unsourced for each in its]),
                "pull rose": _rose([each.pull for each in its]),
            }
        )
    return rows


def _rose(changes: list[float]) -> float:
    return round(sum(change > TOLERANCE for change in changes) / len(changes), 4)


def _read(text: str) -> Document:
    return read_text(text, format=ContentFormat.MARKDOWN)
