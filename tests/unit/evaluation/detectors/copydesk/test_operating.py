import random

import pytest

from app.domain.errors import ConfigurationError
from app.evaluation.detectors.copydesk.operating import (
    OperatingPoint,
    conformal_threshold,
)
from training.detector.thresholds import worst_group_threshold


def test_the_threshold_is_the_score_that_the_allowed_share_may_exceed():
    scores = list(range(199))

    threshold = conformal_threshold(scores, rate=0.01)

    assert threshold == 197
    assert sum(score > threshold for score in scores) == 1


def test_the_promise_holds_for_new_texts_on_average():
    chance = random.Random(7)
    exceeded = 0
    for _ in range(4000):
        threshold = conformal_threshold([chance.gauss(0, 1) for _ in range(99)], rate=0.05)
        exceeded += chance.gauss(0, 1) > threshold

    assert exceeded / 4000 == pytest.approx(0.05, abs=0.012)


def test_too_few_texts_for_the_promise_are_refused_with_the_number_needed():
    with pytest.raises(ConfigurationError, match="at least 99"):
        conformal_threshold([0.0] * 98, rate=0.01)


@pytest.mark.parametrize("rate", [0, 1, -0.1, 7])
def test_a_rate_outside_0_to_1_is_refused(rate):
    with pytest.raises(ConfigurationError, match="between 0 and 1"):
        conformal_threshold([0.0] * 200, rate=rate)


def test_the_worst_group_sets_the_threshold_and_small_groups_cannot():
    groups = {"essays": [0.0] * 200, "law": [2.0] * 200, "few": [9.0] * 20}

    assert worst_group_threshold(groups, rate=0.01) == (2.0, "law")


def test_thresholds_hold_from_their_length_on():
    point = OperatingPoint(0.01, (50, 150), (2.0, 1.0), part=1.0, shift=0.5)

    assert [point.threshold(words) for words in (10, 50, 149, 150, 9000)] == [2.5, 2.5, 2.5, 1.5, 1.5]
