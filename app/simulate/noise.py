"""What changes when nothing that matters changed: other words for the question, a placebo for the rewrite."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from app.content import read_text
from app.domain.content import BlockKind, Document
from app.evaluation.aeo.read_sentences import count_words
from app.evaluation.aeo.stopwords import stopwords

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_QUESTION = re.compile(r"^(?:what|how|why|when|where|which|who|is|are|can|should|does|do)\b", re.IGNORECASE)
PLACEBOS = 3
_FILLER = (
    "There is more to say about this, and some of it is said elsewhere.",
    "Readers come to this page with many different things in mind.",
    "It may help to read the text twice and to take a short break in between.",
    "As so often, opinions differ, and both sides have their reasons.",
    "We thank everybody who took the time to look at an earlier version.",
    "This part can be skipped by those who are in a hurry today.",
)


def paraphrases(query: str) -> tuple[str, ...]:
    """The question as asked, and in at least three other forms with the same words of substance."""
    words = _WORD.findall(query)
    stop = stopwords()
    content = [word for word in words if word.lower() not in stop]
    keywords = " ".join(content) if content else query
    forms = [query, keywords, f"{keywords} explained", f"guide to {keywords}"]
    forms.append(keywords if _QUESTION.match(query) else f"What should I know about {keywords}?")
    forms.append(" ".join(reversed(content)))
    return tuple(dict.fromkeys(form for form in forms if form.strip()))


def placebos(article: Document, *, words: float, seed: int) -> Iterator[Document]:
    """The article with neutral sentences put in at random, or paragraphs shuffled, to about `words` words."""
    for number in range(PLACEBOS):
        chance = random.Random(f"{seed} {number}")
        yield _placebo(article, words, chance)


def _placebo(article: Document, words: float, chance: random.Random) -> Document:
    """Length comes from filler; where none is wanted, two neighbouring paragraphs are swapped."""
    missing = words - sum(count_words(block.text) for block in article.prose())
    paragraphs = [block.span for block in article.blocks if block.kind is BlockKind.PARAGRAPH]
    if not paragraphs:
        return article
    source = article.source
    if missing < count_words(_FILLER[0]) / 2:
        pairs = [
            (left, right)
            for left, right in pairwise(paragraphs)
            if not source[left.end : right.start].strip()
        ]
        if not pairs:
            return article
        left, right = chance.choice(pairs)
        swapped = (
            source[right.start : right.end] + source[left.end : right.start] + source[left.start : left.end]
        )
        changed = source[: left.start] + swapped + source[right.end :]
    else:
        changed = _filled(source, [span.end for span in paragraphs], missing, chance)
    return replace(read_text(changed, path=article.path, format=article.format), title=article.title)


def _filled(source: str, ends: list[int], missing: float, chance: random.Random) -> str:
    """Each filler sentence is made different by a number in words, or the guard would drop it."""
    added: dict[int, list[str]] = {}
    count = 0
    while missing > 0:
        sentence = _FILLER[count % len(_FILLER)]
        if count >= len(_FILLER):
            sentence = f"{sentence[:-1]}, to say it once more in part {count}."
        added.setdefault(chance.choice(ends), []).append(sentence)
        missing -= count_words(sentence)
        count += 1
    parts, last = [], 0
    for end in sorted(added):
        parts += [source[last:end], " ", " ".join(added[end])]
        last = end
    return "".join((*parts, source[last:]))
