"""How a text is written, in numbers that do not know its topic. Pure; linear but for one sort."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.hashing import distinct, ngram_ids
from app.evaluation.detectors.copydesk.tokens import Tokens
from app.evaluation.detectors.copydesk.vocabulary import ENDINGS, MARKS, OTHER, SMALL_WORDS

Floats = NDArray[np.float64]

RARE = 3.2
"""-log10 of a word's frequency from which it counts as a content word: `power`, `simple` stand here."""
UNKNOWN = 8.0
"""What a word outside the list of frequencies is given."""
FIGURE = 4.0
_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.97)
_KIND: Mapping[str, int] = {token: at for at, token in enumerate((*SMALL_WORDS, *MARKS))}
_COMMA, _AND, _TO = _KIND[","], _KIND["and"], _KIND["to"]
_ING = 1 + ENDINGS.index("ing")
_OPENERS = np.array([_KIND[word] for word in ("it", "this", "these", "they", "he", "she", "i")])


class Frequencies:
    """How rare each word is in general English: -log10 of its share of all words."""

    def __init__(self, keys: NDArray[np.uint32], rarity: NDArray[np.uint8]) -> None:
        """`keys`: hashes, ascending; `rarity`: hundredths times 3, beside each key."""
        self._keys = keys.astype(np.uint64)
        self._rarity = rarity.astype(np.float64) * 0.03

    def of(self, tokens: Tokens) -> Floats:
        """One value a token; what is no word has 0."""
        at = np.minimum(np.searchsorted(self._keys, tokens.words), len(self._keys) - 1)
        rarity = np.where(self._keys[at] == tokens.words, self._rarity[at], UNKNOWN)
        rarity = np.where(tokens.is_figure, FIGURE, rarity)
        return np.where(tokens.is_word, rarity, 0.0)


def style(tokens: Tokens, rarity: Floats, start: int, stop: int) -> Floats:
    """The features of the tokens from `start` up to `stop`; always of the same length, always finite."""
    chosen = slice(start, stop)
    is_word = tokens.is_word[chosen]
    count = max(int(is_word.sum()), 1)
    kinds, endings = tokens.kinds[chosen], tokens.endings[chosen]
    words = tokens.words[chosen][is_word]
    lengths = (tokens.ends[chosen] - tokens.starts[chosen])[is_word].astype(np.float64)
    rare = rarity[chosen][is_word]
    if len(words) == 0:
        words, lengths, rare = np.zeros(1, np.uint64), np.zeros(1), np.full(1, FIGURE)
    parts = [
        _lengths(lengths),
        _sentences(
            is_word, tokens.ends_sentence[chosen], tokens.words[chosen], rarity[chosen], kinds == _COMMA
        ),
        _rarity(rare),
        _repetition(words, rare),
        np.bincount(kinds, minlength=OTHER + 1)[:OTHER] * (100.0 / count),
        np.bincount(endings, minlength=len(ENDINGS) + 1)[1:] * (100.0 / count),
        _turns(kinds, endings, count),
    ]
    return np.concatenate(parts)


def _lengths(lengths: Floats) -> Floats:
    shares = [float(np.mean(lengths >= least)) for least in (7, 10)]
    return np.array([lengths.mean(), lengths.std(), *shares, float(np.mean(lengths <= 3))])


def _sentences(
    is_word: NDArray[np.bool_],
    ends: NDArray[np.bool_],
    words: NDArray[np.uint64],
    rarity: Floats,
    is_comma: NDArray[np.bool_],
) -> Floats:
    """Lengths, their changes, commas and first words of the sentences."""
    sentence = np.concatenate(([0], np.cumsum(ends)[:-1])) if len(ends) else np.zeros(0, np.int64)
    total = int(sentence[-1]) + 1 if len(sentence) else 1
    sizes = np.bincount(sentence[is_word], minlength=total).astype(np.float64)
    full = sizes > 0
    if not full.any():
        return np.zeros(11)
    rare = (np.bincount(sentence, weights=rarity, minlength=total)[full]) / sizes[full]
    commas = np.bincount(sentence[is_comma], minlength=total)[full].astype(np.float64)
    sizes = sizes[full]
    first = words[is_word][np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)]
    mean = sizes.mean()
    change = np.abs(np.diff(sizes)).mean() / mean if len(sizes) > 1 else 0.5
    return np.array(
        [
            mean, sizes.std(), sizes.std() / mean, sizes.min(), sizes.max(), change, rare.std(),
            rare.max() - rare.min(), commas.mean(), commas.std(), distinct(first) / len(first),
        ]
    )  # fmt: skip


def _rarity(rare: Floats) -> Floats:
    """How rare the words are, how unevenly, and how the rare ones follow each other."""
    ordered = np.sort(rare)
    quantiles = ordered[(np.array(_QUANTILES) * (len(ordered) - 1)).astype(np.int64)]
    mean, deviation = rare.mean(), rare.std()
    content = rare[rare > RARE]
    steps = np.diff(rare)
    return np.array(
        [
            mean,
            deviation,
            *quantiles,
            *(float(np.mean(rare > least)) for least in (6.0, 7.0, 7.9)),
            float(np.mean((rare - mean) ** 3)) / max(deviation, 0.1) ** 3,
            content.mean() if len(content) else 5.0,
            content.std() if len(content) else 0.0,
            len(content) / len(rare),
            np.abs(steps).mean() if len(steps) else 0.0,
            float(np.mean(steps[1:] * steps[:-1])) if len(steps) > 1 else 0.0,
        ]
    )


def _repetition(words: NDArray[np.uint64], rare: Floats) -> Floats:
    """How many different words a stretch has, what comes again, and how soon."""
    before = _previous(words)
    content = words[rare > RARE]
    again = _previous(content)
    gaps = (np.arange(len(content)) - again)[again >= 0].astype(np.float64)
    size = max(len(content), 1)
    repeated = []
    for order in (2, 3, 4):
        ids = ngram_ids(words, order, bits=63)
        repeated.append((len(ids) - distinct(ids)) / max(len(ids), 1))
    return np.array(
        [
            _variety(before, 50),
            _variety(before, 100),
            _variety(again, 30),
            float(np.sum(again < 0)) / size * np.log(size + 1.0),
            *repeated,
            np.log1p(gaps.mean()) if len(gaps) else 5.0,
            float(np.sum(gaps <= 3)) / size,
            float(np.sum(gaps <= 10)) / size,
        ]
    )


def _previous(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """For each word the place where it stood last, -1 where it is new."""
    order = np.argsort(words, kind="stable")
    previous = np.full(len(words), -1, dtype=np.int64)
    same = words[order][1:] == words[order][:-1]
    previous[order[1:][same]] = order[:-1][same]
    return previous


def _variety(previous: NDArray[np.int64], size: int) -> float:
    """Mean share of different words over all windows of `size` words: a word is new in the windows that
    begin after its last occurrence."""
    count = len(previous)
    if count <= size:
        return float(np.sum(previous < 0)) / max(count, 1)
    at = np.arange(count)
    last_window = np.minimum(at, count - size)
    first_window = np.maximum(np.maximum(previous + 1, at - size + 1), 0)
    return float(np.maximum(last_window - first_window + 1, 0).sum()) / (count - size + 1) / size


def _turns(kinds: NDArray[np.int64], endings: NDArray[np.int64], count: int) -> Floats:
    """Turns of phrase that machines like: `, and`, `, ...ing`, sentences that open with a pronoun."""
    comma = kinds[:-1] == _COMMA
    stop = kinds[:-1] == _KIND["."]
    after = kinds[1:]
    ands = float(np.sum(kinds == _AND))
    return np.array(
        [
            float(np.sum(comma & (after == _AND))) * 100 / count,
            float(np.sum(comma & (endings[1:] == _ING))) * 100 / count,
            float(np.sum(stop & np.isin(after, _OPENERS))) * 100 / count,
            ands / (float(np.sum(kinds == _COMMA)) + 1.0),
            float(np.sum((kinds[:-1] == _TO) & (after == OTHER))) * 100 / count,
        ]
    )
