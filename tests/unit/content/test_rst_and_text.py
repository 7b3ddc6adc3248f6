"""reStructuredText by its lines, plain text by its blank lines, and which of the formats a text is in."""

import pytest

from app.content import read_document, read_text
from app.domain.content import ContentFormat, Document


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in document.blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "=====\nTitle\n=====\n\nPart\n----\n\ntext",
            [("heading", "Title"), ("heading", "Part"), ("paragraph", "text")],
        ),
        ("a *b* **c** ``d`` :pep:`8` `e`_", [("paragraph", "a b c d 8 e")]),
        (
            "Like so::\n\n    x = 1\n\n    y\n\nback",
            [("paragraph", "Like so:"), ("code", "x = 1\n\n    y"), ("paragraph", "back")],
        ),
        (
            ".. code-block:: python\n\n   x = 1\n\ntext",
            [("code", ".. code-block:: python\n\n   x = 1"), ("paragraph", "text")],
        ),
        (".. note:: Read this.\n\ntext", [("paragraph", "Read this."), ("paragraph", "text")]),
        (
            ".. image:: a.png\n   :alt: b\n\ntext",
            [("markup", ".. image:: a.png\n   :alt: b"), ("paragraph", "text")],
        ),
        (".. a comment\n   goes on\n\ntext", [("hidden", ".. a comment\n   goes on"), ("paragraph", "text")]),
        ("- a\n  b\n- c\n\n1. d", [("list_item", "a b"), ("list_item", "c"), ("list_item", "d")]),
        (
            "- a\n\n  more\n\n  x::\n\n      y\n\n  z\n\nout\n\n  quoted",
            [
                ("list_item", "a"),
                ("list_item", "more"),
                ("list_item", "x:"),
                ("code", "y"),
                ("list_item", "z"),
                ("paragraph", "out"),
                ("quote", "quoted"),
            ],
        ),
        ("text\n\n   quoted", [("paragraph", "text"), ("quote", "quoted")]),
        ("+---+---+\n| a | b |\n+---+---+\n", [("table", "a | b")]),
        (".. [1] A note.\n", [("list_item", "A note.")]),
    ],
)
def test_a_construct_becomes_blocks(source, expected):
    assert kinds(read_text(source, format=ContentFormat.RST)) == expected


def test_links_are_known():
    document = read_text(
        "See `the guide <https://x.example/g>`_ or https://y.example.", format=ContentFormat.RST
    )

    assert [(link.text, link.target) for link in document.blocks[0].links] == [
        ("the guide", "https://x.example/g"),
        ("https://y.example", "https://y.example"),
    ]


def test_the_header_of_a_proposal_gives_the_title():
    document = read_text("PEP: 1\nTitle: On Soil\n\nIntro\n=====\n\ntext", format=ContentFormat.RST)

    assert document.title == "On Soil"


def test_plain_text_has_paragraphs_between_blank_lines():
    document = read_text("one\ntwo\n \t\nthree\r\rfour  ", format=ContentFormat.TEXT)

    assert kinds(document) == [("paragraph", "one two"), ("paragraph", "three"), ("paragraph", "four")]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.md", "plain", ContentFormat.MARKDOWN),
        ("a.MDX", "plain", ContentFormat.MDX),
        ("a.htm", "<p>x", ContentFormat.HTML),
        ("a.rst", "plain", ContentFormat.RST),
        ("a.txt", "# not a heading", ContentFormat.TEXT),
        (None, "<!doctype html><p>x", ContentFormat.HTML),
        (None, "<p>x</p>\n<p>y</p>", ContentFormat.HTML),
        (None, "# heading\n\n- a", ContentFormat.MARKDOWN),
        (None, "Just a sentence.", ContentFormat.TEXT),
        (None, ".. note:: x\n\n   See ``y`` and `z <u>`_.", ContentFormat.RST),
        ("a.unknown", "**bold** text", ContentFormat.MARKDOWN),
    ],
)
def test_the_name_then_the_look_tells_the_format(name, text, expected):
    document = read_document(text.encode(), path=name)

    assert document.format is expected
    assert document.problems == ()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.html", "# Markdown\n\n- a", ContentFormat.MARKDOWN),
        ("a.md", "<!DOCTYPE html><html><p>x", ContentFormat.HTML),
        ("a.txt", "<html><body>x", ContentFormat.HTML),
    ],
)
def test_a_name_that_promises_another_format_is_told_and_not_believed(name, text, expected):
    document = read_document(text.encode(), path=name)

    assert document.format is expected
    assert [problem.code for problem in document.problems] == ["wrong-extension"]


def test_the_format_that_the_caller_gives_is_not_questioned():
    document = read_document(b"# x", path="a.html", format=ContentFormat.TEXT)

    assert (document.format, document.problems) == (ContentFormat.TEXT, ())
