"""How a text is written, in numbers that do not know its topic. Pure; linear but for a few sorts."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.keys import Keys
from app.evaluation.detectors.copydesk.ranges import Floats, Integers, Ranges
from app.evaluation.detectors.copydesk.repetition import repetition
from app.evaluation.detectors.copydesk.sentence_features import sentences
from app.evaluation.detectors.copydesk.tokens import Tokens
from app.evaluation.detectors.copydesk.vocabulary import ENDINGS, MARKS, OTHER, SMALL_WORDS

RARE = 3.2
"""-log10 of a word's frequency from which it counts as a content word: `power`, `simple` stand here."""
UNKNOWN = 8.0
"""What a word outside the list of frequencies is given."""
FIGURE = 4.0
_QUANTILES = np.array([0.1, 0.25, 0.5, 0.75, 0.9, 0.97])
_RARITIES = np.array([[6.0], [7.0], [7.9]])
_KIND: Mapping[str, int] = {token: at for at, token in enumerate((*SMALL_WORDS, *MARKS))}
_COMMA, _AND, _TO, _STOP = _KIND[","], _KIND["and"], _KIND["to"], _KIND["."]
_ING = 1 + ENDINGS.index("ing")
_IS_OPENER = np.zeros(OTHER + 1, dtype=np.bool_)
_IS_OPENER[[_KIND[word] for word in ("it", "this", "these", "they", "he", "she", "i")]] = True


class Frequencies:
    """How rare each word is in general English: -log10 of its share of all words."""

    def __init__(self, keys: NDArray[np.uint32], rarity: NDArray[np.uint8]) -> None:
        """`keys`: hashes, ascending; `rarity`: hundredths times 3, beside each key."""
        self._keys = Keys(keys)
        # One more at the end, where -1 points: what no key stands for.
        self._rarity = np.append(rarity.astype(np.float64) * 0.03, UNKNOWN)

    def of(self, tokens: Tokens) -> Floats:
        """One value a token; what is no word has 0."""
        rarity = np.where(tokens.is_figure, FIGURE, self._rarity[self._keys.indexes(tokens.words)])
        return np.where(tokens.is_word, rarity, 0.0)


def style(tokens: Tokens, rarity: Floats, ranges: Ranges) -> Floats:
    """The features of each range of tokens, one row a range; always of the same length, always finite."""
    is_word = tokens.is_word
    inside = ranges.among(is_word)
    count = np.maximum(inside.sizes, 1)
    # After the last word comes a sentinel for ranges without words.
    end = int(np.count_nonzero(is_word))
    words = np.append(tokens.words[is_word], np.uint64(0))
    lengths = np.append((tokens.ends - tokens.starts)[is_word], 0)
    rare = np.append(rarity[is_word], FIGURE)
    inside = Ranges(
        np.where(inside.sizes > 0, inside.starts, end), np.where(inside.sizes > 0, inside.stops, end + 1)
    )
    kinds = _counts(tokens.kinds, ranges, most=OTHER)[:, :OTHER]
    endings = _counts(tokens.endings, ranges, most=len(ENDINGS))[:, 1:]
    parts = [
        _lengths(lengths, inside),
        sentences(tokens, rarity, ranges, is_comma=tokens.kinds == _COMMA),
        _rarity(rare, inside),
        repetition(words, rare > RARE, inside),
        kinds * (100.0 / count)[:, None],
        endings * (100.0 / count)[:, None],
        _turns(tokens, ranges, kinds, count),
    ]
    return np.concatenate(parts, axis=1)


def _counts(values: Integers, ranges: Ranges, *, most: int) -> Integers:
    """How often each of the values 0 to `most` stands in each range: shape (ranges, most + 1)."""
    laid = ranges.laid
    cells = laid.of * (most + 1) + values[laid.source]
    return np.bincount(cells, minlength=len(ranges) * (most + 1)).reshape(len(ranges), most + 1)


def _lengths(lengths: Integers, ranges: Ranges) -> Floats:
    laid = ranges.laid
    mean, deviation = laid.spread(lengths[laid.source].astype(np.float64))
    shares = ranges.tallies(np.stack([lengths >= 7, lengths >= 10, lengths <= 3])) / ranges.sizes
    return np.stack([mean, deviation, *shares], axis=1)


def _rarity(rare: Floats, ranges: Ranges) -> Floats:
    """How rare the words are, how unevenly, and how the rare ones follow each other."""
    laid = ranges.laid
    values = rare[laid.source]
    mean, apart = laid.apart(values)
    squares, cubes = laid.means(np.stack([apart * apart, apart**3]))
    deviation = np.sqrt(squares)
    cells = laid.starts[:, None] + (_QUANTILES * (ranges.sizes - 1)[:, None]).astype(np.int64)

    is_content = rare > RARE
    content = ranges.among(is_content)
    content_mean, content_deviation = content.laid.spread(rare[is_content][content.laid.source])
    steps = np.diff(rare)
    return np.column_stack(
        [
            mean,
            deviation,
            laid.ordered(values)[cells],
            *(ranges.tallies(rare > _RARITIES) / ranges.sizes),
            cubes / np.maximum(deviation, 0.1) ** 3,
            np.where(content.sizes > 0, content_mean, 5.0),
            content_deviation,
            content.sizes / ranges.sizes,
            ranges.without_last(1).means(np.abs(steps)),
            ranges.without_last(2).means(steps[1:] * steps[:-1]),
        ]
    )


def _turns(tokens: Tokens, ranges: Ranges, kinds: Integers, count: Integers) -> Floats:
    """FairScheduler of phrase that machines like: `, and`, `, ...ing`, sentences that open with a pronoun."""
    first, second = tokens.kinds[:-1], tokens.kinds[1:]
    is_comma = first == _COMMA
    turns = np.stack(
        [
            is_comma & (second == _AND),
            is_comma & (tokens.endings[1:] == _ING),
            (first == _STOP) & _IS_OPENER[second],
            (first == _TO) & (second == OTHER),
        ]
    )
    before_and, before_ing, openers, to_do = ranges.without_last(1).tallies(turns) * 100 / count
    ands = kinds[:, _AND] / (kinds[:, _COMMA] + 1.0)
    return np.stack([before_and, before_ing, openers, ands, to_do], axis=1)
