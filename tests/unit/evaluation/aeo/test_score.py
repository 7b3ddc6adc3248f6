"""The score counts what is supported, leaves out what does not apply, and says what it cannot score."""

from typing import Any

import pytest

from app.content import read_text
from app.domain.content import ContentFormat, Document
from app.domain.scores import AeoScore, Gate, Integrity, Severity
from app.evaluation.aeo.aeo_weights import shipped_weights
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.score import score_aeo

RUBRIC = load_rubric(plug_ins=False)
LEAD = "The clinic network grew last year, as everybody who works there will tell you with some pride. "
BODY = (
    "Nurses now read the TLS-protected charts of the EHR at the bedside, and the on-call doctor signs them. "
    "For example, the ward in Graz (part of the AKH) sends its readings to the HL7 gateway every evening. "
    "Patients wait less, staff go home on time, and the night shift can look up what the day shift did. "
)
FIGURE = "Waiting times fell by 37 %"
SOURCE = " ([ministry](https://health.example/report))."


def read(text: str, format_name: str = "markdown") -> Document:
    return read_text(text, format=ContentFormat(format_name))


def score(text: str, format_name: str = "markdown", **options: Any) -> AeoScore:
    return score_aeo(read(text, format_name), rubric=RUBRIC, **options)


def measured(text: str, **options: Any) -> float:
    result = score(text, **options)
    assert result.measured is not None
    return result.measured


def standing(text: str, **options: Any) -> float:
    result = score(text, **options)
    assert result.standing is not None
    return result.standing


def pull(text: str) -> float:
    result = score(text)
    assert result.pull is not None
    return result.pull


def test_a_figure_with_its_source_raises_the_published_score() -> None:
    assert measured(LEAD + BODY + FIGURE + SOURCE) > measured(LEAD + BODY)


def test_a_figure_without_a_source_pulls_and_does_not_earn() -> None:
    bare = LEAD + BODY + FIGURE + "."

    assert pull(bare) > pull(LEAD + BODY)
    assert measured(bare) == measured(LEAD + BODY)


def test_a_name_beside_an_unsourced_figure_counts_and_does_not_stand() -> None:
    before, after = score(LEAD + BODY), score(f"{LEAD}{BODY}{FIGURE} with the TDR-500 (IP68).")

    assert after.measured is not None
    assert before.measured is not None
    assert after.measured > before.measured
    assert after.standing == before.standing == before.measured
    assert after.unsourced == pytest.approx(after.measured - before.measured, abs=0.05)


def test_a_source_that_is_only_named_counts_and_does_not_stand() -> None:
    named = f"{LEAD}{BODY}According to the ministry it fell.\n"

    assert measured(named) > measured(LEAD + BODY)
    assert standing(named) == standing(LEAD + BODY)


def test_a_source_beside_another_sentence_vouches_for_its_own_only() -> None:
    linked = LEAD + BODY + "The ministry counts them" + SOURCE

    assert standing(f"{linked} {FIGURE} in 90 clinics.") == standing(linked)
    assert "CON019" in {each.check_id for each in score(f"{linked} {FIGURE} in 90 clinics.").findings}


def test_a_footnote_and_a_bracketed_source_behind_the_sentence_count() -> None:
    note = f"{LEAD}{BODY}{FIGURE}.[^1]\n\n[^1]: Ministry of health, report of 2024.\n"
    behind = f"{LEAD}{BODY}{FIGURE}. ([Ministry](https://health.example/r).)"

    for text in (note, behind):
        assert not [each for each in score(text).findings if each.check_id == "CON019"]


def test_a_figure_of_a_supplied_source_is_supported() -> None:
    bare = LEAD + BODY + FIGURE + "."

    assert measured(bare, supplied_sources=("The ministry writes: minus 37 percent.",)) > measured(bare)


def test_scoring_a_text_against_itself_changes_nothing() -> None:
    text = f"{LEAD}{BODY}{FIGURE}.\n\n> We sleep at night again.\n>\n> — Jane Doe\n"

    assert score(text, original=read(text)) == score(text)


def test_a_figure_with_a_source_in_one_place_gains_nothing_in_another_by_a_rewrite() -> None:
    text = f"{LEAD}{BODY}{FIGURE}{SOURCE}\n\n{FIGURE} at the AKH-ward.\n"

    assert score(text, original=read(text)) == score(text)


def test_a_figure_moved_away_from_its_source_keeps_its_support() -> None:
    original = read(f"{LEAD}{BODY}\n\n{FIGURE}{SOURCE}\n")
    moved = f"{FIGURE}. {LEAD}{BODY}\n\nThe ministry counts them{SOURCE}\n"

    assert not [each for each in score(moved, original=original).findings if each.check_id == "CON019"]


def test_a_figure_invented_since_the_original_fails_integrity() -> None:
    result = score(LEAD + BODY + FIGURE + ".", original=read(LEAD + BODY))

    assert result.integrity is Integrity.FAIL
    assert [each.severity for each in result.findings if each.check_id == "CON019"] == [Severity.ERROR]


def test_an_unsourced_figure_of_the_original_does_not_fail_integrity() -> None:
    text = LEAD + BODY + FIGURE + "."

    assert score(text, original=read(text)).integrity is Integrity.PASS


def test_hidden_text_changes_no_point_and_fails_integrity() -> None:
    hidden = '<div style="display:none">best clinic in town, 99 % of patients cured, AKH, EHR-ready</div>'
    plain = f"{LEAD}\n\n{BODY}\n"

    result = score(f"{LEAD}\n\n{hidden}\n\n{BODY}\n")

    assert result.measured == measured(plain)
    assert result.pull == pull(plain)
    assert result.integrity is Integrity.FAIL


def test_a_target_query_adds_findings_and_no_points() -> None:
    without, asked = score(LEAD + BODY), score(LEAD + BODY, target_query="what does a dishwasher cost")

    assert asked.measured == without.measured
    assert "CON010" in {each.check_id for each in asked.findings}
    assert asked.coverage > without.coverage


def test_a_check_of_another_language_leaves_the_denominator() -> None:
    japanese = score("最初の段落は、病院の待ち時間について述べている。看護師は毎朝、病室で記録を読む。" * 3)

    assert "CON013" not in {each.check_id for each in japanese.components}
    assert japanese.measured is not None


def test_gained_and_taken_points_make_the_score() -> None:
    result = score(LEAD + BODY + FIGURE + ".")

    assert result.measured == pytest.approx(sum(each.points for each in result.components), abs=0.05)


def test_the_interval_holds_the_score() -> None:
    result = score(LEAD + BODY + FIGURE + SOURCE)

    assert result.interval is not None
    assert result.measured is not None
    assert result.interval[0] <= result.measured <= result.interval[1]
    assert result.interval[1] - result.interval[0] > 2 * shipped_weights().engine_deviation


def test_noindex_beats_every_content_score() -> None:
    head = '<head><meta name="robots" content="noindex"></head>'
    page = f"<html>{head}<body><p>{LEAD}{BODY}</p></body></html>"

    result = score(page, "html")

    assert result.gate is Gate.BLOCKED
    assert "noindex" in result.reason


@pytest.mark.parametrize("text", ["", " \n\t\u00a0", "---\ntitle: Only this\n---\n"])
def test_a_text_without_a_body_is_unscorable_and_not_zero(text: str) -> None:
    result = score(text)

    assert (result.gate, result.measured, result.pull) == (Gate.UNSCORABLE, None, None)
    assert "not scorable" in result.reason


def test_a_text_that_stands_in_one_fence_is_read_and_reported() -> None:
    result = score(f"```markdown\n{LEAD}\n\n{BODY}\n```\n")

    assert result.measured == measured(f"{LEAD}\n\n{BODY}\n")
    assert [each.line for each in result.findings if each.check_id == "FIL060"] == [1]


def test_a_finding_points_into_the_file_as_it_was_written() -> None:
    text = f"---\ntitle: Kit\n---\r\n\r\nA first line.\r\n\r\nAll in all, {FIGURE} here.\r\n"

    (found,) = [each for each in score(text).findings if each.check_id == "CON019"]

    assert (found.line, found.column) == (7, len("All in all, Waiting times fell by ") + 1)


@pytest.mark.parametrize("query", [None, "how do nurses read charts"])
def test_markdown_and_its_html_score_the_same(query: str | None) -> None:
    markdown = (
        f"# How nurses read charts\n\n{LEAD}{BODY}\n\n## Figures\n\n"
        f"{FIGURE}{SOURCE} In all, 340 clinics joined.\n\n"
        "- the first ward, with *its* 12 beds ([source](https://beds.example/1))\n- the second ward\n\n"
        "“We sleep at night again,” said Maria Moser, a nurse.\n\n"
        "| ward | beds |\n|---|---|\n| one | 12 |\n"
    )
    page = (
        "<html lang='en'><head><title>How nurses read charts</title></head><body><article>"
        f"<h1>How nurses read charts</h1><p>{LEAD}{BODY}</p><h2>Figures</h2><p>{FIGURE} "
        '(<a href="https://health.example/report">ministry</a>). In all, 340 clinics joined.</p>'
        "<ul><li>the first ward, with <em>its</em> 12 beds "
        '(<a href="https://beds.example/1">source</a>)</li><li>the second ward</li></ul>'
        "<p>“We sleep at night again,” said Maria Moser, a nurse.</p>"
        "<table><thead><tr><th>ward</th><th>beds</th></tr></thead>"
        "<tbody><tr><td>one</td><td>12</td></tr></tbody></table></article></body></html>"
    )

    one, other = score(markdown, target_query=query), score(page, "html", target_query=query)

    assert one.measured == pytest.approx(other.measured, abs=1)
    assert one.pull == pytest.approx(other.pull, abs=1)


@pytest.mark.parametrize(
    "added",
    [
        "Nine out of ten CIOs at ACME-Labs agree.",
        "Eighty-seven percent of firms (such as ACME) save money.",
        "Zwei Drittel der ISO-zertifizierten Firmen sparen Geld.",
        "'This approach has changed our industry,' said Jane Doe, CEO of ACME-Labs.",
        "*It has changed our industry for ever*, said Jane Doe, CEO of ACME-Labs.",
        "[The ISO report](https://iso.example/r) According to the WHO (2018), 43 % of firms agree.",
        "The T\u200bL\u200bS-A\u200bE\u200bS gateway of A\u200bC\u200bM\u200bE (H\u200bL\u200b7) is in use.",
        "Our HL7-gateway for the AKH-ward is the HL7-gateway for the AKH-ward.",
    ],
)
def test_what_wants_a_source_stands_nowhere_and_earns_a_rewrite_nothing(added: str) -> None:
    link = "[The ISO report](https://iso.example/r)"
    before = f"{LEAD}{BODY}\n\n{link if added.startswith(link) else ''}\n"
    original = read(before)

    for after in (f"{before}{added.removeprefix(link)}\n", f"{before}\n{added.removeprefix(link)}\n"):
        assert standing(after) <= standing(before)
        assert measured(after, original=original) <= measured(before)


@pytest.mark.parametrize(
    "added",
    [
        "Nine out of ten of them agree.",
        "“It has changed our industry for ever,” said Jane Doe, a nurse.",
        "*It has changed our industry for ever*, said Jane Doe, a nurse.",
        "\n\n> It has changed our industry for ever.\n>\n> — Jane Doe\n",
        "\n\n| ward | patients |\n|---|---|\n| first | 37 % |\n",
    ],
)
def test_a_rewrite_that_invents_a_claim_in_any_form_fails_integrity(added: str) -> None:
    text = f"{LEAD}{BODY}{added}"

    assert score(text, original=read(LEAD + BODY)).integrity is Integrity.FAIL
    assert score(text, original=read(text)).integrity is Integrity.PASS
    assert score(text).integrity is Integrity.PASS


@pytest.mark.parametrize(
    "added", ["It runs TLS 1.3 and AES-256 (FIPS 140).", "Such as wards, for example, e.g. beds."]
)
def test_names_and_examples_that_a_rewrite_adds_need_a_source(added: str) -> None:
    text, before = f"{LEAD}{BODY}{added}", read(LEAD + BODY)
    sourced = f"{LEAD}{BODY}{added.removesuffix('.')} ([vendor](https://vendor.example/sheet))."

    assert measured(text) > measured(LEAD + BODY)
    assert measured(text, original=before) == measured(LEAD + BODY)
    assert measured(sourced, original=before) > measured(LEAD + BODY)


def test_a_term_of_a_supplied_source_counts_in_a_rewrite() -> None:
    text, source = f"{LEAD}{BODY}It runs OAuth-PKCE flows.", "The gateway speaks OAuth-PKCE and oauth-pkce."

    assert measured(text, original=read(LEAD + BODY), supplied_sources=(source,)) > measured(LEAD + BODY)


def test_a_question_repeated_as_headings_is_no_better_answered() -> None:
    query = "calibrate a moisture sensor in winter"
    text = f"# Wards\n\n{LEAD}\n\n{BODY}\n"
    stuffed = text + f"\n## {query}\n\n" * 3

    assert measured(stuffed, target_query=query) <= measured(text, target_query=query)


@pytest.mark.parametrize(
    "opening",
    [
        '<p style="color:#fefefe">',
        '<p style="color:hsl(0, 0%, 100%)">',
        '<p style="font:0/0 a">',
        '<p style="opacity:0.01">',
        '<p style="transform:scale(0)">',
        '<p style="transform:translateX(-9999px)">',
        '<p style="margin-left:-9999px">',
        '<p style="width:1px;height:1px;overflow:hidden">',
        '<p class="d-none">',
        '<style>#k{position:absolute;left:-9999px}</style><p id="k">',
        '<style>p.k{font-size:0}</style><p class="k">',
    ],
)
def test_text_that_nobody_can_see_fails_integrity_and_earns_nothing(opening: str) -> None:
    page = f"<p>{LEAD}</p><p>{BODY}</p>"
    hidden = f"{opening}Best soil kit, says IDC (TLS 1.3, AES-256), for example at ACME-Labs in Graz.</p>"

    assert score(page + hidden, "html").integrity is Integrity.FAIL
    assert score(page + hidden, "html").measured == score(page, "html").measured


@pytest.mark.parametrize(
    "opening", ['<p class="hidden md:block">', '<p style="opacity:inherit">', '<p style="opacity:0.6">']
)
def test_what_a_larger_window_shows_is_not_hidden(opening: str) -> None:
    page = f"<p>{LEAD}</p>{opening}{BODY}</p>"

    assert score(page, "html").integrity is Integrity.PASS
