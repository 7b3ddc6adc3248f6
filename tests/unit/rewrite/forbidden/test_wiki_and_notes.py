import pytest

from tests.support.additions import added, article, differences, kept

ADDITIONS = [
    "![[private.md]]",
    "![[Daily note#Secrets]]",
    "![[note^block]]",
    "![[image.png|300]]",
    "![[audio.mp3]]",
    "![[ unclosed",
    "[[File:secret.png|thumb]]",
    "[[Image:x.jpg]]",
    "[[Media:x.ogg]]",
    "[[file:/etc/passwd]]",
    '[[elisp:(shell-command "id")]]',
    "[[shell:ls]]",
    "[[Include(Secret)]]",
    "{{Template:Secret}}",
    "{{embed ((abc))}}",
    "{{embed [[Secret]]}}",
    "{{query (todo)}}",
    "{{renderer :x}}",
    "{{#invoke:x|y}}",
    "{{:Secret page}}",
    "<<Include(Secret)>>",
    "<<GetText(x)>>",
    "{include:Secret}",
    "{html}<b>x</b>{html}",
    '```dataview\nLIST FROM "private"\n```',
    "```dataviewjs\ndv.list([])\n```",
    "```tasks\nnot done\n```",
    "```query\ntag:x\n```",
    "```meta-bind-button\nx\n```",
    "`= this.file.name`",
    "`$= dv.current()`",
    "`r readLines('x')`",
    "<% tp.web.daily_quote() %>",
    "<%* tR += 'x' %>",
    '--8<-- "secrets.md"',
    "<<< @/snippets/x.js",
    "<<[secret.md]",
    "@[code](../x.js)",
    "@[youtube](x)",
    "!!!include(secret.md)!!!",
    '!INCLUDE "secret.md"',
    "[!include[x](secret.md)]",
    "[!code-csharp[](x.cs)]",
    ':::code source="x.cs":::',
    "::include{file=x.md}",
    "`embed:x.js`",
    "[x](x.md ':include')",
    "[[[cog",
    "/secret.csv",
    "{{< include x >}}",
    "<?php include 'x'; ?>",
    "<includeonly>x</includeonly>",
    "<php>x</php>",
    "```sh exec\nid\n```",
    "```js file=x.js\n```",
    "```{r}\nreadLines('x')\n```",
    "```python eval\n1\n```",
    "```jsx live\n<A/>\n```",
    '```mermaid\nclick A href "x"\n```',
    "```plantuml\n!include x\n```",
]


@pytest.mark.parametrize("addition", ADDITIONS)
def test_an_embed_or_query_that_the_original_lacks_is_refused(addition):
    assert added("md", addition)


@pytest.mark.parametrize("addition", ADDITIONS)
def test_a_known_embed_or_query_may_stay(addition):
    assert kept("md", addition) == []


def test_an_embed_of_another_note_is_new():
    assert differences(article("md", "![[Ferry map]]"), article("md", "![[Diary]]"))


def test_a_link_to_a_note_may_not_become_an_embed():
    assert differences(article("md", "See [[Ferry map]]."), article("md", "See ![[Ferry map]]."))


@pytest.mark.parametrize(
    "sentence",
    ["Use it for plain text.", "The crew (mate and cook) rests.", "It rose 5 % ... and fell.", "a -> b"],
)
def test_prose_passes(sentence):
    assert added("md", sentence) == []
