"""What every kind of check reads: one document with its question, original and sources."""

from dataclasses import dataclass
from functools import cached_property

from app.domain.content import Block, Document
from app.evaluation.aeo.phrases import lowered
from app.evaluation.aeo.reading import SHOWN_KINDS, Sentence, count_words, read_sentences
from app.evaluation.aeo.support import KnownClaims, Standing, known_claims, standings


@dataclass(frozen=True)
class Page:
    """Nothing is computed before a check asks for it, and then once."""

    document: Document
    query: str | None = None
    original: "Page | None" = None
    """The text that this one was rewritten from."""
    supplied: tuple[str, ...] = ()
    """Texts of sources that the desk was given."""
    robots_txt: str | None = None

    @cached_property
    def shown(self) -> tuple[Block, ...]:
        return tuple(block for block in self.document.blocks if block.kind in SHOWN_KINDS)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(read_sentences(self.document))

    @cached_property
    def words(self) -> float:
        """Words of the shown text; scripts without spaces are counted by characters."""
        return sum(count_words(block.text) for block in self.shown)

    @cached_property
    def text(self) -> str:
        """All that the article says, a sentence a line."""
        return "\n".join(sentence.text for sentence in self.sentences)

    @cached_property
    def lower_text(self) -> str:
        return lowered(self.text)

    @cached_property
    def standing_text(self) -> str:
        """The sentences that stand: what is unsupported, quoted or repeated is left out."""
        return "\n".join(standing.sentence.text for standing in self.standings if standing.lack is None)

    @cached_property
    def lower_standing_text(self) -> str:
        return lowered(self.standing_text)

    @cached_property
    def known(self) -> KnownClaims:
        original = None if self.original is None else self.original.standings
        text = "" if self.original is None else self.original.document.visible_text
        return known_claims(self.supplied, original, original_text=text, language=self.document.language)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Each sentence with what it stands on."""
        return standings(self.sentences, self.known, query=self.query)
