"""The input of every kind of check: one document with its query, original and sources."""

from dataclasses import dataclass
from functools import cached_property

from app.domain.content import Block, BlockKind, Document
from app.evaluation.aeo.binding import binding_sections
from app.evaluation.aeo.linked_text import LinkedText
from app.evaluation.aeo.part import Part
from app.evaluation.aeo.phrases import lowered
from app.evaluation.aeo.read_sentences import SHOWN_KINDS, Sentence, count_words, read_sentences
from app.evaluation.aeo.sequences import sequences
from app.evaluation.aeo.support import KnownClaims, SentenceSupport, known_claims, support_of


@dataclass(frozen=True)
class CheckedPage:
    """Everything is computed when a check first needs it, and then once."""

    document: Document
    query: str | None = None
    original: "CheckedPage | None" = None
    """The text that this one was rewritten from."""
    supplied: tuple[str, ...] = ()
    """Texts of the supplied sources."""
    robots_txt: str | None = None

    @cached_property
    def shown(self) -> tuple[Block, ...]:
        return tuple(block for block in self.document.blocks if block.kind in SHOWN_KINDS)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(read_sentences(self.document))

    @cached_property
    def binding(self) -> frozenset[str]:
        """Ids of the sections that state rules in force, whose wording is not an editor's to mend."""
        return binding_sections(self.sentences, self.document)

    @cached_property
    def linked(self) -> LinkedText:
        return LinkedText()

    @cached_property
    def words(self) -> float:
        """Words of the visible text; scripts without spaces are counted by characters."""
        return sum(count_words(block.text) for block in self.shown)

    @cached_property
    def text(self) -> str:
        """The article's sentences, one per line."""
        return "\n".join(sentence.text for sentence in self.sentences)

    @cached_property
    def seen_sequences(self) -> frozenset[tuple[str, ...]]:
        """Three words in a row, of everything that readers see: menus and headings too."""
        unseen = (BlockKind.HIDDEN, BlockKind.MARKUP)
        seen = (block.text for block in self.document.blocks if block.kind not in unseen)
        return frozenset(each for text in seen for each in sequences(text))

    @cached_property
    def lower_text(self) -> str:
        return lowered(self.text)

    @cached_property
    def whole(self) -> Part:
        return Part(self.support)

    @cached_property
    def standing(self) -> Part:
        """The sentences that stand on their own: those unsupported, quoted or repeated are not among them."""
        return Part([each for each in self.support if each.lack is None])

    @cached_property
    def unsourced(self) -> Part:
        """Those that count and do not stand on their own; see `SentenceSupport.earns`."""
        return Part([each for each in self.support if each.lack is not None and each.earns])

    @cached_property
    def left_out(self) -> Part:
        """Those that do not count. Every sentence is in one of these three parts."""
        return Part([each for each in self.support if not each.earns])

    @cached_property
    def sourced(self) -> Part:
        """Those that stand and have a link or footnote of their own."""
        return Part([each for each in self.standing.sentences if each.sentence.is_sourced])

    @cached_property
    def known(self) -> KnownClaims:
        original = None if self.original is None else self.original.support
        text = None if self.original is None else self.original.document.visible_text
        return known_claims(self.supplied, original, original_text=text, language=self.document.language)

    @cached_property
    def support(self) -> tuple[SentenceSupport, ...]:
        """Each sentence with its support."""
        return support_of(self.sentences, self.known, query=self.query)
