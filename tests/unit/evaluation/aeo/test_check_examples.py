"""Every check proves itself: it fires where it must, and stays silent where it must."""

import pytest

from app.content import read_text
from app.domain.content import ContentFormat, Document
from app.evaluation.aeo.check import Check, Example
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.rubric import built_in_checks
from app.evaluation.aeo.score import run_checks

EXAMPLES = [
    pytest.param(check, example, id=f"{check.id}-{'fires' if example.fires else 'silent'}-{number}")
    for check in built_in_checks()
    for number, example in enumerate(check.examples, start=1)
]


def read(text: str, format_name: str) -> Document:
    return read_text(text.lstrip("\n"), format=ContentFormat(format_name))


def findings_of(check: Check, example: Example) -> int:
    original = None if example.original is None else CheckedPage(read(example.original, example.format))
    page = CheckedPage(
        read(example.text, example.format),
        query=example.query,
        original=original,
        robots_txt=example.robots_txt,
    )
    return sum(len(outcome.findings) for _, outcome in run_checks(page, [check]))


@pytest.mark.parametrize("check", built_in_checks(), ids=lambda check: check.id)
def test_every_check_shows_where_it_fires_and_where_it_does_not(check: Check) -> None:
    assert any(example.fires for example in check.examples)
    assert any(not example.fires for example in check.examples)


@pytest.mark.parametrize(("check", "example"), EXAMPLES)
def test_a_check_does_on_its_examples_what_they_say(check: Check, example: Example) -> None:
    assert bool(findings_of(check, example)) is example.fires
