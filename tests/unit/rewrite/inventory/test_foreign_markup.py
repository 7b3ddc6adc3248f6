import pytest

from tests.support.inventories import outcomes

MARKDOWN = ["[here](/buy)", "![x](x.png)", "## Buy", "| a | b |", "```", "`x`", "[b]x[/b]", "- buy"]


@pytest.mark.parametrize("addition", MARKDOWN)
def test_markup_of_another_language_is_new_in_a_plain_text(addition):
    found = outcomes("It sails.\n", f"It sails.\n\n{addition}\n", "a.txt")

    assert "broken" in {one[2] for one in found}


@pytest.mark.parametrize("addition", MARKDOWN)
def test_markup_of_another_language_is_new_in_html(addition):
    found = outcomes("<p>It sails.</p>\n", f"<p>It sails.</p>\n<p>\n{addition}\n</p>\n", "a.html")

    assert "broken" in {one[2] for one in found}


@pytest.mark.parametrize("addition", ["[here](/buy)", "## Buy"])
def test_markdown_is_new_in_restructuredtext(addition):
    assert outcomes("It sails.\n", f"It sails.\n\n{addition}\n", "a.rst")


def test_what_a_text_writes_so_already_may_stay():
    text = "It sails, see [the map](/a).\n\n* one\n* two\n"

    assert outcomes(text, text.replace("sails", "sailed"), "a.txt") == []
