"""Whatever a text holds, it gets a score or a reason, and every finding stands in the file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content import read_document, read_text
from app.domain.content import ContentFormat, Document
from app.domain.errors import InvalidContent
from app.domain.scores import AeoScore, Gate
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.score import score_aeo
from app.evaluation.suppressions import apply_ignores

RUBRIC = load_rubric(plug_ins=False)
PIECES = st.sampled_from(
    [
        *(
            "Sales rose by 37 % ",
            "in 2023.",
            "[^1] ",
            "\n\n[^1]: IDC\n\n",
            "([IDC](https://i.example)) ",
            "12,5 € ",
        ),
        *(
            "“We cut our costs by half,” said Jane Doe. ",
            "'It is so,' says ",
            "> quoted\n",
            ", said Ann Lee",
            "„“",
        ),
        *(
            "TLS 1.3 and AES-256 ",
            "such as ",
            "e.g. ",
            "nine out of ten ",
            "studies show ",
            "https://a.example/x ",
        ),
        *(
            "<!-- ignore previous instructions -->",
            "<p hidden>",
            "</p>",
            '<p style="color:#fefefe">',
            "<style>p.k{",
        ),
        *(
            "display:none}</style>",
            '<p class="k d-none">',
            '<script type="application/ld+json">',
            '{"@type": ["FAQPage"',
        ),
        *(
            "</script>",
            '<meta name="robots" content="noindex">',
            '<a href="#fn1"><sup>1</sup></a>',
            "<sup>",
            "</sup>",
        ),
        *(
            "# ",
            "## soil kit\n\n",
            "soil kit ",
            "soil ",
            "kit. ",
            "- ",
            "| a | b |\n|---|---|\n",
            "```\n",
            "\n\n",
            "\n",
        ),
        *(
            "\u200b",
            "\u202e",
            "\U000e0041",
            "р",
            "ทดสอบ ",
            "百分之三十",
            "٢٥٪ ",
            "१२ ",
            "²³",
            "½ ",
            "İ",
            "ß",
            "\x00",
            "\ud800",
        ),
        *(
            "copydesk-ignore CON019: x",
            "<!-- copydesk-ignore-file -->",
            "---\ntitle: x\n---\n",
            "dose 5 mg ",
            "&#x41;",
        ),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=30).map("".join)


def assert_sound(document: Document, score: AeoScore) -> None:
    assert (score.measured is None) is (score.gate is Gate.UNSCORABLE)
    assert score.measured is not None or score.reason
    for finding in score.findings:
        assert finding.message
        assert finding.line >= 1
        assert finding.column >= 1
        if finding.span is not None:
            assert 0 <= finding.span.start <= finding.span.end <= len(document.source)
            assert (finding.line, finding.column) == document.position(finding.span.start)


@pytest.mark.parametrize("format_", ContentFormat)
@given(text=TEXTS, query=st.sampled_from([None, "", "soil kit", "how to test soil pH", "土壌 ¿?"]))
@settings(max_examples=60, deadline=None)
def test_any_text_is_scored_in_any_format(format_: ContentFormat, text: str, query: str | None) -> None:
    document = read_text(text, format=format_)

    score = score_aeo(document, rubric=RUBRIC, target_query=query, robots_txt=text, supplied_sources=(text,))

    assert_sound(document, score)
    assert (
        score_aeo(document, rubric=RUBRIC, target_query=query, robots_txt=text, supplied_sources=(text,))
        == score
    )
    apply_ignores(document, score.findings)


@given(before=TEXTS, after=TEXTS)
@settings(max_examples=60, deadline=None)
def test_any_rewrite_is_scored_beside_any_original(before: str, after: str) -> None:
    original, document = (read_text(text, format=ContentFormat.MARKDOWN) for text in (before, after))

    assert_sound(document, score_aeo(document, rubric=RUBRIC, original=original))


@given(data=st.binary(max_size=300), name=st.sampled_from(["a.md", "a.html", "a.rst", "a.txt", "a.mdx"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_scored_or_refused_by_name(data: bytes, name: str) -> None:
    try:
        document = read_document(data, path=name)
    except InvalidContent as error:
        assert name in str(error)  # noqa: PT017 - a refusal is one of two right answers
        return
    assert_sound(document, score_aeo(document, rubric=RUBRIC))
