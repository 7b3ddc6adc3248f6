"""The passages that a candidate changed, each with its original."""

from collections.abc import Sequence

from app.domain.content import Document, Span
from app.rewrite.checks.contract import Passage
from app.rewrite.facts.align import align
from app.rewrite.facts.lexicon import lexicon_for
from app.rewrite.facts.names import known_names
from app.rewrite.facts.statements import Reader, Statement


def changed_passages(original: Document, candidate: Document) -> list[Passage]:
    """In the original's order. Sentences that are unchanged are in none."""
    lexicon = lexicon_for(original.language)
    reader = Reader(lexicon, known_names((original, candidate)))
    groups = align(reader.statements(original), reader.statements(candidate), lexicon)
    return [
        Passage(
            before=_text(group.before),
            after=_text(group.after),
            before_span=_span(group.before),
            after_span=_span(group.after),
            section_id=(group.before or group.after)[0].block.section_id,
        )
        for group in groups
    ]


def _text(statements: Sequence[Statement]) -> str:
    return " ".join(statement.text for statement in statements)


def _span(statements: Sequence[Statement]) -> Span | None:
    if not statements:
        return None
    spans = [statement.source_span(0, len(statement.text)) for statement in statements]
    return Span(min(span.start for span in spans), max(span.end for span in spans))
