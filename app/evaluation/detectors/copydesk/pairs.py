"""How expected each word is after the one before it, from counts of a large body of English.

What a language model samples stays near what is usual; people take more turns that no list holds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.hashing import ngram_ids
from app.evaluation.detectors.copydesk.tokens import Tokens

Floats = NDArray[np.float64]

KEY_BITS = 32
COUNT_STEP = 0.04
"""log10 of a count, in these steps, fits eight bits."""
BODY = 12.01
"""log10 of the words in the body that was counted: 1.02e12."""
UNSEEN = -0.4
"""log10 of what is left for a pair that is not in the list (stupid backoff, Brants et al. 2007)."""
CONTENT = 2.7
"""-log10 of a word's frequency from which it carries content: `also` and rarer."""
FEATURES = 15


@dataclass(frozen=True, slots=True)
class Expected:
    """One entry a token, about the token and the one after it; nothing where they are no two words."""

    is_pair: NDArray[np.bool_]
    is_known: NDArray[np.bool_]
    is_content: NDArray[np.bool_]
    given: Floats
    """log10 of the second word's probability after the first."""
    drawn: Floats
    """log10 of how much likelier the two are together than by chance; 0 where not known."""


class Pairs:
    def __init__(self, keys: NDArray[np.uint32], counts: NDArray[np.uint8]) -> None:
        """`keys`: hashes of two words, ascending; `counts`: log10 of how often, in COUNT_STEP."""
        self._keys = keys.astype(np.int64)
        self._counts = counts.astype(np.float64) * COUNT_STEP

    def of(self, tokens: Tokens, rarity: Floats) -> Expected:
        """`rarity` is -log10 of each token's frequency."""
        is_plain = tokens.is_word & ~tokens.is_figure
        size = max(len(tokens) - 1, 0)
        ids = ngram_ids(tokens.words, 2, bits=KEY_BITS)
        at = np.minimum(np.searchsorted(self._keys, ids), len(self._keys) - 1)
        is_pair = is_plain[:size] & is_plain[1:]
        is_known = is_pair & (self._keys[at] == ids)
        first, second = rarity[:size], rarity[1:]
        together = self._counts[at] - BODY
        return Expected(
            is_pair,
            is_known,
            is_pair & (first > CONTENT) & (second > CONTENT),
            np.where(is_known, np.minimum(together + first, 0.0), UNSEEN - second),
            np.where(is_known, together + first + second, 0.0),
        )


def pair_features(expected: Expected, start: int, stop: int) -> Floats:
    """Of the pairs inside the tokens from `start` up to `stop`; shape (FEATURES,), always finite."""
    chosen = slice(start, max(stop - 1, start))
    is_pair, is_known = expected.is_pair[chosen], expected.is_known[chosen]
    given = expected.given[chosen][is_pair]
    drawn = expected.drawn[chosen][is_known]
    content = is_known[expected.is_content[chosen]]
    if len(given) < 2 or len(drawn) == 0:
        return np.zeros(FEATURES)
    apart = given - given.mean()
    return np.array(
        [
            given.mean(), given.std(), *_quantiles(given, (0.1, 0.25, 0.5, 0.75, 0.9)),
            drawn.mean(), drawn.std(), *_quantiles(drawn, (0.1, 0.5, 0.9)),
            len(drawn) / len(given), float(content.mean()) if len(content) else 0.0,
            float(np.mean(apart[1:] * apart[:-1])),
        ]
    )  # fmt: skip


def _quantiles(values: Floats, shares: tuple[float, ...]) -> Floats:
    return np.sort(values)[(np.array(shares) * (len(values) - 1)).astype(np.int64)]
