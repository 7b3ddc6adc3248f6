"""Which words carry no topic, and how rare each word is."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from zlib import crc32

import numpy as np

from training.detector.rows import Row

KEPT = 400
RARITY_STEP = 0.03


def kept_words(rows: Sequence[Row]) -> list[str]:
    """The words of most human texts that stand in nearly all families: common everywhere, at home nowhere."""
    texts: Counter[str] = Counter()
    families: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.is_machine:
            continue
        for word in set(row.text.lower().split()):
            if word.isascii() and word.isalpha():
                texts[word] += 1
                families[word].add(row.family)
    everywhere = 0.6 * len({row.family for row in rows if not row.is_machine})
    common = [word for word, _ in sorted(texts.items(), key=lambda item: (-item[1], item[0]))[:3000]]
    return [word for word in common if len(families[word]) >= everywhere][:KEPT]


def frequencies() -> tuple[np.ndarray, np.ndarray]:
    """Hashes (ascending) and rarities of English words, from wordfreq's list of 2021."""
    from wordfreq import get_frequency_dict

    by_hash: dict[int, float] = {}
    for word, share in get_frequency_dict("en", wordlist="large").items():
        key = crc32(word.encode())
        by_hash[key] = max(share, by_hash.get(key, 0.0))
    keys = np.array(sorted(by_hash), dtype=np.uint32)
    rarity = -np.log10(np.array([by_hash[int(key)] for key in keys]))
    return keys, np.clip(np.rint(rarity / RARITY_STEP), 0, 255).astype(np.uint8)
