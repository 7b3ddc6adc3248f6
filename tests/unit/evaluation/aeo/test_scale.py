"""A score is placed among published texts of its length."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from app.content import read_text
from app.domain.content import ContentFormat
from app.domain.scores import AeoBand
from app.evaluation.aeo import scale
from app.evaluation.aeo.aeo_weights import shipped_weights
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.scale import LengthBand, place, reference_bands
from app.evaluation.aeo.score import score_aeo

SHORT = LengthBand(0, 200, (0.0, 10.0, 20.0, 20.0, 60.0))
LONG = LengthBand(400, 300, (10.0, 30.0, 40.0, 50.0, 90.0))
BANDS = (SHORT, LONG)
REFERENCE = json.loads(Path(scale.__file__).with_name("reference_set.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("measured", "words", "percentile", "band"),
    [
        (0.0, 399, 0, AeoBand.LOW),
        (5.0, 399, 12, AeoBand.LOW),
        (20.0, 399, 62, AeoBand.GOOD),
        (99.0, 399, 100, AeoBand.HIGH),
        (5.0, 400, 0, AeoBand.LOW),
        (35.0, 400, 37, AeoBand.FAIR),
        (50.0, 9_000, 75, AeoBand.HIGH),
        (90.0, 9_000, 100, AeoBand.HIGH),
    ],
)
def test_a_score_falls_between_the_marks_of_its_length(
    measured: float, words: float, percentile: int, band: AeoBand
) -> None:
    found = place(measured, words=words, bands=BANDS)

    assert (found.percentile, found.band) == (percentile, band)


def test_the_place_says_what_it_is_compared_with() -> None:
    assert place(5.0, words=10, bands=BANDS).in_words == (
        "low: higher than 12 % of 200 reference texts of 0 to 399 words"
    )
    assert place(50.0, words=500, bands=BANDS).in_words == (
        "high: higher than 75 % of 300 reference texts of 400 words or more"
    )


def test_the_reference_texts_were_scored_by_the_shipped_weights() -> None:
    assert REFERENCE["rubric"] == shipped_weights().version, "run python -m training.aeo.reference_set"
    assert sum(band.texts for band in reference_bands()) == REFERENCE["texts"]
    for band in reference_bands():
        assert all(one <= other for one, other in pairwise(band.marks))


def test_a_language_to_which_not_every_check_applies_has_no_place() -> None:
    rubric = load_rubric(plug_ins=False)
    japanese = "最初の段落は、病院の待ち時間について述べている。看護師は毎朝、病室で記録を読む。" * 3
    english = "The nurses read the charts of the ward at the bedside every morning. "

    scores = [
        score_aeo(read_text(text, format=ContentFormat.MARKDOWN), rubric=rubric)
        for text in (japanese, english)
    ]

    assert [score.place is None for score in scores] == [True, False]
