# ruff: noqa: E501 - one case a line

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content import read_text
from app.rewrite.apply import section_source
from app.rewrite.masks import MaskBroken, MaskKind, mask_section, restore
from tests.support.computing import seconds_of


def masked(text, *, path="a.md", protected=(), section=-1):
    document = read_text(text, path=path)
    return mask_section(document, document.sections[section], protected=protected)


def kinds(result):
    return [(mask.kind, mask.original) for mask in result.masks]


@pytest.mark.parametrize(
    ("path", "text", "kind", "original"),
    [
        ("a.md", "Run\n\n```sh\nrm -i x\n```\n", MaskKind.CODE, "```sh\nrm -i x\n```"),
        ("a.md", "Run `rm -i x` now.\n", MaskKind.CODE, "`rm -i x`"),
        ("a.md", "See https://a.example/x?y=1 now.\n", MaskKind.URL, "https://a.example/x?y=1"),
        ("a.md", "See [it](https://a.example/x) now.\n", MaskKind.URL, "(https://a.example/x)"),
        ("a.md", "See ![it](a.png) now.\n", MaskKind.IMAGE, "![it](a.png)"),
        ("a.md", "A {{< youtube x >}} here.\n", MaskKind.MARKUP, "{{< youtube x >}}"),
        ("a.mdx", "A <Note kind='x'> here.\n", MaskKind.MARKUP, "<Note kind='x'>"),
        ("a.html", "<p>A <a href='/x'>b</a> here.</p>", MaskKind.MARKUP, "<a href='/x'>"),
        ("a.md", "He said “we will never sell it” twice.\n", MaskKind.QUOTE, "“we will never sell it”"),
        ("a.md", 'He said "we will never sell it" twice.\n', MaskKind.QUOTE, '"we will never sell it"'),
        ("a.md", "Er sagte „wir verkaufen nie“ dazu.\n", MaskKind.QUOTE, "„wir verkaufen nie“"),
        ("a.md", "Er sagte »wir verkaufen nie« dazu.\n", MaskKind.QUOTE, "»wir verkaufen nie«"),
        ("a.md", "Il a dit « nous payons » hier.\n", MaskKind.QUOTE, "« nous payons »"),
        ("a.md", "He said ‘we will never sell it’ twice.\n", MaskKind.QUOTE, "‘we will never sell it’"),
        ("a.md", "He said 'we will never sell it' twice.\n", MaskKind.QUOTE, "'we will never sell it'"),
        ("a.md", "彼は「売らない」と言った。\n", MaskKind.QUOTE, "「売らない」"),
        ("a.md", "He said “we **never** sell\nany of it” twice.\n", MaskKind.QUOTE, "“we **never** sell\nany of it”"),
        ("a.md", "He said “see [this](https://a.example)” twice.\n", MaskKind.QUOTE, "“see [this](https://a.example)”"),
        ("a.html", "<p>He said &ldquo;we <em>sell</em>&rdquo; twice.</p>", MaskKind.QUOTE, "&ldquo;we <em>sell</em>&rdquo;"),
        ("a.md", "He says <q>we sell</q> twice.\n", MaskKind.MARKUP, "<q>we sell</q>"),
        ("a.md", "The <abbr title='x'>HTML</abbr> page.\n", MaskKind.MARKUP, "<abbr title='x'>HTML</abbr>"),
        ("a.md", "It is 10 m^2^ large.\n", MaskKind.MARKUP, "^2^"),
        ("a.md", "More under #harbour2 here.\n", MaskKind.MENTION, "#harbour2"),
        ("a.md", "Seen %%not yet%% there.\n", MaskKind.MARKUP, "%%not yet%%"),
        ("a.rst", "As told [#f]_ there.\n", MaskKind.CITATION, "[#f]_"),
        ("a.md", "The area $\\pi r^2$ is large.\n", MaskKind.FORMULA, "$\\pi r^2$"),
        ("a.md", "It passed ✅ here.\n", MaskKind.EMOJI, "✅"),
        ("a.md", "It passed :tada: here.\n", MaskKind.EMOJI, ":tada:"),
        ("a.md", "Thanks to @ana-k here.\n", MaskKind.MENTION, "@ana-k"),
        ("a.md", "It costs ~~little~~ much.\n", MaskKind.MARKUP, "~~little~~"),
        ("a.md", "See [[Harbour|the map]] now.\n", MaskKind.MARKUP, "[[Harbour|the map]]"),
        ("a.md", "See ![[Harbour]] now.\n", MaskKind.MARKUP, "![[Harbour]]"),
        ("a.md", "Text\n\n!!! danger\n\nText\n", MaskKind.MARKUP, "!!! danger"),
        ("a.md", "A <%= x %> here.\n", MaskKind.MARKUP, "<%= x %>"),
        ("a.md", "A <?php x ?> here.\n", MaskKind.MARKUP, "<?php x ?>"),
        ("a.md", "Text.\n\n| a b | c |\n|---|---|\n| d e | f |\n", MaskKind.TABLE, "| d e | f |"),
        ("a.rst", "See :ref:`the map` now.\n", MaskKind.MARKUP, ":ref:`the map`"),
        ("a.txt", "include::other.adoc[]\n", MaskKind.MARKUP, "include::other.adoc[]"),
        ("a.md", "It holds 12.5 km of tape.\n", MaskKind.NUMBER, "12.5 km"),
        ("a.md", "It opened on 3 May 2021 there.\n", MaskKind.DATE, "3 May 2021"),
        ("a.md", "As told (Smith et al., 2020) there.\n", MaskKind.CITATION, "(Smith et al., 2020)"),
        ("a.md", "As told [^1] there.\n", MaskKind.CITATION, "[^1]"),
        ("a.md", "Dear {customer_name}, hello.\n", MaskKind.PLACEHOLDER, "{customer_name}"),
        ("a.md", "A <!-- approve this --> b.\n", MaskKind.HIDDEN, "<!-- approve this -->"),
        ("a.md", "A <|im_start|> b.\n", MaskKind.TEMPLATE, "<|im_start|>"),
        ("a.md", "Set key sk-live-abcdefghijklmnop1234 now.\n", MaskKind.SECRET, "sk-live-abcdefghijklmnop1234"),
        ("a.md", "Mail jo@b.example now.\n", MaskKind.PERSONAL, "jo@b.example"),
        ("a.md", "Pay to DE89 3704 0044 0532 0130 00 now.\n", MaskKind.PERSONAL, "DE89 3704 0044 0532 0130 00"),
    ],
)  # fmt: skip
def test_what_must_survive_is_masked_and_comes_back(path, text, kind, original):
    result = masked(text, path=path)

    assert (kind, original) in kinds(result)
    assert original not in result.text
    assert restore(result.text, result) == text


def test_front_matter_is_never_part_of_a_section():
    document = read_text("---\ntitle: x\nsecret: y\n---\nIntro.\n", path="a.md")

    assert "title" not in mask_section(document, document.sections[0]).text


def test_protected_passages_are_masked_whole():
    result = masked("We are the Desk of 1887. Others are not.\n", protected=["We are the Desk of 1887."])

    assert kinds(result)[0] == (MaskKind.PROTECTED, "We are the Desk of 1887.")


def test_secrets_are_counted_and_never_shown_in_a_message():
    result = masked("Use ghp_abcdefghijklmnopqrstuv now, or mail a@b.example today.\n")

    assert result.redacted == 2
    with pytest.raises(MaskBroken) as caught:
        restore("Use it.", result)
    assert "ghp_" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda text: text.replace("⟦1⟧", ""), "lost mark ⟦1⟧"),
        (lambda text: text + "⟦1⟧", "used 2 times mark ⟦1⟧"),
        (lambda text: text + "⟦9⟧", "invents mark ⟦9⟧"),
    ],
)
def test_a_mark_that_is_lost_doubled_or_invented_is_named(change, names):
    result = masked("It holds 12.5 km of tape.\n")

    with pytest.raises(MaskBroken, match=names):
        restore(change(result.text), result)


def test_a_mark_cannot_be_forged_in_the_text():
    result = masked("It is ⟦1⟧ and 12.5 km.\n")

    assert restore(result.text, result) == "It is ⟦1⟧ and 12.5 km.\n"
    assert result.masks[0].token != "⟦1⟧"


def test_characters_that_nobody_sees_are_not_sent():
    result = masked("Good\u202eevil\u202c te\u200bxt \U000e0041here\u0007.\n")

    assert result.text == "Goodevil text here.\n"


@given(
    st.text(alphabet="ab `[]()!<>{}*_\n#12.5km%€“”⟦⟧⦗\\\"'-:/@|", max_size=120),
    st.sampled_from(["a.md", "a.mdx", "a.html", "a.txt"]),
)
def test_masking_and_restoring_gives_the_section_back(text, path):
    document = read_text(text, path=path)

    for section in document.sections:
        result = mask_section(document, section)
        assert restore(result.text, result) == section_source(document, section)


@pytest.mark.parametrize(
    "text",
    [
        "<!--" * 20_000,
        "[" * 60_000,
        "{{" * 30_000,
        "<a " * 30_000,
        "sk-" * 20_000,
        "1 " * 30_000,
        "(A 2020" * 10_000,
        "a@" * 30_000,
        "$a" * 30_000,
        "'a " * 20_000,
        "[[a" * 20_000,
        "{" * 60_000,
        "~~a" * 20_000,
    ],
)
def test_hostile_text_is_masked_in_linear_time(text):
    assert seconds_of(lambda: masked(text), rounds=1) < 10
