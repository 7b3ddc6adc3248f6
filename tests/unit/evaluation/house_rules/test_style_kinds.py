"""Each kind of Vale's rules does on a text what it does in Vale."""

import pytest

from app.domain.content import ContentFormat
from app.domain.scores import Severity
from tests.unit.evaluation.house_rules.rules_on import findings, said, style


def test_existence_finds_whole_words_outside_code_and_addresses():
    rules = style("extends: existence\nmessage: \"Not '%s'.\"\nignorecase: true\ntokens: [very, 'ba[rz]']\n")

    assert said(rules, "Very `very` every\nbar <https://a.example/very>.\n") == [
        "1:1 Not 'Very'.",
        "2:1 Not 'bar'.",
    ]


def test_existence_sees_the_spaces_that_the_author_wrote():
    rules = style("extends: existence\nmessage: '%s'\nnonword: true\ntokens: ['[a-z][.?!] {2,}[A-Z]']\n")

    assert [finding.column for finding in findings(rules, "One. Two.  Three.\n")] == [8]


def test_existence_passes_over_exceptions_and_accepted_terms():
    yaml = "extends: existence\nmessage: '%s'\ntokens: ['[A-Z]{3}']\nexceptions: [API]\n"
    rules = style(yaml, accepted=("PDF",))

    assert said(rules, "An API, a PDF, an XYZ.\n") == ["1:19 XYZ"]


def test_an_action_becomes_the_fix():
    yaml = (
        "extends: existence\nmessage: \"'%s' needs no hyphen\"\ntokens: ['[a-z]+ly-[a-z]+']\n"
        "link: https://style.example/hyphens\naction:\n  name: edit\n  params: [regex, '(ly)-', '$1 ']\n"
    )

    (finding,) = findings(style(yaml), "A highly-rated book.\n")

    assert finding.fix == "Write “highly rated”. See https://style.example/hyphens"


def test_an_edit_that_nobody_knows_leaves_the_finding_without_a_fix():
    yaml = "extends: existence\nmessage: '%s'\ntokens: [very]\naction: {name: edit, params: [remove, x]}\n"

    (finding,) = findings(style(yaml), "It is very late.\n")

    assert (finding.message, finding.fix) == ("very", "")


def test_substitution_names_the_word_to_write():
    yaml = (
        "extends: substitution\nmessage: \"Use '%s' instead of '%s'.\"\nlevel: error\nignorecase: true\n"
        "swap:\n  utili[sz]e: use\n  '(?:cell|mobile) phone': phone|smartphone\n  'into (\\S+) mode': to $1\n"
    )
    rules = style(yaml)

    assert said(rules, "Utilise a mobile phone into dark mode.\n") == [
        "1:1 Use 'use' instead of 'Utilise'.",
        "1:11 Use 'phone|smartphone' instead of 'mobile phone'.",
        "1:24 Use 'to dark' instead of 'into dark mode'.",
    ]
    assert {finding.severity for finding in findings(rules, "Utilise.\n")} == {Severity.ERROR}


def test_substitution_lists_alternatives_when_its_action_replaces():
    yaml = (
        "extends: substitution\nmessage: \"Use '%s' instead of '%s'.\"\ncapitalize: true\nignorecase: true\n"
        "action: {name: replace}\nswap: {cellphone: phone|mobile}\n"
    )

    assert said(style(yaml), "Cellphone.\n") == ["1:1 Use 'Phone' or 'Mobile' instead of 'Cellphone'."]


def test_substitution_is_silent_where_the_text_is_right():
    yaml = "extends: substitution\nmessage: '%s, %s'\nignorecase: true\nswap: {javascript: JavaScript}\n"

    assert said(style(yaml), "JavaScript and javascript.\n") == ["1:16 JavaScript, javascript"]


def test_occurrence_counts_in_its_scope():
    yaml = "extends: occurrence\nmessage: '%s words'\nscope: sentence\nmax: 3\ntoken: '\\b\\w+\\b'\n"

    assert said(style(yaml), "One two three. One two three four. One.\n") == ["1:16 4 words"]


def test_occurrence_asks_for_what_is_missing():
    yaml = "extends: occurrence\nmessage: No contact\nscope: summary\nmin: 1\ntoken: '@'\n"

    assert said(style(yaml), "Write to us.\n") == ["1:1 No contact"]


def test_repetition_finds_a_word_twice_and_not_across_lines():
    yaml = "extends: repetition\nmessage: \"'%s' twice\"\nalpha: true\ntokens: ['[^\\s]+']\n"

    assert said(style(yaml), "It is is here\nhere.\n") == ["1:4 'is' twice"]


def test_consistency_remembers_earlier_passages():
    yaml = "extends: consistency\nmessage: \"also '%s'\"\nignorecase: true\neither: {advisor: adviser}\n"

    assert said(style(yaml), "An advisor.\n\n- two advisors\n- An adviser.\n") == ["4:6 also 'adviser'"]


def test_conditional_asks_for_the_explanation_first():
    yaml = (
        "extends: conditional\nmessage: \"'%s' is not explained\"\n"
        "first: '\\b([A-Z]{3,5})\\b'\nsecond: '(?:\\b[A-Z][a-z]+ )+\\(([A-Z]{3,5})\\)'\nexceptions: [USA]\n"
    )

    assert said(style(yaml), "The World Trade Organization (WTO) and the WTO, the USA and NATO.\n") == [
        "1:61 'NATO' is not explained"
    ]


@pytest.mark.parametrize(
    ("match", "text", "fires"),
    [
        ("$title", "# The Art of War", False),
        ("$title", "# The art of war", True),
        ("$sentence", "# The art of the API", False),
        ("$sentence", "# The Art Of War", True),
        ("$lower", "# the art", False),
        ("$upper", "# The art", True),
        (r"\.$", "# Ends in a stop.", False),
    ],
)
def test_capitalization_judges_headings(match, text, fires):
    yaml = (
        f"extends: capitalization\nmessage: \"'%s'\"\nscope: heading\nmatch: '{match}'\nexceptions: [API]\n"
    )

    assert bool(said(style(yaml), text + "\n\nAnd prose.\n")) is fires


def test_metric_computes_its_formula_over_the_whole_text():
    yaml = (
        "extends: metric\nmessage: 'Score %s'\nformula: (words / sentences) + heading.h2\ncondition: '> 3'\n"
    )

    assert said(style(yaml), "## One\n\nOne two three. One two three four five.\n") == ["1:1 Score 5.00"]


def test_readability_uses_published_formulas():
    yaml = "extends: readability\nmessage: 'Grade %s'\ngrade: 20\nmetrics: [Flesch-Kincaid, Gunning Fog]\n"

    assert said(style(yaml), "The cat sat on the mat.\n") == []


def test_spelling_asks_the_dictionary_and_the_lists():
    aff = "SET UTF-8\nSFX S Y 1\nSFX S 0 s [^sxy]\nPFX U Y 1\nPFX U 0 un .\n"
    dic = "4\nlock/SU\nthe\nand\nParis\n"
    yaml = "extends: spelling\nmessage: \"'%s'?\"\nignore: [own.txt]\ndictionaries: [xx]\n"
    rules = style(yaml, files={"xx.aff": aff, "xx.dic": dic, "own.txt": "Kubelet\n"})

    assert said(rules, "The locks and unlocks, unlock kubelet HTML paris lockes.\n") == [
        "1:44 'paris'?",
        "1:50 'lockes'?",
    ]


def test_scopes_select_their_passages():
    text = "# Word\n\nWord.\n\n> Word\n\n- Word\n\n| Word | x |\n|---|---|\n| y | Word |\n\n![Word](a.png)\n"

    def lines(scope):
        return [
            finding.line
            for finding in findings(
                style(f"extends: existence\nmessage: '%s'\ntokens: [Word]\nscope: {scope}\n"), text
            )
        ]

    assert lines("text") == [1, 3, 5, 7, 9, 11, 13]
    assert lines("heading.h1") == [1]
    assert lines("'heading & ~heading.h1'") == []
    assert lines("['~blockquote & ~heading & ~table']") == [3, 7, 13]
    assert lines("paragraph") == [3]
    assert lines("sentence") == [3]
    assert lines("blockquote") == [5]
    assert lines("list") == [7]
    assert lines("table.header") == [9]
    assert lines("table.cell") == [11]
    assert lines("alt") == [13]
    assert lines("raw") == [1, 3, 5, 7, 9, 11, 13]


def test_a_page_and_a_list_table_show_text_outside_blocks():
    rules = style("extends: existence\nmessage: '%s'\ntokens: [Word]\n")
    page = "<html><head><title>A Word</title></head><body><p>x</p></body></html>"
    table = "Text.\n\n.. list-table::\n   :header-rows: 1\n\n   * - Word\n     - Two\n       Word\n\nAfter.\n"

    assert said(rules, page, format=ContentFormat.HTML) == ["1:22 Word"]
    assert said(rules, table, format=ContentFormat.RST) == ["6:8 Word", "8:8 Word"]


def test_raw_scope_keeps_places_in_a_file_with_other_line_breaks():
    rules = style("extends: existence\nmessage: '%s'\nscope: raw\nraw: ['^two$']\n")

    assert said(rules, "one\r\ntwo\r\n\r\nthree\r\n") == []
    multiline = style("extends: existence\nmessage: '%s'\nscope: raw\nnonword: true\ntokens: ['^three$']\n")
    assert said(multiline, "one\r\ntwo\r\n\r\nthree\r\n") == ["4:1 three"]
