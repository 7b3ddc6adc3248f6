"""What `check --fix` may write without a person."""

from app.content import read_text
from app.domain.content import ContentFormat
from app.domain.policy import Policy
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.evaluate import EvaluationTools, evaluate
from app.rewrite.rules.safe import mend

TOOLS = EvaluationTools(
    build_detectors=lambda policy: {}, build_rubric=lambda policy: load_rubric(plug_ins=False)
)
LONG = (
    "The barrel behind the shed holds two hundred litres of rain for all of the garden, and it stands in "
    "the sun on most of the days from March to the end of October, beside the old wall of the barn, near the "
    "apple trees at the end of the long path from the road to the river and the mill.\n"
)


def mended(text: str, *, protected: tuple[str, ...] = ()) -> str:
    document = read_text(text, format=ContentFormat.MARKDOWN)
    found = evaluate(document, policy=Policy(), tools=TOOLS).findings
    return mend(document, found, protected=protected).source


def test_a_skipped_level_is_closed_and_the_rest_stays_byte_for_byte():
    assert mended("# A\r\n\r\n#### B\r\n\r\nIt is  so.\r\n") == "# A\r\n\r\n## B\r\n\r\nIt is  so.\r\n"


def test_a_long_sentence_is_split_where_two_statements_meet_and_only_there():
    assert "the garden. It stands" in mended(LONG)


def test_what_the_policy_protects_stays():
    assert mended(LONG, protected=("garden, and it stands",)) == LONG


def test_a_comment_that_ignores_nothing_goes_with_its_line():
    text = "A.\n\n<!-- copydesk-ignore CON031: long by nature -->\n\nShort.\n"

    assert mended(text) == "A.\n\n\nShort.\n"


def test_fixing_twice_changes_nothing_more():
    once = mended(LONG + "\n# A\n\n### B\n\nText.\n")

    assert mended(once) == once
