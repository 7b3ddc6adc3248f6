"""Which sentences of one text stand for which of the other: where to look for what one no longer says."""

from collections.abc import Iterator

from app.domain.content import Document, Span
from app.rewrite.facts.align import align
from app.rewrite.facts.lexicon import lexicon_for
from app.rewrite.facts.names import known_names
from app.rewrite.facts.statements import Reader, Statement


def counterparts(original: Document, candidate: Document) -> Iterator[tuple[Span, Span]]:
    """Pairs of differing sentences, as spans of the two sources. Equal and lone ones are in none."""
    lexicon = lexicon_for(original.language)
    reader = Reader(lexicon, known_names((original, candidate)))
    groups = align(reader.statements(original), reader.statements(candidate), lexicon)
    for group in groups:
        for one in group.before:
            for other in group.after:
                yield _span(one), _span(other)


def _span(statement: Statement) -> Span:
    return statement.source_span(0, len(statement.text))
