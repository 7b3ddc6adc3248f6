"""Documents cut as an engine cuts them: runs of about 110 words under their path of headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.content import Document
from app.evaluation.aeo.read_sentences import Sentence, count_words, read_sentences
from app.evaluation.aeo.repetition import repeated_sentences
from app.evaluation.aeo.stopwords import stopwords

PASSAGE_WORDS = 110
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+")
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ers", "er", "ed", "es", "s", "e")


@dataclass(frozen=True, slots=True)
class SourcePassage:
    document: int
    """Number of the document in the corpus."""
    path: str
    """Title and headings above it, outermost first."""
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """What is indexed and embedded."""
        said = " ".join(self.sentences)
        return f"{self.path}: {said}" if self.path else said


@dataclass(frozen=True, slots=True)
class Cut:
    """One document's sentences, read once; passages depend on the query by the guard alone."""

    sentences: tuple[Sentence, ...]
    paths: dict[str, str]

    @classmethod
    def of(cls, document: Document) -> "Cut":
        title = document.title or ""
        paths = {}
        for section in document.sections:
            parts = dict.fromkeys(part for part in (title, *section.path, section.heading) if part)
            paths[section.id] = " > ".join(parts)
        return cls(tuple(read_sentences(document)), paths)

    def passages(self, document: int, *, query: str) -> tuple[SourcePassage, ...]:
        """The guard leaves out what is repeated, stuffed, or the query again: engines do not fall for it."""
        dropped = repeated_sentences(self.sentences, query=query)
        result: list[SourcePassage] = []
        run: list[str] = []
        words, section = 0.0, ""
        for number, sentence in enumerate(self.sentences):
            if number in dropped:
                continue
            if run and (sentence.block.section_id != section or words >= PASSAGE_WORDS):
                result.append(SourcePassage(document, self.paths.get(section, ""), tuple(run)))
                run, words = [], 0.0
            section = sentence.block.section_id
            run.append(sentence.text)
            words += count_words(sentence.text)
        if run:
            result.append(SourcePassage(document, self.paths.get(section, ""), tuple(run)))
        return tuple(result)


@lru_cache(maxsize=65_536)
def terms(text: str) -> tuple[str, ...]:
    """Words to search by: lower case, without stop words and endings; pairs in unspaced scripts."""
    stop = stopwords()
    found: list[str] = []
    for word in _WORD.findall(text.lower()):
        run = _UNSPACED.search(word)
        if run is not None:
            found += [run[0][index : index + 2] for index in range(max(1, len(run[0]) - 1))]
        elif word not in stop:
            found.append(_stem(word))
    return tuple(found)


def _stem(word: str) -> str:
    """Cut one ending where four letters stay; the same for questions and passages is all it must be."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def cut_all(documents: Sequence[Document]) -> tuple[Cut, ...]:
    return tuple(Cut.of(document) for document in documents)
