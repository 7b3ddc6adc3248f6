import pytest

from tests.support.additions import added, article, differences, kept

ADDITIONS = [
    "include::/etc/passwd[]",
    "include::secrets.adoc[lines=1..5]",
    "include::https://x.example/x.adoc[]",
    "include::x.adoc",
    "image::https://x.example/x.png[]",
    "video::x.mp4[]",
    "audio::x.mp3[]",
    "plantuml::x.puml[]",
    "ifdef::backend-html5[]",
    "ifeval::[1 == 1]",
    "endif::[]",
    "toc::[]",
    "image:x.png[]",
    "icon:heart[]",
    "pass:[<b>x</b>]",
    "pass:q[x]",
    "link:file:///etc/passwd[x]",
    "stem:[x]",
    "+++<b>x</b>+++",
    "++++\n<b>x</b>\n++++",
    "{sys:id}",
    "{set:x:y}",
    "{docdir}",
    ":source-highlighter: x",
    ":!toc:",
    "<<anchor>>",
    '#+INCLUDE: "secrets.org"',
    "#+include: x.org src sh",
    "#+SETUPFILE: x.org",
    "#+BEGIN_SRC sh :results output\nid\n#+END_SRC",
    "#+CALL: x()",
    "#+MACRO: x y",
    "#+HTML: <b>x</b>",
    "#+EXPORT_FILE_NAME: x",
    "#+BEGIN_EXPORT html\nx\n#+END_EXPORT",
    "src_sh{id}",
    "call_x(1)",
    "{{{macro(x)}}}",
    "[[elisp:(x)]]",
    "[[file:secrets.org]]",
    "\\input{/etc/passwd}",
    "\\input /etc/passwd",
    "\\include{x}",
    "\\includegraphics{x.png}",
    "\\lstinputlisting{x}",
    "\\write18{id}",
    "\\immediate\\write18{id}",
    "\\openin5=x",
    "\\directlua{x}",
    "\\usepackage{shellesc}",
    "\\require{x}",
    "\\href{javascript:x}{y}",
    '[gallery ids="1,2"]',
    "[embed]https://x.example[/embed]",
    "[node:title]",
    "% include x",
    "% for x in y:",
    '-*- eval: (shell-command "id") -*-',
    "# vim: set modeline:",
    "&#123;&#123; x &#125;&#125;",
    "&lbrace;x",
    ".so /etc/passwd",
    ".sy id",
    ".pso id",
    "!!python/object/apply:os.system ['id']",
    "!!js/function 'x'",
    "!include secrets.yml",
]


@pytest.mark.parametrize("addition", ADDITIONS)
def test_what_other_markup_languages_run_is_refused_in_a_text(addition):
    assert added("txt", addition)


@pytest.mark.parametrize("addition", [one for one in ADDITIONS if not one.startswith(":")])
def test_it_is_refused_in_markdown_too(addition):
    assert added("md", addition)


@pytest.mark.parametrize("addition", ADDITIONS)
def test_what_the_text_has_already_may_stay(addition):
    assert kept("txt", addition) == []


def test_the_front_matter_may_not_become_a_program():
    before, after = article("md"), article("md")
    after = type(after)("---js\n({ title: require('fs') })\n---\n" + after.source, after.path)

    assert differences(before, after)


@pytest.mark.parametrize(
    "sentence",
    [
        "Meals include: bread, tea.",
        "The prices include tax.",
        "See page 5 [sic].",
        "A + B + C is more.",
        "C:\\new",
        "5 % include it.",
        "[sic] and [...]",
    ],
)
def test_prose_that_resembles_it_passes(sentence):
    assert added("txt", sentence) == []
