"""Comments turn rules off, and no rule takes for ever or floods a report."""

import pytest

from app.content import read_text
from app.domain.content import ContentFormat
from app.evaluation.house_rules.running import MAX_FINDINGS
from app.evaluation.house_rules.time_limit import OutOfTime, TimeLimit
from app.evaluation.suppressions import apply_ignores
from tests.unit.evaluation.house_rules.rules_on import findings, said, style

VERY = "extends: existence\nmessage: '%s'\ntokens: [very]\n"


def test_vales_comments_turn_rules_off_and_on():
    text = (
        "very\n\n<!-- vale off -->\n\nvery\n\n<!-- vale on -->\n\nvery\n\n"
        "<!-- vale Style.Rule = NO -->\n\nvery\n\n<!-- vale Style.Rule = YES -->\n\nvery\n\n"
        "<!-- vale Style.Other = NO -->\n\nvery\n"
    )

    assert [finding.line for finding in findings(style(VERY), text)] == [1, 9, 17, 21]


def test_a_finding_of_a_rule_is_ignored_with_a_reason():
    text = "<!-- copydesk-ignore Style.Rule: a quotation -->\n\nvery\n"
    found = findings(style(VERY), text)

    assert len(found) == 1
    assert apply_ignores(read_text(text), found).kept == ()


def test_patterns_of_the_configuration_are_not_read():
    rules = style(VERY, ignored=(r"\{\{.*?\}\}",))

    assert said(rules, "A {{ very }} very.\n") == ["1:14 very"]


@pytest.mark.parametrize(
    ("format_", "text", "lines"),
    [
        (ContentFormat.MARKDOWN, "very\n\n> very\n\n**very** big <b class='x nop'>very</b>\n", [1]),
        (
            ContentFormat.HTML,
            "<p>very</p>\n<div class=nop>very <div>very</div> very</div>\n<p>very</p>",
            [1, 3],
        ),
        (ContentFormat.HTML, "<blockquote><p>very</p></blockquote>\n<p class=nop>very", [2]),
        (ContentFormat.RST, "very\n\nText:\n\n    very\n", [1]),
    ],
)
def test_elements_that_the_configuration_leaves_out_are_not_read(format_, text, lines):
    tags = frozenset({"blockquote", "strong"})
    rules = style(VERY, skipped_tags=tags, skipped_classes=frozenset({"nop"}))

    assert [finding.line for finding in findings(rules, text, format=format_)] == lines


def test_a_rule_without_end_is_stopped_and_named():
    rules = style("extends: existence\nmessage: '%s'\nscope: raw\nraw: ['(?:(?:x|x|x)+y?)+z(?=never)']\n")

    (finding,) = findings(rules, "x" * 3_000 + "z" + "x" * 3_000, rule_seconds=0.05)

    assert finding.message.startswith("The rule Style.Rule was stopped on this text")


def test_a_report_lists_a_bounded_number_and_says_so():
    found = findings(style(VERY), "very " * (MAX_FINDINGS + 10))

    assert len(found) == MAX_FINDINGS
    assert found[-1].message == f"very (and more: at most {MAX_FINDINGS} places of a rule are listed)"


def test_a_limit_within_another_ends_with_it():
    now = [0.0]
    outer = TimeLimit(1, clock=lambda: now[0])
    inner = TimeLimit(5, within=outer, clock=lambda: now[0])

    assert inner.left() == 1
    now[0] = 1.5
    try:
        inner.left()
    except OutOfTime:
        return
    raise AssertionError
