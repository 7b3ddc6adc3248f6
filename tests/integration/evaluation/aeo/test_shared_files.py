"""Real articles in twelve languages and hard files: each gets a score, or says why it has none."""

import os
from functools import cache
from pathlib import Path

import pytest

from app.content import read_document
from app.domain.errors import InvalidContent
from app.domain.scores import AeoScore, Gate, Integrity
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.score import score_aeo

SHARED = Path(os.environ.get("COPYDESK_SHARED", Path(__file__).parents[4].parent / "shared"))
ARTICLES = sorted((SHARED / "articles" / "docs").glob("*"))
NASTY = SHARED / "nasty"

needs_articles = pytest.mark.skipif(not ARTICLES, reason="the articles of COPYDESK_SHARED are not here")
needs_nasty = pytest.mark.skipif(not NASTY.is_dir(), reason="the nasty files of COPYDESK_SHARED are not here")


def score(file: Path, query: str | None = None) -> AeoScore:
    document = read_document(file.read_bytes(), path=file.name)
    return score_aeo(document, rubric=load_rubric(plug_ins=False), target_query=query)


def score_or_refusal(file: Path) -> AeoScore | InvalidContent:
    try:
        return score(file, query="how to test soil pH")
    except InvalidContent as error:
        return error


@cache
def nasty(number: int) -> AeoScore:
    (file,) = NASTY.glob(f"{number:02}_*")
    return score(file)


def fired(number: int) -> set[str]:
    return {finding.check_id for finding in nasty(number).findings}


@needs_articles
@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.name[:30])
def test_an_article_gets_a_score_or_a_reason(file: Path) -> None:
    result = score(file)

    if result.measured is None:
        assert result.reason
    else:
        assert 0 <= result.measured <= 100
        assert result.interval is not None


@needs_articles
def test_honest_articles_keep_their_integrity() -> None:
    failed = [file.name for file in ARTICLES if score(file).integrity is Integrity.FAIL]

    assert len(failed) <= len(ARTICLES) // 40, failed


@needs_nasty
def test_every_nasty_file_is_scored_or_refused_by_name() -> None:
    for file in sorted(NASTY.glob("[0-9]*")):
        result = score_or_refusal(file)
        if isinstance(result, InvalidContent):
            assert file.name in str(result)
        else:
            assert (result.measured is None) == (result.gate is Gate.UNSCORABLE)
            assert result.measured is not None or result.reason


@needs_nasty
@pytest.mark.parametrize("number", [1, 2, 3, 15])
def test_without_a_body_there_is_a_reason_and_no_zero(number: int) -> None:
    assert nasty(number).gate is Gate.UNSCORABLE
    assert nasty(number).measured is None
    assert nasty(number).reason


@needs_nasty
def test_a_page_of_scripts_has_no_server_rendered_text() -> None:
    assert "server-rendered" in nasty(15).reason


@needs_nasty
@pytest.mark.parametrize(
    ("number", "check_id"),
    [
        *((number, "FIL060") for number in (7, 26, 27, 28, 34)),
        *((16, check_id) for check_id in ("SCH030", "SCH031")),
        *((22, check_id) for check_id in ("TEC006", "TEC007")),
        *((24, check_id) for check_id in ("CON019", "CON021")),
        *((31, check_id) for check_id in ("TEC001", "TEC004")),
        *((9, "TEC008"), (10, "TEC009"), (21, "TEC007"), (23, "TEC010"), (25, "CON018"), (32, "TRU043")),
    ],
)
def test_what_is_wrong_with_a_file_is_found(number: int, check_id: str) -> None:
    assert check_id in fired(number)


@needs_nasty
@pytest.mark.parametrize("number", [9, 21, 22])
def test_disguised_text_fails_integrity(number: int) -> None:
    assert nasty(number).integrity is Integrity.FAIL


@needs_nasty
def test_noindex_blocks() -> None:
    assert nasty(31).gate is Gate.BLOCKED


@needs_nasty
def test_code_is_no_statistic() -> None:
    assert not fired(19) & {"CON019", "CON018"}


@needs_articles
@needs_nasty
def test_stuffed_figures_do_not_beat_a_sourced_text() -> None:
    stuffed = nasty(24).measured
    sourced = next(
        result for file in ARTICLES if "https-faq" in file.name for result in [score(file)]
    ).measured

    assert stuffed is not None
    assert sourced is not None
    assert stuffed < sourced


@needs_nasty
def test_findings_of_mixed_line_endings_stand_where_an_editor_shows_them() -> None:
    (file,) = NASTY.glob("08_*")
    document = read_document(file.read_bytes(), path=file.name)

    for finding in nasty(8).findings:
        if finding.span is not None:
            assert (finding.line, finding.column) == document.position(finding.span.start)
