"""Which unsourced figures and quotations, and which repeats, an editor is asked about."""

import pytest

from app.content import read_text
from app.domain.content import ContentFormat
from app.domain.policy import Policy
from app.domain.scores import Severity
from app.evaluation.aeo.kinds.outcome import MAX_FINDINGS
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.score import score_aeo
from app.evaluation.evaluate import EvaluationTools, evaluate

RUBRIC = load_rubric(plug_ins=False)


def found(text: str, check_id: str, format_: ContentFormat = ContentFormat.MARKDOWN) -> list[str]:
    document = read_text(text, format=format_)
    findings = score_aeo(document, rubric=RUBRIC).findings
    return [
        document.source[each.span.start : each.span.end] if each.span else ""
        for each in findings
        if each.check_id == check_id
    ]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("According to the ministry, 38 % of all schools have no library at all.", "38 %"),
        ("Revenue rose to $4.2 million last year, from $3.1 million the year before.", "$4.2 million"),
        ("Laut Ministerium haben 38 % der Schulen im ganzen Land keine Bibliothek mehr.", "38 %"),
    ],
)
def test_a_claim_about_the_world_is_asked_about_once(text: str, figure: str) -> None:
    assert found(text, "CON019") == [figure]


@pytest.mark.parametrize(
    "text",
    [
        "If 38 % of all schools had no library, we would know by now.",
        "You should keep at least 20 % of the disk free before you start.",
        "Our parser now spends 12 % of its time on this one table.",
        "The library is 100 % compatible with the older release of it.",
        "There is a list of 1234567890123 in the file that was sent.",
    ],
)
def test_an_instruction_a_case_and_the_own_work_need_no_source(text: str) -> None:
    assert not found(text, "CON019")


def test_a_sentence_said_twice_in_one_paragraph_is_found_at_its_second_place() -> None:
    text = (
        "The kit comes in a green box. Gardeners use it in spring. The kit comes in a green box. Farmers "
        "like one that sends readings by radio, as the walk across the field takes them an hour every day, "
        "and the notebook that they used to carry gets wet as soon as the rain sets in. None misses it much."
    )
    document = read_text(text, format=ContentFormat.MARKDOWN)

    (place,) = [each for each in score_aeo(document, rubric=RUBRIC).findings if each.check_id == "CON018"]

    assert place.span is not None
    assert place.span.start == text.rindex("The kit comes")
    assert "line 1" in place.message


def test_what_is_beyond_the_limit_is_counted_and_never_dropped_in_silence() -> None:
    text = "# A\n\n" + "![](a.png)\n\n" * (MAX_FINDINGS + 3)

    document = read_text(text, format=ContentFormat.MARKDOWN)
    messages = [
        each.message for each in score_aeo(document, rubric=RUBRIC).findings if each.check_id == "CON033"
    ]

    assert len(messages) == MAX_FINDINGS + 1
    assert messages[-1].startswith("3 more of CON033")


def test_what_speaks_of_the_whole_page_is_advice_and_no_finding() -> None:
    tools = EvaluationTools(build_detectors=lambda policy: {}, build_rubric=lambda policy: RUBRIC)
    document = read_text(
        "The clinic opens at eight every morning.\n\n![](a.png)\n", format=ContentFormat.MARKDOWN
    )

    result = evaluate(document, policy=Policy(), tools=tools)

    assert [each.check_id for each in result.findings] == ["CON033"]
    assert {"CON011", "CON017"} <= {each.check_id for each in result.advice}
    assert all(each.severity is Severity.SUGGESTION for each in result.advice)
