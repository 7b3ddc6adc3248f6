"""Which repetitions a reader would stumble over: a passage that stands twice, a text that is mostly repeats.

The score counts every repeated sentence. Most are no fault: citations and their dates, link texts, refrains,
the questions of an interview, the set phrases of a reference. Two kinds are: a long passage that was pasted
twice, and a sentence said twice within one paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.content import PROSE_KINDS
from app.evaluation.aeo.binding import is_binding
from app.evaluation.aeo.linked_text import LinkedText
from app.evaluation.aeo.read_sentences import Sentence, count_words
from app.evaluation.aeo.repetition import folded

PASSAGE_WORDS = 45
"""From here a passage that stands elsewhere word for word was pasted rather than said again."""
SENTENCE_WORDS = 5
"""A shorter sentence is an exclamation (`It works.`), which may be said twice."""
REFRAIN = 3
"""Times from which a passage is a refrain or a set phrase."""
MOST_IN_LINKS = 0.5
"""Share of a passage in links from which it is a list of links or a citation."""
_DIGIT = re.compile(r"\d")
"""Figures and dates recur in neighbouring references."""
_ENDS = ".!?…。！？"


@dataclass(frozen=True, slots=True)
class SaidAgain:
    """A run of sentences of one block, by index, and the index of the sentence that said it first."""

    first: int
    last: int
    """The last sentence of the run, included."""
    before: int


def said_again(sentences: Sequence[Sentence]) -> Iterator[SaidAgain]:
    """Every such passage at its second place, in order."""
    linked = LinkedText()
    keys = [folded(sentence.text) if _is_prose(sentence, linked) else "" for sentence in sentences]
    places: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        if key:
            places.setdefault(key, []).append(index)
    index = 0
    while index < len(sentences):
        before = _before(places, keys[index], index)
        if before is None:
            index += 1
            continue
        last = _end_of_run(sentences, keys, index, before)
        words = sum(count_words(sentences[at].text) for at in range(index, last + 1))
        is_near = sentences[before].block is sentences[index].block and not _DIGIT.search(keys[index])
        if words >= (SENTENCE_WORDS if is_near else PASSAGE_WORDS):
            yield SaidAgain(index, last, before)
        index = last + 1


def repeats(sentences: Sequence[Sentence]) -> tuple[list[SaidAgain], float]:
    """Every sentence of prose that was said before, however often, and their share of the prose (0 to 1)."""
    linked = LinkedText()
    seen: dict[str, int] = {}
    found: list[SaidAgain] = []
    length = again = 0
    for index, sentence in enumerate(sentences):
        if not _is_prose(sentence, linked):
            continue
        size = sentence.end - sentence.start
        length += size
        before = seen.setdefault(folded(sentence.text), index)
        if before != index:
            again += size
            found.append(SaidAgain(index, index, before))
    return found, again / max(1, length)


def _before(places: dict[str, list[int]], key: str, index: int) -> int | None:
    known = places.get(key, [])
    return known[0] if len(known) in range(2, REFRAIN) and known[0] < index else None


def _end_of_run(sentences: Sequence[Sentence], keys: Sequence[str], index: int, before: int) -> int:
    """As far as both places go on with the same words, each within its block."""
    step = 1
    while (
        index + step < len(sentences)
        and before + step < index
        and keys[index + step]
        and keys[index + step] == keys[before + step]
        and sentences[index + step].block is sentences[index].block
    ):
        step += 1
    return index + step - 1


def _is_prose(sentence: Sentence, linked: LinkedText) -> bool:
    if sentence.block.kind not in PROSE_KINDS or not sentence.text.rstrip().endswith(tuple(_ENDS)):
        return False
    if is_binding(sentence):
        return False
    return linked.share(sentence) <= MOST_IN_LINKS
