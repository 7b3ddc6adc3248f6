"""A text with more parts than anybody reads costs no more than one with as many as are read."""

import pytest

from app.content import read_text
from app.content.drafts import Drafts
from app.content.html.contexts import Contexts
from app.content.html.head import HeadReader
from app.content.html.page_facts import PageFacts
from app.content.html.reader import HtmlReader
from app.content.parsing import MAX_LINES
from app.domain.content import BlockKind, ContentFormat


@pytest.mark.parametrize("content_format", [ContentFormat.MARKDOWN, ContentFormat.TEXT])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_lines_beyond_the_limit_are_kept_and_not_judged(content_format, line_break):
    source = f"The first.{line_break * (MAX_LINES - 1)}The last.{line_break}One more.{line_break}"
    document = read_text(source, format=content_format)

    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.PARAGRAPH, "The first."),
        (BlockKind.PARAGRAPH, "The last."),
        (BlockKind.MARKUP, "One more."),
    ]
    assert [problem.code for problem in document.problems] == ["too-many-blocks"]
    assert document.source[document.blocks[-1].span.start :] == f"One more.{line_break}"


def test_a_text_as_long_as_is_read_has_no_problem():
    assert read_text("\n" * MAX_LINES, format=ContentFormat.MARKDOWN).problems == ()


def test_a_page_is_read_up_to_so_many_blocks():
    source = "<p>a<p>b<p>c<p>d"
    drafts = Drafts()
    reader = HtmlReader(source, source, drafts, HeadReader(), Contexts(PageFacts(source)))

    assert source[reader.read(0, len(source), most=2) :] == "c<p>d"
    reader.finish()
    assert [draft.text for draft in drafts.items] == ["a", "b"]
