"""An author may ignore a finding where it stands, if a reason is given."""

from app.content import read_text
from app.domain.content import ContentFormat, Document, Span
from app.domain.scores import EvidenceGrade, Finding, Severity
from app.evaluation.suppressions import NO_REASON, UNKNOWN, UNUSED, apply_ignores

FIGURE = "87 % of firms"


def finding_at(document: Document, text: str, check_id: str = "CON019") -> Finding:
    start = document.source.index(text)
    line, column = document.position(start)
    span = Span(start, start + len(text))
    return Finding(check_id, "no source", Severity.WARNING, EvidenceGrade.A, span, line, column)


def read(text: str, format_name: str = "markdown") -> Document:
    return read_text(text, format=ContentFormat(format_name))


def test_an_ignore_with_a_reason_covers_the_next_block() -> None:
    document = read("<!-- copydesk-ignore CON019: from our own books -->\n\nAll 87 % of firms save.\n")

    result = apply_ignores(document, [finding_at(document, FIGURE)])

    assert result.kept == ()
    assert [reason for _, reason in result.ignored] == ["from our own books"]


def test_the_block_after_the_next_one_is_not_covered() -> None:
    document = read(
        "<!-- copydesk-ignore CON019: ours -->\n\nFirst 12 % block.\n\nThen 87 % of firms save.\n"
    )
    first, second = finding_at(document, "12 %"), finding_at(document, FIGURE)

    result = apply_ignores(document, [first, second])

    assert result.kept == (second,)


def test_an_ignore_without_a_reason_is_reported_and_not_applied() -> None:
    document = read("<!-- copydesk-ignore CON019 -->\n\nAll 87 % of firms save.\n")
    finding = finding_at(document, FIGURE)

    result = apply_ignores(document, [finding])

    assert [each.check_id for each in result.kept] == [NO_REASON, "CON019"]


def test_an_ignore_that_ignores_nothing_is_reported_with_its_place() -> None:
    document = read("A first line.\n\n<!-- copydesk-ignore CON031: long by nature -->\n\nA short one.\n")

    result = apply_ignores(document, [])

    assert [(each.check_id, each.line) for each in result.kept] == [(UNUSED, 3)]


def test_a_file_wide_ignore_covers_every_block_and_findings_without_a_place() -> None:
    document = read("Then 87 % of firms save.\n\n<!-- copydesk-ignore-file CON019, CON017: a stub -->\n")
    nowhere = Finding("CON017", "short", Severity.SUGGESTION, EvidenceGrade.C)

    result = apply_ignores(document, [finding_at(document, FIGURE), nowhere])

    assert result.kept == ()


def test_another_check_on_the_same_block_is_still_reported() -> None:
    document = read("<!-- copydesk-ignore CON031: long by nature -->\n\nAll 87 % of firms save.\n")
    finding = finding_at(document, FIGURE)

    assert finding in apply_ignores(document, [finding]).kept


def test_an_ignore_shown_in_a_code_block_ignores_nothing() -> None:
    document = read(
        "```\n<!-- copydesk-ignore-file CON019: an example -->\n```\n\nThen 87 % of firms save.\n"
    )
    finding = finding_at(document, FIGURE)

    assert apply_ignores(document, [finding]).kept == (finding,)


def test_mdx_and_restructured_text_have_their_own_comments() -> None:
    mdx = read("{/* copydesk-ignore CON019: ours */}\n\nThen 87 % of firms save.\n", "mdx")
    rst = read(".. copydesk-ignore CON019: ours\n\nThen 87 % of firms save.\n", "rst")

    assert apply_ignores(mdx, [finding_at(mdx, FIGURE)]).kept == ()
    assert apply_ignores(rst, [finding_at(rst, FIGURE)]).kept == ()


def test_an_ignore_of_a_check_that_does_not_exist_is_reported() -> None:
    document = read("<!-- copydesk-ignore CON091, CON019: ours -->\n\nAll 87 % of firms save.\n")
    finding = finding_at(document, "87 %")

    result = apply_ignores(document, [finding], known={"CON019", "CON031"})

    assert [each.check_id for each in result.kept] == [UNKNOWN]
    assert "No check is called CON091" in result.kept[0].message


def test_of_several_ids_the_one_without_effect_is_named() -> None:
    document = read("<!-- copydesk-ignore CON031, CON019: ours -->\n\nAll 87 % of firms save.\n")

    (left,) = apply_ignores(document, [finding_at(document, "87 %")]).kept

    assert left.check_id == UNUSED
    assert "(CON031)" in left.message
    assert not left.fix
