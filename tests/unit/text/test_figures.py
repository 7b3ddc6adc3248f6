"""Figures are found by language, with their unit, value and place."""

from itertools import pairwise

import pytest

from app.text.figures import FigureKind, find_figures
from tests.support.computing import seconds_of


def read(text: str, language: str | None = "en") -> list[tuple[str, str, str, str | None]]:
    return [
        (text[figure.span.start : figure.span.end], figure.kind.value, figure.value, figure.unit)
        for figure in find_figures(text, language=language)
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Es kostet 1 200,50 € mehr", ("1 200,50 €", "money", "1200.5", "EUR")),
        ("fr", "soit 1\u202f200,50 € de plus", ("1\u202f200,50 €", "money", "1200.5", "EUR")),
        ("de", "Nach 3 Tagen", ("3 Tagen", "measure", "3", "day")),
        ("de", "1.200 Leute", ("1.200", "number", "1200", None)),
        ("en", "a 1.200 ratio", ("1.200", "number", "1.2", None)),
        ("en", "about $1.2 billion more", ("$1.2 billion", "money", "1200000000", "USD")),
        ("fr", "3 millions d'euros", ("3 millions d'euros", "money", "3000000", "EUR")),
        ("en", "rose 12.5 percent", ("12.5 percent", "percent", "12.5", "%")),
        ("en", "at -5 °C", ("-5 °C", "measure", "-5", "degC")),
        ("ja", "1.2億円の売上", ("1.2億円", "money", "120000000", "JPY")),
        ("ja", "三割の人が", ("三割", "measure", "3", "tenth")),
        ("ja", "３０％増", ("３０％", "percent", "30", "%")),
        ("zh", "约300万人", ("300万人", "measure", "3000000", "person")),
        ("zh", "百分之三十", ("百分之三十", "percent", "30", "%")),
        ("th", "ร้อยละ 30", ("ร้อยละ 30", "percent", "30", "%")),
        ("th", "ใน 25 เปอร์เซ็นต์", ("25 เปอร์เซ็นต์", "percent", "25", "%")),
        ("ar", "زاد ٢٥٪ العام", ("٢٥٪", "percent", "25", "%")),
        ("hi", "1,00,000 रुपये", ("1,00,000 रुपये", "money", "100000", "INR")),
        ("en", "due March 12, 2024.", ("March 12, 2024", "date", "2024-03-12", None)),
        ("de", "am 12. März 2024", ("12. März 2024", "date", "2024-03-12", None)),
        ("zh", "在2024年3月12日", ("2024年3月12日", "date", "2024-03-12", None)),
        ("en", "on 2024-03-12", ("2024-03-12", "date", "2024-03-12", None)),
        ("en", "in 2024 everything", ("2024", "year", "2024", None)),
        ("en", "the 1990s", ("1990s", "year", "1990", None)),
    ],
)
def test_a_figure_is_read_as_its_language_writes_it(
    language: str, text: str, expected: tuple[str, str, str, str | None]
) -> None:
    assert read(text, language) == [expected]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The 18F team", "18F"),
        ("3M makes tape", "3M"),
        ("a 5G network", "5G"),
        ("the 4H club", "4H"),
        ("10X Genomics", "10X"),
        ("a 3D film", "3D"),
        ("at -40C", "-40C"),
    ],
)
def test_a_name_that_looks_like_a_measure_is_kept_whole_as_it_is_written(text: str, name: str) -> None:
    assert read(text) == [(name, "code", name, None)]


@pytest.mark.parametrize(
    ("text", "measure"),
    [("a 6L engine", "l"), ("a 12V battery", "V"), ("20W", "W"), ("8GB", "GB"), ("24h", "h"), ("100g", "g")],
)
def test_a_unit_joined_to_its_number_as_it_is_written_stays_one(text: str, measure: str) -> None:
    assert [(kind, unit) for _, kind, _, unit in read(text)] == [("measure", measure)]


@pytest.mark.parametrize(
    "text",
    ["Python 3.11.4", "SHA-256", "192.168.1.1", "v1.2", "Figure 3", "RFC 7231", "3D", "1. First", "4th"],
)
def test_versions_codes_and_labels_are_no_statistics(text: str) -> None:
    figures = find_figures(text, language="en")

    assert figures
    assert not any(figure.is_statistic for figure in figures)


def test_a_bare_count_in_stock_is_no_statistic() -> None:
    assert not any(figure.is_statistic for figure in find_figures("5 in stock", language="en"))


def test_the_unit_of_a_range_belongs_to_both_ends() -> None:
    assert [figure.unit for figure in find_figures("10–20 % of users")] == ["%", "%"]


def test_a_year_before_a_number_is_not_its_thousands() -> None:
    assert [figure.value for figure in find_figures("in 2024 150 users joined")] == ["2024", "150"]


@pytest.mark.parametrize("bait", ["1 ", "1,", "1.2.", "12 345 ", "百", "9", "$", "a1", "5 million ", "1-"])
def test_hostile_text_costs_linear_time(bait: str) -> None:
    def seconds(repeats: int) -> float:
        text = bait * repeats
        return seconds_of(lambda: find_figures(text), rounds=3)

    seconds(100)
    assert seconds(16_000) < 8 * seconds(2_000) * 4 + 0.05


@pytest.mark.parametrize("text", ["1 2 3", "$5m-$10m", "2024-03-12 12:30", "12 345 678,5 €"])
def test_figures_never_overlap(text: str) -> None:
    figures = find_figures(text)

    assert all(left.span.end <= right.span.start for left, right in pairwise(figures))
    assert all(figure.kind in FigureKind for figure in figures)
