import pytest

from app.domain.facts import FactKind, Outcome
from tests.support.additions import added, article, differences, kept

ADDITIONS = [
    "{% include secrets.html %}",
    "{%- include footer.html -%}",
    "{% include_relative ../config.yml %}",
    "{% render 'card', product: all_products['x'] %}",
    "{% raw %}",
    "{% endraw %}",
    "{% for page in site.pages %}{{ page.content }}{% endfor %}",
    "{% assign key = site.github.token %}",
    "{% capture x %}",
    '{% import "forms.html" as forms %}',
    '{% extends "base.html" %}',
    "{% set x = config.items() %}",
    '{% from "m.njk" import field %}',
    "{% block content %}{% endblock %}",
    "{% liquid\n  assign a = 1\n  echo a\n%}",
    "{% gist 1234 %}",
    "{% youtube dQw4 %}",
    "{% asset_path x %}",
    "{% data variables.product %}",
    "{% comment %}a{% endcomment %}",
    "{{ site.github.token }}",
    "{{site.url}}",
    "{{- page.title -}}",
    "{{ config.SECRET_KEY }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ 7*7 }}",
    "{{ 'a' | file_content }}",
    "{{\n  env.TOKEN\n}}",
    "{{> header }}",
    "{{#each posts}}{{title}}{{/each}}",
    "{{{ raw_html }}}",
    "{# a note #}",
    "${process.env.HOME}",
    "#{7 * 7}",
    "@{Model.Secret}",
    "{! ../secrets.md !}",
    "{{ unclosed",
    "closed only }}",
    "<%= ENV['TOKEN'] %>",
    "<%- include('x') -%>",
    "<% tp.file.include('x') %>",
    "<?php echo getenv('TOKEN'); ?>",
    "<?= $secret ?>",
    "<? system('id')",
    '<#include "/etc/passwd">',
    "<@macro name='x'/>",
    "#parse('x.vm')",
    '#include("x.txt")',
    "@include('partials.secret')",
    "@php echo 1; @endphp",
]


@pytest.mark.parametrize("addition", ADDITIONS)
def test_template_code_that_the_original_lacks_is_refused_with_its_line(addition):
    found = added("md", addition)

    assert found
    assert {difference.outcome for difference in found} == {Outcome.BROKEN}
    assert all("in line" in difference.why for difference in found)


@pytest.mark.parametrize("addition", ["{{ site.url }}", "{% include x %}", "<%= x %>", "${HOME}", "<?= 1 ?>"])
def test_template_code_is_found_inside_a_sentence_and_inside_code(addition):
    assert added("md", addition, inline=True)
    assert added("md", f"`{addition}`", inline=True)
    assert added("md", f"```\n{addition}\n```")


@pytest.mark.parametrize("suffix", ["md", "mdx", "rst", "html", "txt"])
def test_template_code_is_refused_in_every_format(suffix):
    assert added(suffix, "{{ site.github.token }}")
    assert added(suffix, "{% include x.html %}")


@pytest.mark.parametrize("addition", ADDITIONS)
def test_what_the_original_has_already_may_stay(addition):
    assert kept("md", addition) == []


def test_another_name_in_known_braces_is_new():
    before, after = article("md", "{{ site.url }}"), article("md", "{{ site.github.token }}")

    (difference,) = differences(before, after)

    assert difference.kind is FactKind.TEMPLATE
    assert difference.after == "{{ site.github.token }}"
    assert after.source[difference.after_span.start : difference.after_span.end] == difference.after


def test_known_template_code_may_not_be_used_more_often():
    assert differences(article("md", "{{ a }}"), article("md", "{{ a }} {{ a }}"))


def test_an_example_in_a_raw_passage_may_not_leave_it():
    before = article("md", "{% raw %}\n\nWrite {{ a }} there.\n\n{% endraw %}")
    after = article("md", "{% raw %}\n\nWrite there.\n\n{% endraw %}\n\n{{ a }}")

    assert [d.after for d in differences(before, after)] == ["{{ a }}"]


def test_prose_between_two_unbalanced_code_blocks_may_be_reworded():
    code = "```c\nvoid f() {{\n```\n\nThen it is {}.\n\n```c\n}}\n```"
    before, after = article("md", code.format("closed")), article("md", code.format("shut"))

    assert differences(before, after) == []
