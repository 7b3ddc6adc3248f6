# ruff: noqa: E501 - sentences too long are what these tests are about
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content import read_text
from app.domain.policy import RewritePolicy
from app.domain.scores import EvidenceGrade, Finding, Severity
from app.rewrite.apply import apply
from app.rewrite.proposal import RewriteJob
from app.rewrite.rules.headings import wanted_levels
from app.rewrite.rules.language import languages_with_rules, rules_for
from app.rewrite.rules.rewriter import RulesRewriter
from app.rewrite.text import Text


def rewritten(source, *, path="a.md", language="en", findings=(), protected=()):
    if language is not None:
        source = f"---\nlang: {language}\n---\n{source}"
    document = read_text(source, path=path)
    assert language is None or document.language == language
    job = RewriteJob(
        "s", "r", 1, Text.of(document), tuple(findings), RewritePolicy(protected=tuple(protected))
    )
    text = apply(document, RulesRewriter().propose(job))
    return text if language is None else text.split("---\n", 2)[2]


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "We wait in order to see.", "We wait to see."),
        ("en", "In order to\nsee, we wait.", "To\nsee, we wait."),
        ("en", "It is important to note that the desk waits.", "The desk waits."),
        ("en", "Needless to say, Berlin waits.", "Berlin waits."),
        ("en", "They try the tools on a *daily* basis.", "They try the tools on a *daily* basis."),
        ("en", 'She said: "We wait in order to see."', 'She said: "We wait in order to see."'),
        ("en", "Use `in order to` there.", "Use `in order to` there."),
        ("en", "They apply them in in order to win.", "They apply them in in order to win."),
        ("en", "It is worth noting that npm waits.", "It is worth noting that npm waits."),
        ("de", "Das gilt zum jetzigen Zeitpunkt nicht.", "Das gilt jetzt nicht."),
        ("fr", "Il est important de noter que les prix montent.", "Les prix montent."),
        ("fr", "Nous sommes prêts à l'heure actuelle.", "Nous sommes prêts actuellement."),
        ("ja", "この文章には in order to と書いてあります。", "この文章には in order to と書いてあります。"),
    ],
)
def test_filler_is_cut_only_where_the_sentence_stays_right(language, before, after):
    assert rewritten(f"{before}\n", language=language) == f"{after}\n"


LONG_LEFT = (
    "The desk reads every single line of the article that arrived this morning from the office in town"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            (
                "The editors read every single line of each article on the day of its arrival from the office, "
                "and they mark each place where the reader is left alone with a question."
            ),
            (
                "The editors read every single line of each article on the day of its arrival from the office. "
                "They mark each place where the reader is left alone with a question."
            ),
        ),
        (
            (
                "The cache keeps the last ten thousand answers of the service in the memory of one machine; "
                "however, it loses all of them at the next start of the process on this machine."
            ),
            (
                "The cache keeps the last ten thousand answers of the service in the memory of one machine. "
                "However, it loses all of them at the next start of the process on this machine."
            ),
        ),
    ],
)
def test_a_long_sentence_is_split_where_two_main_clauses_meet(before, after):
    assert rewritten(f"{before}\n") == f"{after}\n"


@pytest.mark.parametrize(
    "sentence",
    [
        (
            "The report says that the editors read every single line of each article on the day it arrives, "
            "and they mark each place where the reader is left alone with a question of her own."
        ),
        (
            "If the editors read every single line of each article on the day of its arrival from the office, "
            "and they mark each place, then the reader is never left alone with a question of her own."
        ),
        (
            "Do the editors read every single line of each article on the day of its arrival from the office, "
            "and they mark each place where the reader is left alone with a question?"
        ),
        (
            "The editors (who read every single line of each article on the day of its arrival from the office, "
            "and they mark each place) work for the reader that is left alone with a question."
        ),
        (
            "There are two duties: the editors read every single line of each article on the day of its arrival, "
            "and they mark each place where the reader is left alone with a question of her own."
        ),
    ],
)
def test_a_sentence_whose_first_half_governs_the_second_stays_whole(sentence):
    assert rewritten(f"{sentence}\n") == f"{sentence}\n"


def test_the_sentence_that_answers_the_heading_moves_to_the_front():
    before = (
        "## What is a lease?\n\nPeople ask this a lot. Workers die at any moment. "
        "A lease is a time-limited right to work on one item.\n\nMore follows.\n"
    )

    assert rewritten(before) == (
        "## What is a lease?\n\nA lease is a time-limited right to work on one item. "
        "People ask this a lot. Workers die at any moment.\n\nMore follows.\n"
    )


def test_a_sentence_that_its_follower_leans_on_does_not_move():
    text = (
        "## What is a lease?\n\nPeople ask this a lot. A lease is a time-limited right to work. It expires.\n"
    )

    assert rewritten(text) == text


@pytest.mark.parametrize(
    ("levels", "has_title", "wanted"),
    [
        ([1, 3, 3, 2], False, [1, 2, 2, 2]),
        ([1, 1, 1], False, [1, 2, 2]),
        ([1, 1, 2, 1], True, [2, 2, 3, 2]),
        ([1, 2, 1, 2], False, [1, 2, 1, 2]),
        ([2, 4, 4, 3], False, [2, 3, 3, 3]),
        ([3, 2], False, [3, 2]),
        ([6, 6], False, [6, 6]),
        ([], False, []),
    ],
)
def test_heading_levels_form_a_tree(levels, has_title, wanted):
    assert wanted_levels(levels, has_title=has_title) == wanted


@given(st.lists(st.integers(1, 6), max_size=12), st.booleans())
def test_ordering_heading_levels_twice_changes_nothing_more(levels, has_title):
    once = wanted_levels(levels, has_title=has_title)

    assert wanted_levels(once, has_title=has_title) == once


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.md", "# A\n\n### B\n\ntext\n", "# A\n\n## B\n\ntext\n"),
        ("a.md", "A\n=\n\nB\n=\n\ntext\n", "A\n=\n\nB\n-\n\ntext\n"),
        ("a.html", "<h1>A</h1>\n<h3 id=b>B</h3>\n<p>text</p>", "<h1>A</h1>\n<h2 id=b>B</h2>\n<p>text</p>"),
        (
            "a.html",
            '<h1>A</h1>\n<h3 class="x">B</h3>\n<p>t</p>',
            '<h1>A</h1>\n<h3 class="x">B</h3>\n<p>t</p>',
        ),
    ],
)
def test_a_skipped_heading_level_is_mended_in_the_documents_own_markup(path, before, after):
    assert rewritten(before, path=path, language=None) == after


def test_protected_passages_are_left_alone():
    text = "We wait in order to see. We go in order to hear.\n"

    assert (
        rewritten(text, protected=["We wait in order to see."]) == "We wait in order to see. We go to hear.\n"
    )


def test_only_sections_with_findings_are_touched():
    text = "# A\n\nWe wait in order to see.\n\n## B\n\nWe go in order to hear.\n"
    finding = Finding("wordy", "m", Severity.WARNING, EvidenceGrade.C, section_id="s2")

    assert rewritten(text, findings=[finding]) == text.replace("go in order to", "go to")


def test_line_endings_survive():
    assert rewritten("We wait in order to see.\r\n\r\nNext.\r\n", language=None) in (
        "We wait to see.\r\n\r\nNext.\r\n",
        "We wait in order to see.\r\n\r\nNext.\r\n",
    )


SENTENCES = st.sampled_from(
    [
        "We wait in order to see.",
        "It is important to note that the desk waits.",
        (
            "The editors read every single line of each article on the day of its arrival from the office, "
            "and they mark each place where the reader is left alone; however, it takes them a day, "
            "but they are paid for it."
        ),
        "A lease is a right to work for a time.",
        "People ask.",
        "\n\n## What is a lease?\n\n",
        "\n\n#### Deep\n\n",
        "`code in order to`",
        "**In order to** win, [it is](x) so.",
        "\n- item in order to go\n",
    ]
)


@given(st.lists(SENTENCES, max_size=12).map(" ".join))
def test_rewriting_the_rewritten_changes_nothing(source):
    once = rewritten(source)

    assert rewritten(once) == once


@pytest.mark.parametrize("language", sorted(languages_with_rules()))
def test_no_short_form_holds_what_another_rule_would_cut_again(language):
    rules = rules_for(language)

    assert not [short for short in rules.replace.values() if short.lower() in rules.replace]


TWICE = "The kettle holds more than enough of cold water."


@pytest.mark.parametrize("between", ["Fill it.\n\nLime builds up.", "Fill it.\n\n", "Fill the kettle."])
def test_no_sentence_is_deleted_however_often_it_is_said(between):
    text = f"{TWICE} {between} {TWICE} Descale the kettle.\n".replace("\n ", "\n")

    assert rewritten(text) == text
