import pytest

from tests.support.additions import added, article, differences, kept

ADDITIONS = [
    'import fs from "fs"',
    "import fs from 'fs'",
    "import { a } from './a'",
    "import * as x from 'x'",
    "import './style.css'",
    'import React, { useState } from "react"',
    "import data from '../data.json'",
    "import type { A } from './a'",
    'export const secret = fs.readFileSync("/etc/passwd")',
    "export default function Page() {}",
    "export { a } from './b'",
    "export * from './c'",
    "export let x = 1",
    "export async function load() {}",
    "export class A {}",
    "{process.env.SECRET}",
    "{1 + 1}",
    "{fetch('https://x.example')}",
    "{/* note to self */}",
    "{`template ${x}`}",
    "{\n  (() => {\n\n    return 1\n  })()\n}",
    "<Buy now />",
    "<Card title={secret} />",
    "<Tabs>",
    "</Tabs>",
    "<Foo.Bar />",
    "<>",
    "</>",
    "<div style={{color: 'red'}}>",
    "<p onClick={steal}>",
    "<div {...props} />",
    '<div dangerouslySetInnerHTML={{__html: "x"}} />',
    "<Include file='x.md'/>",
    "<CodeBlock language='sh'>",
    "<MDXContent />",
    "{props.children}",
    "\\{unescaped}",
]


@pytest.mark.parametrize("addition", ADDITIONS)
def test_code_that_a_build_of_mdx_runs_is_refused(addition):
    assert added("mdx", addition)


@pytest.mark.parametrize("addition", ADDITIONS)
def test_it_is_refused_in_markdown_too_because_some_sites_read_that_as_mdx(addition):
    assert added("md", addition)


@pytest.mark.parametrize("addition", ADDITIONS)
def test_known_code_may_stay(addition):
    assert kept("mdx", addition) == []


def test_an_expression_with_a_blank_line_may_not_change_inside():
    before = article("mdx", "<Gate when={() => {\n\n  return open()\n}} />")
    after = article("mdx", "<Gate when={() => {\n\n  return steal()\n}} />")

    assert differences(before, after)


def test_an_example_in_code_may_not_be_made_live():
    before = article("mdx", "Write `<Card />` to get a card.")
    after = article("mdx", "Write <Card /> to get a card.")

    assert [d.after for d in differences(before, after)] == ["<Card />"]


@pytest.mark.parametrize("inert", ["{/* <Card /> */}", '{"<Card />"}', "<template><Card /></template>"])
def test_what_is_inert_inside_something_else_may_not_be_made_live(inert):
    before, after = article("mdx", inert), article("mdx", "<Card />")

    assert differences(before, after)


def test_a_paragraph_between_two_components_may_be_reworded():
    text = '<Note kind="tip">\n\n{}\n\n</Note>'.replace("{}", "The boat is full by noon.")
    before, after = article("mdx", text), article("mdx", text.replace("The boat is", "It is"))

    assert differences(before, after) == []


@pytest.mark.parametrize("line", ["import duties on grain rose.", "export of grain fell.", "Exports fell."])
def test_prose_about_imports_is_no_module_in_markdown(line):
    assert added("md", line) == []
