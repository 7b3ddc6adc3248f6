"""Rows from data tables, and paragraphs from layout tables."""

from app.content.drafts import CELL_SEPARATOR, Draft
from app.content.html.contexts import TableFacts
from app.domain.content import BlockKind, Fragment


def settle_tables(drafts: list[Draft], tables: list[TableFacts]) -> list[Draft]:
    """Cells of data tables become one block per row; layout tables are not treated as tables."""
    settled: list[Draft] = []
    for draft in drafts:
        if draft.row is None or draft.kind is BlockKind.MARKUP:
            settled.append(draft)
            continue
        table = tables[draft.row[0]]
        if table.is_layout or (table.cells <= 1 and draft.kind is not BlockKind.TABLE):
            draft.row = None
            settled.append(draft)
            continue
        draft.kind, draft.level = BlockKind.TABLE, 0
        before = settled[-1] if settled else None
        if before is None or before.row != draft.row or draft.row[1] < 0:
            settled.append(draft)
        else:
            _join(before, draft)
    return settled


def _join(before: Draft, draft: Draft) -> None:
    shift = len(before.text) + len(CELL_SEPARATOR)
    before.text = before.text + CELL_SEPARATOR + draft.text
    before.fragments += tuple(
        Fragment(fragment.text_start + shift, fragment.source_start, fragment.length)
        for fragment in draft.fragments
    )
    before.links += draft.links
    before.end = max(before.end, draft.end)
