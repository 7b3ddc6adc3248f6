"""Does the published score rise when something dishonest is put into a text?"""

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
TOLERANCE = 1e-9
"""Points. Any rise is a rise."""


@dataclass(frozen=True, slots=True)
class Tampered:
    kind: str
    name: str
    published: float
    """Change of the published score, in points."""
    pull: float
    was_refused: bool
    """Integrity failed, or the text cannot be scored."""


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
    """Every text with every kind of tampering, scored before and after."""
    for number, (name, query, text) in enumerate(sample):
        asked = query if with_query else None
        before = score_aeo(_read(text), rubric=rubric, target_query=asked)
        for kind, tamper in TAMPERERS.items():
            changed = tamper(text, query, random.Random(f"{SEED} {number} {kind}"))
            after = score_aeo(_read(changed), rubric=rubric, target_query=asked)
            if before.measured is None or after.measured is None or before.pull is None or after.pull is None:
                yield Tampered(kind, name, 0.0, 0.0, was_refused=True)
                continue
            yield Tampered(
                kind,
                name,
                after.measured - before.measured,
                after.pull - before.pull,
                was_refused=after.integrity.value == "fail",
            )


def summary(results: list[Tampered]) -> list[dict[str, object]]:
    """One row a kind: share of texts whose published score rose, and how pull moved beside it."""
    rows = []
    for kind in (*TAMPERERS, "all"):
        its = [result for result in results if kind in (result.kind, "all")]
        rows.append(
            {
                "kind": kind,
                "texts": len(its),
                "published rose": round(sum(each.published > TOLERANCE for each in its) / len(its), 4),
                "pull rose": round(sum(each.pull > TOLERANCE for each in its) / len(its), 4),
                "mean change published": round(sum(each.published for each in its) / len(its), 2),
                "mean change pull": round(sum(each.pull for each in its) / len(its), 2),
                "integrity failed": round(sum(each.was_refused for each in its) / len(its), 4),
            }
        )
    return rows


def _read(text: str) -> Document:
    return read_text(text, format=ContentFormat.MARKDOWN)
