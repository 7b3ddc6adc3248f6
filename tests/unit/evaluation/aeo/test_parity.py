"""The same text gets the same score as Markdown and as the HTML that it becomes."""

from collections.abc import Callable

import markdown
import pyromark
import pytest
from markdown_it import MarkdownIt

from app.content import read_text
from app.domain.content import ContentFormat
from app.domain.scores import AeoScore
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.score import score_aeo

RUBRIC = load_rubric(plug_ins=False)
LEAD = (
    "The clinic network grew last year, and the TLS-protected charts of the EHR are read at the bedside.\n\n"
)
TEXTS = {
    "footnotes": (
        "Waiting times fell by 37 % in 2023.[^1] The network grew to 340 clinics[^note], which a survey"
        " confirms.\n\nSales rose by 12 %[^2].\n\n[^1]: Ministry, [report](https://health.example/r).\n"
        "[^note]: Statistics, 2024.\n[^2]: IDC, p. 12: by 12 % in 90 countries.\n"
    ),
    "table": (
        "| Plan | Price | Users |\n|---|---:|---|\n| Basic | $12.50 | 5 |\n"
        "| Pro ([list](https://a.example/p)) | $42 | 50 % more |\n\n[IDC](https://idc.example): 45 % pay.\n"
    ),
    "lists": (
        "- The kit costs 12 euros\n- It weighs 500 g, see [the sheet](https://s.example/x).\n"
        "    - nested: 12 % lighter\n\n1. First step takes 3 minutes\n2. Second\n\nEnd of it.\n"
    ),
    "raw HTML": (
        '<div class="note">\n\nMarkdown inside with 12 %.\n\n</div>\n\n'
        '<p>Raw HTML with 45 % <a href="https://yes.example">source</a>.</p>\n\n'
        "<!-- comment: 45 % of CIOs agree, says IDC -->\n\nH<sub>2</sub>O and "
        '<span style="display:none">hidden 45 % says IDC</span> 1&nbsp;200,50&nbsp;€.\n'
    ),
    "quotations": (
        '"We cut our costs by 40 % in a quarter," said Jane Doe, a CEO.\n\n'
        "“This has completely changed how we work,” said Ann ([interview](https://p.example/i)).\n\n"
        "> Quote with 12 % of it\n"
    ),
    "references": (
        "As [IDC][1] says, 12 % grew. See [the survey] and its like [citation needed].\n\n"
        '[1]: https://idc.example/r\n[the survey]: https://s.example/ "Survey"\n'
    ),
    "code": (
        "Run `pip install 45%`:\n\n```python\nx = '45 % of firms'\n```\n\n    indented = '45 % of firms'\n"
    ),
    "scripts": "土壌水分は25％増えた（[農水省](https://maff.example)）。\n\nارتفعت المبيعات بنسبة ٢٥٪\n",
}
OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES
RENDERERS: dict[str, Callable[[str], str]] = {
    "markdown-it": lambda text: MarkdownIt("commonmark", {"html": True}).enable("table").render(text),
    "pulldown-cmark": lambda text: pyromark.html(text, options=OPTIONS),
    "python-markdown": lambda text: markdown.markdown(text, extensions=["extra"]),
}


def score(text: str, format_: ContentFormat) -> AeoScore:
    return score_aeo(read_text(text, format=format_), rubric=RUBRIC, target_query="waiting times in clinics")


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("name", TEXTS)
def test_markdown_and_its_html_score_the_same(name: str, renderer: str) -> None:
    text = f"# Clinics\n\n{LEAD}{TEXTS[name]}"

    written = score(text, ContentFormat.MARKDOWN)
    rendered = score(f"<html><body>{RENDERERS[renderer](text)}</body></html>", ContentFormat.HTML)

    assert written.measured
    assert rendered.measured == pytest.approx(written.measured, abs=1)
    assert rendered.pull == pytest.approx(written.pull, abs=1)
    assert rendered.integrity is written.integrity
    assert rendered.gate is written.gate


@pytest.mark.parametrize(
    "mark",
    [
        '<a href="#fn1" class="footnote-ref" role="doc-noteref"><sup>1</sup></a>',
        '<sup id="fnref:1"><a href="#fn1" rel="footnote">1</a></sup>',
        '<a class="footnote-reference brackets" href="#fn1">1</a>',
    ],
)
def test_a_notes_mark_is_a_source_and_no_text(mark: str) -> None:
    note = '<ol><li id="fn1">Ministry, report of 2024. <a href="#fnref1" role="doc-backlink">↩</a></li></ol>'
    page = f"<p>Waiting times fell by 37 %.{mark} They go on.</p>{note}"
    document = read_text(page, format=ContentFormat.HTML)

    assert document.blocks[0].text == "Waiting times fell by 37 %. They go on."
    assert document.blocks[1].text == "Ministry, report of 2024."
    found = {finding.check_id for finding in score_aeo(document, rubric=RUBRIC).findings}
    assert "CON019" not in found


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("Sales rose by 37 % in a year.[^9]\n", ContentFormat.MARKDOWN),
        ("Sales rose by 37 % in [a year](#fn9).\n", ContentFormat.MARKDOWN),
        ('<p>Sales rose by 37 % in a year.<sup><a href="#fn9">9</a></sup></p>', ContentFormat.HTML),
        ('<p id="fnref9">Sales rose by 37 % in <a href="#fnref9">a year</a>.</p>', ContentFormat.HTML),
        ("Sales rose by 37 % in a year [9]_.\n", ContentFormat.RST),
    ],
)
def test_a_note_that_is_nowhere_is_no_source(text: str, format_: ContentFormat) -> None:
    assert "CON019" in {finding.check_id for finding in score(text, format_).findings}
