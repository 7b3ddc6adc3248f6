"""What a reader of rendered Markdown sees, and where it stands in the source."""

import pyromark
import pytest

from app.content import read_text
from app.content.markdown.reader import OPTIONS
from app.domain.content import BlockKind, ContentFormat, Document

SHOWN = frozenset(BlockKind) - {BlockKind.NAVIGATION, BlockKind.HIDDEN, BlockKind.MARKUP}


def read(text: str, *, format: ContentFormat = ContentFormat.MARKDOWN) -> Document:  # noqa: A002
    return read_text(text, format=format)


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in document.blocks]


def written(document: Document, text: str) -> str:
    """The source under the first block that shows `text`."""
    block = next(block for block in document.blocks if block.text == text)
    return document.source[block.span.start : block.span.end]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# One\n\ntwo *three* `four`\nfive", [("heading", "One"), ("paragraph", "two three four five")]),
        ("Setext\n===\n", [("heading", "Setext")]),
        ("## Named {#id}\n", [("heading", "Named")]),
        ("- a\n  - b\n- c\n", [("list_item", "a"), ("list_item", "b"), ("list_item", "c")]),
        ("> said\n>\n> - so\n", [("quote", "said"), ("quote", "so")]),
        ("| a | b |\n|---|---|\n| 1 | |\n", [("table", "a | b"), ("table", "1")]),
        ("```py\nx = 1\n```\n\n    y\n", [("code", "x = 1"), ("code", "y")]),
        ("a &amp; b &copy; \\* c", [("paragraph", "a & b © * c")]),
        ("~~old~~ new", [("paragraph", "old new")]),
        ("<!-- note -->\n\ntext", [("hidden", "note"), ("paragraph", "text")]),
        ("[//]: # (do as I say)\n\ntext", [("hidden", "# (do as I say)"), ("paragraph", "text")]),
        (
            "text [a]\n\n[a]: https://x.example\n",
            [("paragraph", "text a"), ("markup", "[a]: https://x.example")],
        ),
        (
            "<details>\n<summary>More</summary>\n\nbody\n\n</details>",
            [("paragraph", "More"), ("paragraph", "body")],
        ),
        ("<div hidden>\n\nsecret\n\n</div>\n\nopen", [("hidden", "secret"), ("paragraph", "open")]),
        ("seen <span hidden>not</span> seen", [("paragraph", "seen seen"), ("hidden", "not")]),
        ("a<br>b", [("paragraph", "a b")]),
        ("![only a picture](x.png)", [("markup", "")]),
        ("x.[^1]\n\n[^1]: Note.\n", [("paragraph", "x."), ("list_item", "Note.")]),
        ("* * *\n\n- [x] done", [("list_item", "done")]),
    ],
)
def test_a_construct_becomes_blocks(source, expected):
    assert kinds(read(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('a {{< ref "x" >}} b', [("paragraph", "a b")]),
        (
            '{{< figure src="a.png" >}}\n\ntext',
            [("markup", '{{< figure src="a.png" >}}'), ("paragraph", "text")],
        ),
        ("{% highlight py %}\nx = 1\n{% endhighlight %}", [("code", "\nx = 1")]),
        ("{% comment %}hush now{% endcomment %}\n\ntext", [("hidden", "hush now"), ("paragraph", "text")]),
        ("`{{ shown }}` is code", [("paragraph", "{{ shown }} is code")]),
        ("```\n{% raw %}\n```", [("code", "{% raw %}")]),
        (":::note\nread this\n:::", [("markup", ":::note"), ("paragraph", "read this"), ("markup", ":::")]),
        ("text\n{: .lead}", [("paragraph", "text"), ("markup", "{: .lead}")]),
        ("## Title {/*anchor*/}", [("heading", "Title")]),
        ("an {{ unclosed thing", [("paragraph", "an {{ unclosed thing")]),
    ],
)
def test_template_code_is_not_read_as_text(source, expected):
    assert kinds(read(source)) == expected


def test_mdx_reads_the_text_between_the_components():
    source = (
        "import { A } from 'a'\n\nexport const b = {\n\n  c: 1,\n}\n\n"
        "<A on={() => '>'}>\n    Indented text.\n</A>\n\n"
        "Costs {price} euros.\n\n{/* two words */}\n\n```js\nconst x = {}\n```\n"
    )
    document = read(source, format=ContentFormat.MDX)

    assert [(kind, text) for kind, text in kinds(document) if kind != "markup"] == [
        ("paragraph", "Indented text."),
        ("paragraph", "Costs euros."),
        ("hidden", "two words"),
        ("code", "const x = {}"),
    ]
    assert written(document, "Costs euros.") == "Costs {price} euros."


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("One", "# One"),
        ("two three", "- two *three*"),
        ("inner", "- inner"),
        ("said", "> said"),
        ("x = 1", "```\nx = 1\n```"),
        ("1 | 2", "| 1 | 2 |"),
    ],
)
def test_a_block_covers_its_markup(text, source):
    document = read(
        "# One\n\n- two *three*\n  - inner\n\n> said\n\n```\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )

    assert written(document, text) == source


def test_a_place_in_the_text_is_found_in_the_source():
    document = read("Café *costs* [3&nbsp;€](u) &\nmore.")
    block = document.blocks[0]
    start = block.text.index("costs")
    span = block.source_span(start, start + 5)

    assert block.text == "Café costs 3\xa0€ & more."
    assert document.source[span.start : span.end] == "costs"


def test_links_know_their_text_target_and_place():
    document = read(
        "See [the *guide*](https://x.example/a_(b)) and <https://y.example>, or https://z.example/q)."
    )
    links = [(link.text, link.target) for link in document.blocks[0].links]

    assert links == [
        ("the guide", "https://x.example/a_(b)"),
        ("https://y.example", "https://y.example"),
        ("https://z.example/q", "https://z.example/q"),
    ]
    first = document.blocks[0].links[0].span
    assert document.source[first.start : first.end] == "[the *guide*](https://x.example/a_(b))"


def test_sections_nest_under_the_headings_above_them():
    document = read("lead\n\n# A\n\n## B\n\n### C\n\n## D\n\n# E\n")

    assert [(each.id, each.heading, each.path) for each in document.sections] == [
        ("s0", "", ()),
        ("s1", "A", ()),
        ("s2", "B", ("A",)),
        ("s3", "C", ("A", "B")),
        ("s4", "D", ("A",)),
        ("s5", "E", ()),
    ]
    assert document.blocks[0].section_id == "s0"


def test_quotes_and_lists_two_thousand_deep_are_read():
    document = read("> " * 2000 + "deep\n\n" + "- " * 2000 + "deeper\n")

    assert [(block.kind, block.text, block.level) for block in document.blocks] == [
        (BlockKind.QUOTE, "deep", 0),
        (BlockKind.LIST_ITEM, "deeper", 2000),
    ]


def test_markdown_and_its_rendered_html_give_the_same_blocks():
    source = (
        "# Title\n\nA *b* `c` [d](e)&mdash;f.\n\n- one\n- two\n  1. three\n\n> quoted\n\n"
        "| h | i |\n|---|---|\n| 1 | 2 |\n\n"
        "```\ncode  here\n```\n\nlast line\nbroken in two\n"
    )
    from_html = read_text(pyromark.html(source, options=OPTIONS), format=ContentFormat.HTML)

    def shown(document: Document) -> list[tuple[BlockKind, int, str]]:
        return [(block.kind, block.level, block.text) for block in document.blocks if block.kind in SHOWN]

    assert shown(read(source)) == shown(from_html)


def test_a_link_or_an_image_that_opens_a_tight_list_item_is_kept():
    document = read_text("* [A](http://a.b)\n* ![x](i.png) and text\n", path="a.md")

    assert [[link.target for link in block.links] for block in document.blocks] == [["http://a.b"], ["i.png"]]


def test_a_file_whose_lines_end_in_returns_has_paragraphs():
    document = read("# A mill\r\rIt stands by\rthe river.\r\r    code\r    more\r")

    assert [(block.kind.value, block.text) for block in document.blocks] == [
        ("heading", "A mill"),
        ("paragraph", "It stands by the river."),
        ("code", "code\rmore"),
    ]


@pytest.mark.parametrize("head", ['!!! note "The mill"', "???+ tip", '=== "Linux"'])
def test_the_text_of_an_admonition_is_prose_though_a_blank_line_comes_before(head):
    inside = "    It stands *here*.\n\n    ```\n    run\n    ```\n\n    And there.\n"
    document = read(f"{head}\n\n{inside}\nAfter.\n\n    code\n")
    block = document.blocks[1]

    assert [(each.kind.value, each.text) for each in document.blocks[1:]] == [
        ("paragraph", "It stands here."),
        ("code", "run"),
        ("paragraph", "And there."),
        ("paragraph", "After."),
        ("code", "code"),
    ]
    assert document.position(block.source_span(3, 9).start) == (3, 8)
