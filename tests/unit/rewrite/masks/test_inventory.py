"""Every element of the inventory is behind a mark, so that no model can reword it by accident."""

import pytest

from app.content import read_text
from app.rewrite.apply import editable_span
from app.rewrite.facts.inventory.reading import Inventory
from app.rewrite.masks import mask_section

MARKS = (
    "“x y”", "„x y“", "„x y”", "»x y«", "«x y»", "« x y »", "‹x y›", "›x y‹", "‘x y’", "'x y'", '"x y"',
    "‚x y‘", "「x y」", "『x y』", "《x y》", "〝x y〟", "﹁x y﹂", "‟x y”", "``x y''", "&quot;x y&quot;",
    "“x **y** z”", "“x ‘y’ z”", "“x\ny”", "*“x y”*", "“x `y`”",
)  # fmt: skip
PAGE = """# Kettles

Use `boil -n`, <kbd>x</kbd>, <abbr title="y">HTML</abbr>, ~~old~~ H~2~O, $x^2$, 😀, :tada:, @ana and #tag.
See ![alt](a.png "t"), [[wiki|page]], ![[embed.md]], {{< fig >}}, {% include x %}, [^1], [@doe, p. 3].

> A quoted block.

```py
code
```

| a | b |
|---|---|
| 1 | 2 |

!!! note

%% hidden %% and <% erb %> and <!-- said --> and {{ site.title }}.
"""


def masked_places(document):
    for section in document.sections:
        at = editable_span(document, section).start
        for mask in mask_section(document, section).masks:
            at = document.source.index(mask.original, at)
            yield from range(at, at := at + len(mask.original))


def bare(document):
    """Elements of which a model would see a letter."""
    behind = set(masked_places(document))
    found = Inventory(document)
    items = [*found.code_spans, *found.quotations, *found.signs, *found.markup]
    items += [*found.notes.marks, *found.notes.citations]
    items += [one.item for one in (*found.code_blocks, *found.rows)]
    for item in items:
        places = set(range(item.span.start, item.span.end)) - behind
        left = "".join(document.source[place] for place in sorted(places))
        if left.strip():
            yield item.name, left


@pytest.mark.parametrize("marks", MARKS)
def test_a_quotation_in_any_marks_is_behind_a_mark(marks):
    document = read_text(f"# T\n\nThe maker said {marks} about it.\n", path="a.md")

    assert Inventory(document).quotations
    assert list(bare(document)) == []


def test_every_element_that_is_not_prose_is_behind_a_mark():
    document = read_text(PAGE, path="a.md")

    assert sum(Inventory(document).counts().values()) > 20
    assert list(bare(document)) == []
