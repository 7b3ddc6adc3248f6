"""Does a score order the rewrites of a page as their measured share does? Ours beside the plain ones."""

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.content import read_text
from app.domain.content import ContentFormat
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.score import score_aeo
from bench.aeo.pages import html_of
from training.aeo.measures import measure
from training.aeo.statistics import bootstrap_interval, by_query
from training.aeo.validation import Order, Trial, grouped
from training.aeo.variants import Variant, read_variants

_DIGITS = re.compile(r"\d+")
PEER = Path(__file__).with_name("peer_grader.py")
SEED = 7

Row = tuple[str, float, tuple[float, float]]


def correlation_table(data: Path, *, grader: Path | None) -> list[Row]:
    """Name, mean Spearman within queries, its 95 % interval over queries.

    The first three are cross-validated: their weights never saw the query that they order, nor, where it says
    so, the method of the rewrite. The others are not fitted, or use the shipped weights.
    """
    variants = list(read_variants(data))
    shares = np.array([variant.share for variant in variants])
    groups = grouped([variant.query_id for variant in variants])
    methods = [variant.method for variant in variants]

    def row(name: str, values: Sequence[float]) -> Row:
        each = by_query(np.array(values, dtype=float), shares, groups)
        return name, float(each.mean()), bootstrap_interval(each, seed=SEED)

    def order(name: str, order: Order) -> Row:
        return name, order.mean, order.interval

    measures = measure(variants)
    rubric = load_rubric(plug_ins=False)
    scores = [
        score_aeo(read_text(variant.text, format=ContentFormat.MARKDOWN), rubric=rubric)
        for variant in variants
    ]
    published = Trial(measures.fitted, measures.published, measures, shares, groups)
    pull = Trial(measures.pull, measures.pull, measures, shares, groups)
    rows: list[Row] = [
        order("published, cross-validated over queries", published.cross_validated()),
        order("published, the method held out as well", published.without_each_method(methods)),
        order("pull, cross-validated over queries", pull.cross_validated()),
        row("published, shipped weights (they saw this)", [score.measured or 0.0 for score in scores]),
        row("its part that stands, shipped weights", [score.standing or 0.0 for score in scores]),
        row("pull, shipped weights (they saw this)", [score.pull or 0.0 for score in scores]),
        row("count of numerals", [len(_DIGITS.findall(variant.text)) for variant in variants]),
        row("word count", [len(variant.text.split()) for variant in variants]),
    ]
    if grader is not None:
        rows.append(row("geo-optimizer-skill citability", grader_scores(variants, grader)))
    return rows


def grader_scores(variants: Sequence[Variant], grader: Path) -> list[float]:
    lines = [
        json.dumps(
            {"html": html_of(read_text(variant.text, format=ContentFormat.MARKDOWN)), "text": variant.text}
        )
        for variant in variants
    ]
    return list(run_peer(grader, lines)["scores"])


def run_peer(grader: Path, lines: Sequence[str], *options: str) -> dict[str, Any]:
    done = subprocess.run(
        [str(grader), str(PEER), *options], input="\n".join(lines), capture_output=True, text=True, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result
