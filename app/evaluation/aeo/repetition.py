"""Detect repetition: repeated sentences, sentences made of the query, overused phrases."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from app.evaluation.aeo.read_sentences import Sentence
from app.evaluation.aeo.stopwords import stopwords

WORD = re.compile(r"[^\W_]+")
MIN_WORDS = 4
QUERY_JACCARD = 0.7
"""Share of common words at which a sentence restates the query (measured in the AEO simulation)."""
QUERY_RUN = 5
"""Words of the query in a row that a sentence may contain, however short the query is."""
QUERY_WORDS = 3
"""A sentence of this many of its words, and hardly any others, restates the query."""
MAX_REPEATS = 3
"""A content word repeated more often than this in a sentence of ordinary length is stuffing."""
MAX_WORD_SHARE = 0.2
MANY = 3
"""Occurrences of a sentence from which even the first counts as repetition."""
PHRASE = 4
"""Words in a row that count as a repeated phrase."""
PHRASE_SHARE = 0.6
"""Share of a sentence in repeated phrases; comparisons and legal rules stay below it."""
VARIED_FROM = 9
MIN_VARIETY = 0.56
"""Share of distinct content words below which a sentence with `VARIED_FROM` or more of them is stuffed."""
_APART = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
_END_MARKS = ".!?:;… "


def words_of(text: str) -> list[str]:
    """The runs of letters and digits."""
    return text.translate(_APART).split() if text.isascii() else WORD.findall(text)


def folded(text: str) -> str:
    """Lower-case words with single spaces: equal for texts that differ only in punctuation and case."""
    return " ".join(words_of(text.lower()))


def repeated_sentences(sentences: Iterable[Sentence], *, query: str | None) -> frozenset[int]:
    """Indexes of the sentences that are repeated or were written for a search engine.

    Of a sentence that occurs twice, the second is repetition; of one that occurs three times, all are.
    """
    occurrences: dict[str, list[int]] = {}
    found: set[int] = set()
    asked = content_words(query) if query is not None else frozenset()
    for number, sentence in enumerate(sentences):
        text = sentence.text.lower()
        tokens = text.split()
        if asked and is_query_again(words_of(text), asked):
            found.add(number)
        if len(tokens) < MIN_WORDS and text.isascii():
            continue
        again = occurrences.setdefault(" ".join(tokens).rstrip(_END_MARKS), [])
        again.append(number)
        if len(again) >= MANY:
            continue  # already repetition, whatever it says
        if len(tokens) - len(set(tokens)) >= 2 and is_stuffed(words_of(text), asked=asked):
            found.add(number)
    for numbers in occurrences.values():
        if len(numbers) > 1:
            found.update(numbers[1:] if len(numbers) < MANY else numbers)
    return frozenset(found)


def is_stuffed(words: list[str], *, asked: frozenset[str] = frozenset()) -> bool:
    """Whether the sentence repeats the same few content words, or the same phrase, over and over."""
    counts = Counter(words)
    again = len(words) - len(counts)
    if _says_a_phrase_twice(words, again) or _says_all_twice(words, asked, counts):
        return True
    if again < MAX_REPEATS:
        return False
    stop = stopwords()
    said = [(word, count) for word, count in counts.items() if count > 1 and len(word) > 2]
    often = [count for word, count in said if word not in stop]
    if sum(often) - len(often) < MAX_REPEATS:
        return False
    content = sum(len(word) > 2 and word not in stop for word in words)
    different = content - (sum(often) - len(often))
    if content >= VARIED_FROM and different / content < MIN_VARIETY:
        return True
    most = max(often)
    return most > MAX_REPEATS and most / len(words) > MAX_WORD_SHARE


def _says_a_phrase_twice(words: list[str], again: int) -> bool:
    """Whether most of the sentence is a run of words and the same run again. `again` words are repeated.

    Every word of such a run occurs twice, so a sentence with too few repeated words is skipped.
    """
    if again < max(PHRASE, PHRASE_SHARE / 2 * len(words)):
        return False
    runs = list(zip(*(words[start:] for start in range(PHRASE)), strict=False))
    counts = Counter(runs)
    covered = {at + step for at, run in enumerate(runs) if counts[run] > 1 for step in range(PHRASE)}
    return len(covered) >= PHRASE_SHARE * len(words) and len(covered) >= 2 * PHRASE


def _says_all_twice(words: list[str], asked: frozenset[str], counts: Mapping[str, int]) -> bool:
    """Whether every word of the query occurs twice, or more of them in a row than the query has."""
    if len(asked) < 2:
        return False
    return all(counts.get(word, 0) >= 2 for word in asked) or _longest_run(words, asked) > max(
        len(asked), QUERY_RUN
    )


def _longest_run(words: list[str], asked: frozenset[str]) -> int:
    """The longest run of words of the query with nothing but stop words between them."""
    stop = stopwords()
    longest = run = 0
    for word in words:
        if word in asked:
            run += 1
            longest = max(longest, run)
        elif word not in stop:
            run = 0
    return longest


def is_query_again(words: list[str], asked: frozenset[str]) -> bool:
    """Whether the sentence is little more than words of the query."""
    content = {word for word in words if word not in stopwords()}
    if len(content) < 2 or len(asked) < 2:
        return False
    common = len(content & asked)
    return common / len(content | asked) >= QUERY_JACCARD or (
        common >= QUERY_WORDS and common / len(content) >= QUERY_JACCARD
    )


def content_words(text: str) -> frozenset[str]:
    stop = stopwords()
    return frozenset(word for word in words_of(text.lower()) if word not in stop)


def phrase_share(words: list[str], *, at_least: float) -> tuple[str, float]:
    """The most frequent pair of neighbouring content words, and its share of all words.

    Only words frequent enough for a share of `at_least` are considered.
    """
    stop = stopwords()
    needed = max(2.0, at_least * len(words) / 2)
    frequent = {word for word, count in Counter(words).items() if count >= needed and word not in stop}
    if len(frequent) < 2:
        return "", 0.0
    pairs = Counter(
        pair for pair in pairwise(words) if pair[0] in frequent and pair[1] in frequent and pair[0] != pair[1]
    )
    if not pairs:
        return "", 0.0
    (left, right), count = pairs.most_common(1)[0]
    return f"{left} {right}", 2 * count / len(words)
