"""Is the order right where two published intervals of one query do not overlap?"""

from itertools import permutations
from pathlib import Path

from app.content import read_text
from app.domain.content import ContentFormat
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.score import score_aeo
from training.aeo.validation import grouped
from training.aeo.variants import read_variants


def right_where_intervals_are_apart(data: Path) -> tuple[int, int, int]:
    """Pairs that the engine orders as the intervals do, pairs whose intervals are apart, and all pairs.

    Pairs of rewrites of one page with different shares; the shipped weights saw this data.
    """
    variants = list(read_variants(data))
    rubric = load_rubric(plug_ins=False)
    intervals = [
        score_aeo(read_text(variant.text, format=ContentFormat.MARKDOWN), rubric=rubric).interval
        for variant in variants
    ]
    right = apart = pairs = 0
    for rows in grouped([variant.query_id for variant in variants]):
        for low, high in permutations(rows, 2):
            less, more = intervals[low], intervals[high]
            difference = variants[high].share - variants[low].share
            if less is None or more is None or difference == 0:
                continue
            pairs += int(difference > 0)
            if less[1] < more[0]:
                apart += 1
                right += int(difference > 0)
    return right, apart, pairs
