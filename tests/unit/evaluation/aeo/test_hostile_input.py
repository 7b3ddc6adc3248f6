"""Whatever a text holds, scoring it costs time in proportion to its length."""

from dataclasses import replace

import pytest

from app.content import read_text
from app.domain.content import ContentFormat
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.score import score_aeo
from tests.support.computing import seconds_of

BAIT = (
    *("[[[", "“a ", '"a', "<!--", "a-", "A&", "1 ", "1,", "(", "...", ". ", "Mr. ", "[^1]", "said ", "　。"),
    *("according to ", "soil kit ", "%", "$1", 'alt="', "e.g. ", "百", "“a b c d e f” ", "copydesk-ignore "),
    *(
        "‘a ",
        ", said Jane Doe ",
        "nine out of ",
        "two thirds ",
        "a\u200b",
        "\U000e0041",
        "[a](http://b) A ",
        "[a b](c). ",
    ),
    *("[^1]: ", "<sup><a href=#f>1</a></sup>", "<p class=d-none>a", "<style>p.k{font-size:0}</style>"),
)
LENGTH = 3_000


@pytest.mark.parametrize("bait", BAIT)
@pytest.mark.parametrize("format_name", [ContentFormat.TEXT, ContentFormat.MARKDOWN])
def test_four_times_the_bait_costs_about_four_times_as_much(bait: str, format_name: ContentFormat) -> None:
    rubric = load_rubric(plug_ins=False)

    def seconds(length: int) -> float:
        document = read_text(bait * (length // len(bait)), format=format_name)
        return seconds_of(lambda: score_aeo(replace(document), rubric=rubric, target_query="soil kit"))

    assert seconds(4 * LENGTH) < 10 * seconds(LENGTH) + 0.05


@pytest.mark.parametrize(
    "bait", ["<!-- copydesk-ignore CON019: x -->\n\na 5 %.\n\n", "<!-- copydesk-ignore-file"]
)
def test_many_ignores_cost_their_number_once(bait: str) -> None:
    from app.evaluation.suppressions import apply_ignores

    document = read_text(bait * 3_000, format=ContentFormat.MARKDOWN)
    findings = score_aeo(document, rubric=load_rubric(plug_ins=False)).findings

    assert seconds_of(lambda: apply_ignores(document, findings), rounds=1) < 2
