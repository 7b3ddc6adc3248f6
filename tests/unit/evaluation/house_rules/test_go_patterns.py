"""Patterns of styles mean in `regex` what they mean in Vale, or are refused by name."""

import pytest

from app.evaluation.house_rules.go_patterns import translated
from app.evaluation.house_rules.patterns import Pattern
from app.evaluation.house_rules.rule import Refused
from app.evaluation.house_rules.time_limit import OutOfTime, TimeLimit


def found(pattern, text):
    return [match[0] for match in Pattern(pattern).find_all(text, TimeLimit(5))]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"[a-z-[aeiou]]+", "strength", ["str", "ngth"]),
        (r"[[\]]", "a[b]", ["[", "]"]),
        (r"[a||b&&c]", "|&", ["|", "&"]),
        (r"[[:upper:]]+", "abCDe", ["CD"]),
        (r"x{,3}", "x{,3} xxx", ["x{,3}"]),
        (r"(?<twice>a)\k<twice>", "aab", ["aa"]),
        (r"(?P<twice>a)(?P=twice)", "aab", ["aa"]),
        (r"\pL+\x{2014}\p{Lu}", "ab\u2014C", ["ab\u2014C"]),
        (r"\Qa.b\E+", "axb a.b", ["a.b"]),
        (r"(?i)red(?-i)BLUE", "REDBLUE redblue", ["REDBLUE"]),
        (r"end\z", "end\nend", ["end"]),
        (r"(?#a note)word", "word", ["word"]),
        (r"(?<=\$)\d+", "$12 13", ["12"]),
        (r"[\b]", "b\x08", ["\x08"]),
    ],
)
def test_a_pattern_finds_what_it_finds_in_vale(pattern, text, expected):
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(?U)a+", "the flag (?U)"),
        (r"\Ka", r"the escape \K"),
        (r"(?R)", "the flag (?R)|the group '(?R)'"),
        (r"(?<a-b>x)", "the group"),
        ("a(*SKIP)", "verb"),
        ("[abc", "not closed"),
        ("a\\", "lone backslash"),
        ("(a", "cannot be read"),
        (r"\x{110000}", "no character"),
        ("a" * 200_001, "at most 200,000"),
    ],
)
def test_a_pattern_without_a_counterpart_is_refused_by_name(pattern, reason):
    with pytest.raises(Refused) as refusal:
        Pattern(pattern)

    assert any(part in str(refusal.value) for part in reason.split("|"))


def test_a_pattern_that_goes_back_for_ever_is_stopped():
    slow = Pattern(r"(?:(?:x|x|x)+y?)+z(?=never)")

    with pytest.raises(OutOfTime):
        list(slow.find_all("x" * 5_000 + "z" + "x" * 5_000, TimeLimit(0.05)))


def test_translation_leaves_what_both_libraries_mean_alike():
    same = r"^(?:\w+\s){2,4}(?!not)[^\s\]]*?$"

    assert translated(same) == same
