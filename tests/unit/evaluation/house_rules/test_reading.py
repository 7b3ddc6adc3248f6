"""Every rule is read, or refused by name with the reason."""

import pytest

from app.domain.errors import InvalidPolicy
from app.domain.house_rules import HouseRules, StyleFile
from app.domain.scores import Severity
from app.evaluation.house_rules import read_house_rules
from tests.unit.evaluation.house_rules.rules_on import own, said, style

EXISTENCE = "extends: existence\nmessage: '%s'\ntokens: [very]\n"


@pytest.mark.parametrize(
    ("yaml", "reason"),
    [
        ("extends: script\nmessage: x\nscript: a.tengo\n", "it runs a program"),
        ("extends: sequence\nmessage: x\ntokens: []\n", "parts of speech"),
        ("extends: magic\nmessage: x\n", "it extends 'magic'; the kinds are"),
        ("message: x\ntokens: [a]\n", "it lacks extends"),
        ("extends: existence\ntokens: [a]\n", "it lacks message"),
        ("extends: existence\nmessage: x\n", "neither tokens nor raw"),
        ("extends: existence\nmessage: x\ntokens: ['(a']\n", "cannot be read"),
        ("extends: existence\nmessage: x\ntokens: [a]\nlevel: fatal\n", "its level is 'fatal'"),
        ("extends: existence\nmessage: x\ntokens: [a]\nscope: link\n", "write raw"),
        ("extends: existence\nmessage: x\ntokens: [a]\nscope: title\n", "'title' is not supported"),
        ("extends: existence\nmessage: x\ntokens: [a]\nfuture: 1\n", "knows no key 'future'"),
        ("extends: existence\nmessage: x\ntokens: {a: b}\n", "tokens must be a list of texts"),
        ("extends: existence\nmessage: x\ntokens: [a]\nlimit: .nan\n", "limit must be a number"),
        ("extends: substitution\nmessage: x\nswap: [a]\n", "swap must be a table"),
        ("extends: metric\nmessage: x\nformula: __import__('os')\ncondition: '> 1'\n", "formula"),
        ("extends: metric\nmessage: x\nformula: words ** 9\ncondition: '> 1'\n", "more than + - * /"),
        ("extends: spelling\nmessage: x\ndictionaries: [xx]\n", "the dictionary xx is missing"),
        ('"a\\qb": [', "it is no YAML in line 1"),
        ("- a\n- b\n", "it is no table"),
        ("extends: existence\nmessage: x\ntokens: [a]\naction: {name: run}\n", "the action 'run' is unknown"),
    ],
)
def test_a_rule_that_cannot_be_run_is_refused_with_the_reason(yaml, reason):
    read = style(yaml)

    assert read.rules == ()
    assert [(refused.name, refused.path) for refused in read.refused] == [
        ("Style.Rule", "styles/Style.Rule.yml")
    ]
    assert reason in read.refused[0].reason


def test_a_level_of_the_policy_replaces_the_rules_own_or_turns_it_off():
    files = (StyleFile("A.One", "a", EXISTENCE + "level: error\n"), StyleFile("A.Two", "b", EXISTENCE))

    read = read_house_rules(HouseRules(styles=files, levels={"A.One": "suggestion", "A.Two": "off"}))

    assert [(rule.name, rule.severity) for rule in read.rules] == [("A.One", Severity.SUGGESTION)]
    assert read.off == ("A.Two",)


def test_rules_below_the_least_level_are_not_run():
    read = style(EXISTENCE + "level: suggestion\n", least="warning")

    assert (read.rules, read.off) == ((), ("Style.Rule",))


def test_vocabularies_make_two_rules():
    built_in = frozenset({"Vale.Terms", "Vale.Avoid"})
    rules = read_house_rules(HouseRules(accepted=("GitHub",), rejected=("whitelist",), built_in=built_in))

    assert said(rules, "A whitelist on Github.\n") == [
        "1:3 Avoid using 'whitelist'.",
        "1:16 Use 'GitHub' instead of 'Github'.",
    ]


def test_an_escaped_apostrophe_is_read_as_vale_reads_it():
    rules = style("extends: existence\nmessage: \"Don\\'t write '%s'.\"\ntokens: [very]\n")

    assert said(rules, "very\n") == ["1:1 Don't write 'very'."]


def test_a_faulty_entry_of_a_vocabulary_refuses_itself_alone():
    read = style(EXISTENCE, accepted=("GitHub", "(open"))

    assert [rule.name for rule in read.rules] == ["Style.Rule"]
    assert [(one.name, one.path) for one in read.refused] == [("the accepted term (open", "accept.txt")]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"name": "Email", "kind": "pattern", "tokens": ["a"]}, "a dot between"),
        ({"name": "House.A", "kind": "script"}, "the kinds are capitalisation"),
        ({"name": "House.A", "kind": "terms"}, r"\[\[rule.term\]\]"),
        ({"name": "House.A", "kind": "terms", "term": [{"preferred": "x"}]}, "finds nothing"),
        ({"name": "House.A", "kind": "terms", "term": [{"forbiden": ["x"]}]}, "knows no 'forbiden'"),
        ({"name": "House.A", "kind": "pattern", "tokens": ["a"], "examples": ["x"]}, "two lists of texts"),
        ({"name": "House.A", "kind": "pattern", "tokens": ["a"], "severity": "fatal"}, "'fatal'"),
    ],
)
def test_a_faulty_rule_of_the_policy_itself_stops_with_its_name(table, reason):
    with pytest.raises(InvalidPolicy, match=reason) as error:
        own(table)

    assert table["name"] in str(error.value)


def test_two_rules_of_one_name_are_refused():
    table = {"name": "House.A", "kind": "pattern", "tokens": ["a"]}

    with pytest.raises(InvalidPolicy, match=r"two rules are called House\.A"):
        own(table, table)
