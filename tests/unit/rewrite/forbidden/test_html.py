import pytest

from tests.support.additions import added, article, differences, kept

ADDITIONS = [
    "<script>alert(1)</script>",
    '<SCRIPT SRC="https://x.example/x.js"></SCRIPT>',
    "<script\nsrc=x>",
    "<style>p { color: red }</style>",
    '<iframe src="https://x.example"></iframe>',
    '<object data="x.swf"></object>',
    '<embed src="x.swf">',
    '<link rel="stylesheet" href="x.css">',
    '<meta http-equiv="refresh" content="0;url=https://x.example">',
    '<base href="https://x.example/">',
    '<form action="https://x.example"><p>x</p></form>',
    "<input type=hidden name=a>",
    '<button formaction="x">Go</button>',
    '<svg onload="x()"></svg>',
    "<svg><script>x()</script></svg>",
    "<math><mi>x</mi></math>",
    "<template><p>x</p></template>",
    '<video src="x.mp4"></video>',
    '<audio src="x.mp3">',
    '<source srcset="x.png">',
    "<frameset><frame src=x></frameset>",
    '<applet code="x">',
    '<x-widget data="1"></x-widget>',
    '<esi:include src="/x"/>',
    '<xi:include href="x.xml"/>',
    '<p onclick="x()">x</p>',
    "<p ONMOUSEOVER=x()>x</p>",
    '<p title=">" onclick=x()>x</p>',
    "<img src=x onerror=x()>",
    "<img/onerror=x()/src=x>",
    "<img src=x onerror=x()",
    '<img src="a.png" srcset="https://x.example/a.png 2x">',
    '<p style="background: url(https://x.example/x)">x</p>',
    '<p style="width: expression(x())">x</p>',
    "<p x-data='{a: 1}'>x</p>",
    '<p hx-get="/x">x</p>',
    '<p v-html="x">x</p>',
    '<p ng-init="x()">x</p>',
    '<p @click="x">x</p>',
    '<a href="javascript:x()">x</a>',
    '<a href="JaVaScRiPt:x()">x</a>',
    '<a href="java&#115;cript:x()">x</a>',
    '<a href="&#x6A;avascript&colon;x()">x</a>',
    '<a href="java\tscript:x()">x</a>',
    '<a href=" javascript: x()">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<img src="data:image/svg+xml,<svg onload=x()>">',
    '<a href="file:///etc/passwd">x</a>',
    '<!--#include virtual="/etc/passwd" -->',
    '<!--#exec cmd="id" -->',
    "<!--[if IE]><script src=x></script><![endif]-->",
    "<?xml-stylesheet href='x'?>",
    "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>",
    "<![CDATA[x]]>",
    "@import url(https://x.example/x.css);",
    "<details ontoggle=x() open>",
    "<marquee onstart=x()>",
]


@pytest.mark.parametrize("addition", ADDITIONS)
def test_html_that_runs_or_fetches_is_refused(addition):
    assert added("html", addition)
    assert added("md", addition)


@pytest.mark.parametrize("addition", ADDITIONS)
def test_known_html_may_stay(addition):
    assert kept("html", addition) == []


@pytest.mark.parametrize(
    "addition",
    [
        "[x](javascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](javascript\\:alert(1))",
        "[x](javascript&#58;alert(1))",
        "[x]: javascript:alert(1)",
        "![x](data:image/svg+xml;base64,AA==)",
        "[x](file:///etc/passwd)",
        "<javascript:alert(1)>",
        "[x](vbscript:x)",
        "[x]( data:text/html,x )",
    ],
)
def test_an_address_that_runs_is_refused_in_a_link_of_markdown(addition):
    assert added("md", addition)


@pytest.mark.parametrize(
    "sentence",
    [
        "There is more data: 5 people came.",
        "A book about JavaScript: the parts that last.",
        "He kept one file: the letter.",
        "Depending on load = 5, it waits.",
        "Three < five and five > four.",
        "Ask about: prices, times.",
    ],
)
def test_prose_that_resembles_it_passes(sentence):
    assert added("md", sentence) == []


def test_the_content_of_a_known_script_may_not_change():
    before, after = article("html", "<script>a()</script>"), article("html", "<script>b()</script>")

    assert differences(before, after)


def test_a_script_in_code_may_not_be_made_live():
    before, after = article("md", "`<script>a()</script>`"), article("md", "<script>a()</script>")

    assert [d.after for d in differences(before, after)] == ["<script>a()</script"]


def test_a_script_in_a_comment_may_not_be_made_live():
    before, after = article("html", "<!-- <script>a()</script> -->"), article("html", "<script>a()</script>")

    assert differences(before, after)


def test_backticks_across_paragraphs_make_no_code_of_what_stands_between():
    before = article("md", "Write `<script>a()</script>` or ` or `.")
    after = article("md", "Write ` there.\n\n<script>a()</script>\n\nOr ` or ` it.")

    assert differences(before, after)
