"""Ranges judged together are told what each is told alone."""

import numpy as np
import pytest

from app.evaluation.detectors.copydesk.ranges import Ranges
from app.evaluation.detectors.copydesk.text_model import Model
from app.evaluation.detectors.copydesk.weights import load_weights

PROSE = (
    "We moved the pumps in March, two weeks later than I had promised. Nobody shouted. The foreman shrugged, "
    "lit a cigarette and told us to come back on Thursday. So we did, and on Thursday it rained! "
)


@pytest.fixture(scope="module")
def model():
    return Model(load_weights())


def ranges(*bounds):
    return Ranges(*np.array(bounds).T)


def test_ranges_judged_together_have_the_log_odds_of_each_alone(model):
    reading = model.read(PROSE * 9 + "! ? " * 30 + PROSE + "1 2 3 4")
    count = len(reading.tokens)
    bounds = [
        (0, count),
        (0, 90),
        (90, 200),
        (100, 101),
        (count - 90, count - 60),
        (7, 7),
        (3, 9),
        (count - 4, count),
    ]

    together = model.logits(reading, ranges(*bounds))

    assert together.tolist() == [model.logits(reading, ranges(bound))[0] for bound in bounds]


def test_a_stretch_of_marks_and_an_empty_range_have_log_odds_too(model):
    reading = model.read("!!! ??? ...")

    assert np.isfinite(model.logits(reading, ranges((0, len(reading.tokens)), (2, 2)))).all()


def test_a_sum_is_that_of_the_range_alone_to_the_last_bit():
    rows = np.random.default_rng(5).normal(size=(3, 3000))
    bounds = [(0, 3000), (1, 130), (17, 17), (500, 2501)]

    sums = ranges(*bounds).sums(rows)

    assert sums.tolist() == [[float(row[start:stop].sum()) for start, stop in bounds] for row in rows]


def test_entries_are_counted_among_the_chosen_only():
    chosen = np.array([True, False, True, True, False])

    among = ranges((0, 3), (1, 2), (3, 5)).among(chosen)

    assert among.starts.tolist() == [0, 1, 2]
    assert among.sizes.tolist() == [2, 0, 1]


def test_ranges_that_overlap_are_laid_end_to_end():
    laid = ranges((0, 3), (5, 5), (1, 3)).laid

    assert laid.source.tolist() == [0, 1, 2, 1, 2]
    assert laid.of.tolist() == [0, 0, 0, 2, 2]
