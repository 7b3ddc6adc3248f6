from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from app.content import read_text
from app.domain.content import ContentFormat
from app.domain.errors import ConfigurationError
from app.domain.policy import DetectorLine
from app.domain.scores import Abstained, Confidence, DetectorScore, Label
from app.evaluation.detectors.copydesk import build
from app.evaluation.detectors.copydesk.calibrate import recalibrate
from app.evaluation.detectors.copydesk.detector import CopydeskDetector
from app.evaluation.detectors.copydesk.operating import OperatingPoint
from app.evaluation.detectors.copydesk.text_model import Model
from app.evaluation.detectors.copydesk.weights import load_weights

PARAGRAPH = (
    "We moved the pumps in March, two weeks later than I had promised, because the crane that Tom booked "
    "turned out to be booked by somebody else as well. Nobody shouted. The foreman shrugged, lit a "
    "cigarette and told us to come back on Thursday. So we did, and on Thursday it rained. By then the hole "
    "had filled up to the second rung of the ladder, and the only dry place to stand was the roof of the van."
)
LONG = "\n\n".join([PARAGRAPH, PARAGRAPH.replace("March", "April").replace("Tom", "Ann")] * 4)


@pytest.fixture(scope="module")
def detector():
    return build()


def with_threshold(value):
    weights = load_weights()
    return CopydeskDetector(
        Model(weights), OperatingPoint(0.01, (50,), (value,), part=100.0), slopes=(1.0, 0.0)
    )


def score(detector, text, kind=ContentFormat.MARKDOWN):
    return detector.score(read_text(text, format=kind))


def test_a_text_under_fifty_words_is_not_judged(detector):
    answer = score(detector, "Nobody can tell from so few words.")

    assert isinstance(answer, Abstained)
    assert answer.code == "too-short"
    assert "7 words" in answer.reason


def test_a_file_without_prose_is_not_judged(detector):
    assert score(detector, "# Title\n\n```\ncode\n```\n").code == "no-prose"


GERMAN = (
    "Wir haben die Pumpen im Maerz versetzt, zwei Wochen nach dem Termin, den ich versprochen hatte, "
    "weil der Kran schon vergeben war. Niemand schimpfte. Der Polier zuckte mit den Schultern, steckte "
    "sich eine Zigarette an und sagte, wir sollten am Donnerstag wiederkommen. Also kamen wir, und am "
    "Donnerstag regnete es, und die Grube war bis zur zweiten Sprosse der Leiter voll Wasser gelaufen."
)


def test_another_language_is_named(detector):
    answer = score(detector, GERMAN)

    assert answer.code == "language"
    assert "de" in answer.reason


def test_a_text_that_declares_english_and_quotes_some_is_judged_by_what_it_is(detector):
    quote = (
        "We were told that the crane was gone and that it would be back on the day after the rain, if at all."
    )

    assert score(detector, f"---\nlang: en\n---\n{GERMAN}\n\n{quote}\n\n{GERMAN}\n").code == "language"


def test_a_short_text_has_low_confidence_at_most(detector):
    answer = score(detector, PARAGRAPH)

    assert isinstance(answer, DetectorScore)
    assert 50 <= answer.words < 150
    assert answer.confidence is Confidence.LOW


def test_windows_stand_where_the_author_wrote_them(detector):
    source = f"---\ntitle: Pumps\n---\n\n# Pumps\n\n> A quote that is not judged at all.\n\n{LONG}\n"
    document = read_text(source, format=ContentFormat.MARKDOWN)

    windows = detector.score(document).windows

    assert len(windows) > 3
    assert document.source[windows[0].span.start :].startswith("We moved the pumps")
    assert all(left.span.end <= right.span.start for left, right in pairwise(windows))
    assert document.source[: windows[-1].span.end].endswith("roof of the van.")


def test_quotes_code_tables_and_front_matter_do_not_change_the_score(detector):
    extra = "> Leveraging synergies.\n\n```\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"

    plain = score(detector, LONG)
    dressed = score(detector, f"---\ntitle: T\n---\n{extra}{LONG}")

    assert dressed.probability == pytest.approx(plain.probability)
    assert dressed.words == plain.words


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda text: text.replace(" ", "  "),
        lambda text: text.replace("a", "\u0430"),
        lambda text: text.replace("o", "o\u200b"),
        lambda text: text.replace("e", "e\u00ad"),
        lambda text: text.replace(". ", ".\n"),
        lambda text: text.replace("'", "’"),
    ],
    ids=[
        "lower case",
        "doubled spaces",
        "look-alikes",
        "zero-width",
        "soft hyphens",
        "line breaks",
        "quotes",
    ],
)
def test_what_a_reader_does_not_see_does_not_change_the_score(detector, change):
    before = score(detector, LONG, ContentFormat.TEXT)
    after = score(detector, change(LONG), ContentFormat.TEXT)

    assert after.probability == before.probability
    assert after.label == before.label


@pytest.mark.parametrize(
    ("written", "check"),
    [
        ("\u0430", "detector.look-alikes"),
        ("a\u200b", "detector.zero-width"),
        ("a\u00ad", "detector.soft-hyphens"),
    ],
)
def test_heavy_disguise_is_a_finding_of_its_own(detector, written, check):
    findings = score(detector, LONG.replace("a", written), ContentFormat.TEXT).findings

    assert check in {finding.check_id for finding in findings}


def test_an_honest_text_has_no_such_finding(detector):
    assert score(detector, LONG + "\n\nThe café in Zürich sells “naïve” β-carotene.").findings == ()


def test_a_part_over_its_own_line_makes_a_text_mixed():
    weights = load_weights()
    point = OperatingPoint(0.01, (50,), (100.0,), part=-100.0)
    strict = CopydeskDetector(Model(weights), point, slopes=(1.0, 0.0))

    assert score(strict, LONG).label is Label.MIXED
    assert score(strict, PARAGRAPH).label is Label.HUMAN, "too short to have parts"


def test_the_label_follows_the_operating_point():
    assert score(with_threshold(-100.0), LONG).label is not Label.HUMAN
    assert score(with_threshold(100.0), LONG).label is Label.HUMAN


def test_the_same_text_scores_the_same_on_any_number_of_threads(detector):
    texts = [LONG.replace("pumps", f"pumps {number}") for number in range(24)]
    alone = [score(detector, text).probability for text in texts]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: score(detector, text).probability, texts))

    assert together == alone


def test_a_long_text_is_judged_by_all_of_its_parts(detector):
    once, often = score(detector, LONG), score(detector, "\n\n".join([LONG] * 60))

    assert often.words == 60 * once.words
    assert often.probability == pytest.approx(once.probability, abs=0.15)


def human_documents(count):
    return [
        read_text(PARAGRAPH.replace("Thursday", f"day {number}"), path=f"{number}.md")
        for number in range(count)
    ]


def test_calibration_on_a_teams_own_texts_promises_its_rate(detector):
    documents = [*human_documents(120), read_text("Too short.")]

    report = recalibrate(detector, documents, rate=0.01)

    assert (report.texts, report.left_out) == (120, 1)
    assert report.flagged_after <= 1
    again = build(line=report.line)
    assert (
        sum(score.label is not Label.HUMAN for score in map(again.score, documents[:-1]))
        == report.flagged_after
    )
    assert "at most 1.00%" in report.guarantee


def test_calibration_says_which_texts_change():
    strict = with_threshold(-100.0)

    report = recalibrate(strict, human_documents(100), rate=0.05)

    assert report.flagged_now == 100
    assert report.shift > 0
    assert len(report.would_change) >= 95
    assert "0.md" in report.would_change or "1.md" in report.would_change


def test_calibration_refuses_too_few_texts(detector):
    with pytest.raises(ConfigurationError, match="at least 99"):
        recalibrate(detector, human_documents(20), rate=0.01)


def test_a_line_drawn_with_other_weights_judges_nobody():
    judged = build(line=DetectorLine("0", 1.5)).score(human_documents(1)[0])

    assert isinstance(judged, Abstained)
    assert judged.code == "line"
    assert "copydesk calibrate" in judged.reason
