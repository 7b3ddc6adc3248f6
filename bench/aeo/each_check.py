"""What each check measures by itself, against the measured share: the figures of the evidence lines."""

from pathlib import Path

import numpy as np

from app.content import read_text
from app.domain.content import ContentFormat
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.rubric import built_in_checks
from app.evaluation.aeo.score import run_checks
from bench.aeo.correlation import SEED, Row
from training.aeo.statistics import bootstrap_interval, by_query
from training.aeo.validation import grouped
from training.aeo.variants import read_variants


def each_check(data: Path) -> list[Row]:
    """Name, mean Spearman within queries, 95 % interval. A check equal on every page is left out."""
    variants = list(read_variants(data))
    checks = built_in_checks()
    values = np.zeros((len(variants), len(checks)))
    column = {check.id: index for index, check in enumerate(checks)}
    for number, variant in enumerate(variants):
        document = read_text(variant.text, format=ContentFormat.MARKDOWN)
        for check, outcome in run_checks(CheckedPage(document, query=variant.query), checks):
            values[number, column[check.id]] = outcome.value
    shares = np.array([variant.share for variant in variants])
    groups = grouped([variant.query_id for variant in variants])
    rows: list[Row] = []
    for check in checks:
        its = values[:, column[check.id]]
        if its.std() > 0:
            each = by_query(its, shares, groups)
            rows.append((f"{check.id} {check.name}", float(each.mean()), bootstrap_interval(each, seed=SEED)))
    return rows
