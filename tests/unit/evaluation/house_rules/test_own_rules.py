"""A team's `[[rule]]` tables."""

import pytest

from app.domain.house_rules import HouseRules
from app.evaluation.house_rules import read_house_rules, tried
from tests.unit.evaluation.house_rules.rules_on import findings, own, said


def terms(*entries, **table):
    return own({"name": "House.Terms", "kind": "terms", "term": list(entries), **table})


EMAIL = {
    "preferred": "email",
    "admitted": ["electronic mail"],
    "forbidden": ["e-mail", "eMail"],
    "inflect": True,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Send an e-mail.", ["Write 'email' instead of 'e-mail'."]),
        ("Send e-mails.", ["Write 'emails' instead of 'e-mails'."]),
        ("E-mails came.", ["Write 'Emails' instead of 'E-mails'."]),
        ("Send an email or electronic mail.", []),
        ("An e-mailing list, `e-mail`, re-mail.", []),
    ],
)
def test_a_forbidden_term_is_named_with_the_preferred_one_and_keeps_its_ending(text, expected):
    assert [finding.message for finding in findings(terms(EMAIL), text + "\n")] == expected


def test_a_term_may_insist_on_its_case():
    rules = terms({"preferred": "GitHub", "case": True})

    assert said(rules, "GitHub, github, Githubs.\n") == ["1:9 Write 'GitHub' instead of 'github'."]


def test_a_lower_case_term_may_open_a_sentence():
    rules = terms({"preferred": "open source", "case": True})

    assert said(rules, "Open source wins. Open  source. We like Open Source.\n") == [
        "1:41 Write 'open source' instead of 'Open Source'."
    ]


def test_a_forbidden_word_inside_an_allowed_term_may_stand():
    rules = terms({"preferred": "mobile phone", "admitted": ["phone card"], "forbidden": ["phone", "cell"]})

    assert said(rules, "A mobile phone, a Phone Card, a phone.\n") == [
        "1:33 Write 'mobile phone' instead of 'phone'."
    ]


def test_a_form_that_differs_by_case_alone_is_forbidden_as_written():
    rules = terms({"preferred": "email", "forbidden": ["eMail"]})

    assert said(rules, "An Email, an EMAIL, an eMail.\n") == ["1:24 Write 'email' instead of 'eMail'."]


def test_a_thousand_terms_cost_little_more_than_one():
    many = [{"preferred": f"word{n}", "forbidden": [f"wort{n}", f"a wort{n}"]} for n in range(1_000)]
    rules = terms(*many, {"preferred": "and", "forbidden": ["&"]})

    assert said(rules, "Some text & a wort17.\n" * 2) == [
        "1:11 Write 'and' instead of '&'.",
        "1:13 Write 'word17' instead of 'a wort17'.",
        "2:11 Write 'and' instead of '&'.",
        "2:13 Write 'word17' instead of 'a wort17'.",
    ]


def test_a_term_belongs_to_its_languages():
    rules = terms({"preferred": "Website", "forbidden": ["Webseite"], "languages": ["de"], "inflect": True})

    assert said(rules, "Die Webseiten.\n", language="en") == []
    assert said(rules, "Die Webseiten.\n", language="de") == ["1:5 Write 'Websiten' instead of 'Webseiten'."]


def test_a_forbidden_term_may_have_no_better_one():
    rules = terms({"forbidden": ["obviously"], "note": "Nothing is obvious."})

    (finding,) = findings(rules, "It is obviously right.\n")

    assert (finding.message, finding.fix) == ("Do not write 'obviously'. Nothing is obvious.", "")


def test_signs_in_a_term_mean_themselves():
    rules = terms({"preferred": "C plus plus", "forbidden": ["C++", "a.b (c)"]})

    assert [finding.column for finding in findings(rules, "We use C++ and a.b (c) and axb.\n")] == [8, 16]


@pytest.mark.parametrize(
    ("table", "text", "expected"),
    [
        ({"kind": "pattern", "tokens": ["very"]}, "A very big one.", "1:3 Do not write 'very'."),
        (
            {"kind": "substitution", "swap": {"utilise": "use"}},
            "We utilise it.",
            "1:4 Write 'use' instead of 'utilise'.",
        ),
        (
            {"kind": "consistency", "either": {"grey": "gray"}},
            "Grey, grey, gray.",
            "1:13 'gray' is also written another way in this text.",
        ),
        (
            {"kind": "occurrence", "token": ",", "max": 1, "scope": "sentence"},
            "A, b, c.",
            "1:2 This stands here 2 times.",
        ),
        (
            {"kind": "capitalisation", "match": "$sentence", "scope": "heading"},
            "# A Big Title",
            "1:3 Write 'A big title' instead of 'A Big Title'.",
        ),
    ],
)
def test_each_kind_has_a_message_of_its_own(table, text, expected):
    assert said(own({"name": "House.Rule", **table}), text + "\n") == [expected]


def test_spelling_takes_the_teams_words():
    table = {"name": "House.Spelling", "kind": "spelling", "dictionaries": ["xx"], "words": ["Copydesk"]}
    rules = own(table, files={"xx.aff": "", "xx.dic": "2\nthe\ndesk\n"})

    assert said(rules, "The Copydesk deks.\n") == ["1:14 'deks' is not in the dictionary."]


def test_a_rule_belongs_to_its_profiles_and_languages():
    table = {
        "name": "House.A",
        "kind": "pattern",
        "tokens": ["very"],
        "profiles": ["news"],
        "languages": ["en"],
    }
    written = HouseRules(own=(table,))

    assert not read_house_rules(written, profile="default")
    assert said(read_house_rules(written, profile="news"), "Very, very.\n") == ["1:7 Do not write 'very'."]
    assert said(read_house_rules(written, profile="news"), "Very, very.\n", language="de") == []


def test_examples_tell_which_of_them_the_rule_fails():
    examples = {
        "fires": ["A very big one.", "A big one."],
        "silent": [{"text": "Very well, very.", "language": "en"}],
    }
    rules = own({"name": "House.A", "kind": "pattern", "tokens": ["very"], "examples": examples})

    assert [(each.example.text, each.is_met) for each in tried(rules)] == [
        ("A very big one.", True),
        ("A big one.", False),
        ("Very well, very.", False),
    ]
