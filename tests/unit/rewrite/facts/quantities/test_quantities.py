"""What a quantity is read as, and what is no quantity."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.facts import Outcome
from app.rewrite.facts.quantities import Bound, QuantityKind, quantities, quantity_differences


def one(text, language="en"):
    found = quantities(text, language)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("It holds .5 l.", Fraction(1, 2), "l"),
        ("It is 1½ m long.", Fraction(3, 2), "m"),
        ("10⁻⁹ of them", Fraction(1, 10**9), ""),
        ("3 × 10⁸ m", Fraction(3 * 10**8), "m"),
        ("It draws 5 mW.", Fraction(5, 1000), "W"),
        ("It draws 5 MW.", Fraction(5_000_000), "W"),
        ("US$2.5 million", Fraction(2_500_000), "USD"),
        ("half an hour", Fraction(1800), "s"),
        ("12 per cent", Fraction(12, 100), ""),
        ("12 percentage points", Fraction(12), "pp"),
        ("two years and six months", Fraction(30), "month"),
        ("a 10-year plan", Fraction(120), "month"),
    ],
)
def test_a_number_is_reduced_to_its_base_unit(text, value, unit):
    found = one(text)
    assert (found.kind, found.value, found.unit) == (QuantityKind.NUMBER, value, unit)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("at least 5 people", Bound.AT_LEAST),
        ("5 or more people", Bound.AT_LEAST),
        ("up to 5 people", Bound.AT_MOST),
        ("under 5 people", Bound.LESS),
        ("more than 5 people", Bound.MORE),
        ("≥ 5 people", Bound.AT_LEAST),
        ("roughly 5 people", Bound.ABOUT),
        ("a minimum deposit of 5 people", Bound.AT_LEAST),
    ],
)
def test_what_bounds_a_number_belongs_to_it(text, bound):
    assert one(text).bound is bound


def test_a_range_has_two_ends_and_one_unit():
    found = one("from 5 to 10 mg")
    assert (found.value, found.high, found.unit) == (Fraction(5, 1000), Fraction(10, 1000), "g")


def test_a_rate_is_what_the_amount_is_measured_by():
    assert [(q.unit, q.rate) for q in quantities("5 mg/kg daily and 60 km per hour", "en")] == [
        ("g", "kg·day"),
        ("m", "h"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mode 0644", "0644"),
        ("RFC 2119", "2119"),
        ("Redis 7.20", "7.20"),
        ("1.2.3-rc.1", "1.2.3-rc.1"),
        ("H₂O", "H2O"),
    ],
)
def test_a_code_keeps_every_character(text, value):
    found = one(text)
    assert (found.kind, found.value) == (QuantityKind.CODE, value)


@pytest.mark.parametrize(
    "text",
    [
        "He may go.",
        "They march on.",
        "See https://example.org/2024/5.",
        "a@b3.example",
        "3. Open the lid",
        "I am.",
    ],
)
def test_words_links_and_list_marks_are_no_quantities(text):
    assert quantities(text, "en") == []


def test_a_day_that_opens_a_sentence_is_no_list_mark():
    assert one("5. Juni 2024", "de").value == "2024-06-05"


def test_a_weak_one_counts_only_against_another_number():
    assert list(quantity_differences(quantities("one of the clerks", "en"), [])) == []
    changed = quantity_differences(quantities("one clerk", "en"), quantities("two clerks", "en"))
    assert [difference.outcome for difference in changed] == [Outcome.BROKEN]


def test_a_quantity_said_twice_may_be_said_once():
    before = quantities("The fee is 5 euros. The 5 euros are due.", "en")
    assert list(quantity_differences(before, quantities("The fee of 5 euros is due.", "en"))) == []


def test_an_unknown_language_is_read_by_symbols():
    assert one("5 km", "sv").unit == "m"


@pytest.mark.parametrize(
    "text",
    [
        "9" * 5000,
        "1-2-" * 3000,
        "10 × " * 3000,
        "hundred " * 3000,
        "九" * 3000,
        "5 to " * 3000,
        "$" * 3000,
        "IV" * 3000,
        "1/2" * 3000,
    ],
)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_hostile_text_is_read_without_an_error(text, language):
    assert isinstance(quantities(text, language), list)


@given(
    st.text(alphabet="0123456789.,-–/:½⁹ahmpkg$€%年月日万三分の ", max_size=60),
    st.sampled_from(["en", "de", "fr", "es", "ja"]),
)
def test_any_text_is_equal_to_itself_and_its_quantities_do_not_overlap(text, language):
    found = quantities(text, language)
    assert list(quantity_differences(found, found)) == []
    assert all(a.end <= b.start for a, b in pairwise(found))
