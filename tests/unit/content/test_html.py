"""What a reader of a page sees, and where it stands in the source."""

import pytest

from app.content import read_text
from app.content.html.colours import colour
from app.content.html.visibility import Means, is_tiny, means_of, style_of
from app.domain.content import BlockKind, ContentFormat, Document
from tests.support.computing import seconds_of


def read(text: str) -> Document:
    return read_text(text, format=ContentFormat.HTML)


def kinds(source: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in read(source).blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One<p>Two", [("paragraph", "One"), ("paragraph", "Two")]),
        ("<div>a<div>b</div>c</div>", [("paragraph", "a"), ("paragraph", "b"), ("paragraph", "c")]),
        ("<p>a  b\n c<br>d</p>", [("paragraph", "a b c d")]),
        ("a<br><br>b", [("paragraph", "a"), ("paragraph", "b")]),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", [("list_item", "a"), ("list_item", "b"), ("list_item", "c")]),
        ("<dl><dt>a<dd>b</dl>", [("list_item", "a"), ("list_item", "b")]),
        ("<blockquote><p>q</p></blockquote>r", [("quote", "q"), ("paragraph", "r")]),
        ("<pre>a  &lt;b\n c</pre>", [("code", "a  <b\n c")]),
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", [("table", "a | b"), ("table", "1 | 2")]),
        ("<table><tr><td><h2>T</h2><p>x</td></tr></table>", [("heading", "T"), ("paragraph", "x")]),
        ("<table role=presentation><tr><td>a<td>b</table>", [("paragraph", "a"), ("paragraph", "b")]),
        ("<h2>T <a class=anchor href='#t'>#</a></h2>", [("heading", "T")]),
        ("<p>x<sup><a href='#fn1'>1</a></sup>.</p>", [("paragraph", "x.")]),
        ("<p>x<!-- c -->y</p>", [("paragraph", "xy"), ("hidden", "c")]),
        ("<script>a<b>c</script>d<style>e{}</style>", [("paragraph", "d")]),
        ("<svg><title>t</title><text>u</text></svg>v", [("paragraph", "v")]),
        ("<p>&#27;[31m&bogus; &eacute;&#0;</p>", [("paragraph", "[31m&bogus; é\ufffd")]),
        ("<p>{{ price }} euros {% if x %}", [("paragraph", "euros")]),
    ],
)
def test_a_construct_becomes_blocks(source, expected):
    assert kinds(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "<nav>x</nav>",
        "<aside>x</aside>",
        "<header>x</header><main>y</main>",
        "<footer>x</footer>",
        "<div role=navigation>x</div>",
        "<ul class='menu'><li>x</ul>",
        "<div id=sidebar>x</div>",
        "<button>x</button>",
        "<select><option>x</select>",
    ],
)
def test_what_surrounds_the_article_is_navigation(source):
    assert ("navigation", "x") in kinds(source)


@pytest.mark.parametrize(
    "source",
    [
        "<article><header>x</header></article>",
        "<main><footer>x</footer></main>",
        "<body class='sidebar'>x",
        "<div class='with-sidebar'>x</div>",
        "<blockquote>y<footer>x</footer></blockquote>",
    ],
)
def test_what_belongs_to_the_article_is_not_navigation(source):
    assert "navigation" not in dict(kinds(source))


@pytest.mark.parametrize(
    "source",
    [
        "<p hidden>x</p>",
        "<p style='display:none'>x</p>",
        "<p style='DISPLAY : NONE'>x</p>",
        "<p style='visibility:hidden'>x</p>",
        "<p style='font-size:0'>x</p>",
        "<p style='position:absolute;left:-9999px'>x</p>",
        "<p style='text-indent:-100em'>x</p>",
        "<p style='opacity:0.0'>x</p>",
        "<p style='color:#FFF;background:white'>x</p>",
        "<div style='background:#000'><p style='color:rgb(0, 0, 0)'>x</p></div>",
        "<p style='color:white'>x</p>",
        "<font color=#ffffff>x</font>",
        "<p style='color:rgba(1,2,3,0)'>x</p>",
        "<p style='height:0;overflow:hidden'>x</p>",
        "<style>.gone{display:none}</style><p class=gone>x</p>",
        "<p class=sr-only>x</p>",
        "<noscript>x</noscript>",
        "<template>x</template>",
        "<dialog>x</dialog>",
        "<b><div hidden></b>x</div>",
        "<div hidden><p>x</div>",
    ],
)
def test_text_that_no_reader_sees_is_hidden(source):
    assert kinds(source) == [("hidden", "x")]


@pytest.mark.parametrize(
    "source",
    [
        "<p style='font-size:12px;left:-9999px'>x</p>",
        "<style>main p{background:black}</style><p style='color:white'>x</p>",
        "<style>@media print{.gone{display:none}}</style><p class=gone>x</p>",
        "<p style='opacity:0;transform:none'>x</p>",
        "<p hidden>y<p>x",
        "<p style='color:#fff;background:#000'>x</p>",
        "<details>x</details>",
        "<dialog open>x</dialog>",
        "<b hidden>y</b><p>x</p>",
    ],
)
def test_text_that_a_reader_sees_is_not_hidden(source):
    assert ("paragraph", "x") in kinds(source)


def test_what_the_page_says_about_itself_is_kept():
    document = read(
        "<html lang=de-AT><title> A &amp;\n B </title><meta name=Robots content=noindex>"
        "<meta name=googlebot content='nosnippet'><link rel='x canonical' href=/a>"
        "<meta property='og:title' content=T><meta name=description content='&quot;D&quot;'>"
        '<script type=application/ld+json>{"a": 1}</script><p>Der Boden ist sauer.'
    )
    head = document.html
    assert head is not None

    assert (document.title, document.language) == ("A & B", "de")
    assert head.robots == ("noindex", "googlebot: nosnippet")
    assert head.canonicals == ("/a",)
    assert head.meta["og:title"] == "T"
    assert head.meta["description"] == '"D"'
    assert [raw for raw, _ in head.json_ld] == ['{"a": 1}']


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("<title>A<body><p>text", "A"),
        ("<title>A\n<p>text", "A"),
        ("<title>A <b>c</b></title><p>text", "A <b>c</b>"),
        ("<title></title><title>B</title><p>text", "B"),
    ],
)
def test_a_title_that_never_closes_does_not_swallow_the_page(source, title):
    document = read(source)

    assert document.title == title
    assert document.visible_text == "text"


def test_a_block_covers_its_tags_and_a_word_its_own_place():
    document = read("<div><p class=a>Prix&nbsp;: <b>12&nbsp;€</b> net</p></div>")
    block = document.blocks[0]
    span = block.source_span(block.text.index("net"), len(block.text))

    assert document.source[block.span.start : block.span.end].startswith("<p class=a>")
    assert document.source[block.span.start : block.span.end].endswith("</p>")
    assert document.source[span.start : span.end] == "net"


def test_links_and_images_know_their_place():
    source = "<p>a <a href='/b?x=1&amp;y=2'>c <img alt='d' src=e></a> f</p>"
    links = read(source).blocks[0].links

    assert [(link.text, link.target, link.is_image) for link in links] == [
        ("c", "/b?x=1&y=2", False),
        ("d", "e", True),
    ]
    assert source[links[0].span.start : links[0].span.end].endswith("</a>")


def test_three_thousand_divs_and_sixty_tables_lose_no_text():
    source = (
        "<div>" * 3000 + "deep" + "</div>" * 3000 + "<table><tr><td>" * 60 + "cell" + "</table>" * 60 + "end"
    )

    assert [text for _, text in kinds(source)] == ["deep", "cell", "end"]


@pytest.mark.parametrize(
    "bait",
    [
        "<a ",
        "<a '",
        '<a ">" ',
        "<!-- ",
        "<title>",
        "<title><p>",
        "<script>",
        "</p>",
        "<b><div>x</b>",
        "&",
        "<p style='",
    ],
)
def test_time_grows_with_the_length_whatever_the_bait(bait):
    def seconds(times: int) -> float:
        return seconds_of(lambda: read(bait * times))

    seconds(100)
    small, large = seconds(2000), seconds(16000)

    assert large < 8 * 4 * small + 0.5  # eight times the text; a quadratic reader would need sixty-four


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("#FFF", "ffffff"),
        ("White", "ffffff"),
        ("white", "ffffff"),
        ("rgb(255,0,16)", "ff0010"),
        ("var(--x)", None),
        ("rgba(0, 0, 0, 0.15)", None),
        ("rgba(0, 0, 0, .95)", "000000"),
        ("rgb(0 0 0 / 100%)", "000000"),
        ("rgba(0, 0, 0, 0)", "transparent"),
    ],
)
def test_colours_are_compared_as_six_digits(value, expected):
    assert colour(value) == expected


@pytest.mark.parametrize(
    ("style", "expected"), [("font-size:1px", True), ("font-size:1rem", False), ("display:block", None)]
)
def test_a_size_is_too_small_legible_or_not_set(style, expected):
    assert is_tiny(style_of(style)) is expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("display:block", None),
        ("display:none", Means.NOT_DRAWN),
        ("visibility:hidden", Means.UNSEEN),
        ("opacity:.02", Means.FAINT),
        ("opacity:0;transition:opacity 1s", None),
        ("position:fixed;top:-200vh", Means.AWAY),
        ("position:absolute;left:30000px", Means.AWAY),
        ("position:absolute;clip:rect(0, 0, 0, 0)", Means.CLIPPED),
        ("width:1px;overflow:hidden", Means.AWAY),
        ("max-height:0;overflow:hidden", Means.NOT_DRAWN),
        ("filter:opacity(0)", Means.NOT_DRAWN),
    ],
)
def test_a_style_hides_by_a_means(style, expected):
    assert means_of(style_of(style)) is expected


def test_a_page_without_any_tag_is_one_paragraph():
    assert kinds("just < text & more") == [(BlockKind.PARAGRAPH.value, "just < text & more")]
