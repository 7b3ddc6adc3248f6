"""Derive the English lexicon of the facts report from WordNet 3.0 and the Moby Thesaurus.

    python -m training.facts.lexicon WORDNET_FOLDER MOBY_WORDS [--out app/rewrite/facts/wording/english.npz]

WORDNET_FOLDER holds `data.noun`, `noun.exc`, `cntlist.rev` and their like (Debian: `wordnet-base`);
MOBY_WORDS is the thesaurus in its original form, one root with its words a line (`words.txt` of the npm
package `moby` 0.3.2). Both are public; NOTICE beside the output names their terms.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PARTS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
BITS = {"n": 1, "v": 2, "a": 4, "r": 8}
PARENTS = frozenset({"@", "*", "^"})
"""Hypernym, entailment, also-see."""
ALIKE = frozenset({"&", "$"})
"""Similar adjective, verb group."""
DERIVED = frozenset({"+", "\\", "<"})
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*\Z")
_PHRASE = re.compile(r"[a-z]+_[a-z]+\Z")

Key = tuple[str, str]


@dataclass
class Synset:
    words: list[str]
    pointers: list[tuple[str, Key, str]]


@dataclass
class WordNet:
    synsets: dict[Key, Synset] = field(default_factory=dict)
    parts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tagged: set[str] = field(default_factory=set)
    exceptions: dict[str, str] = field(default_factory=dict)


def read_wordnet(folder: Path) -> WordNet:
    net = WordNet()
    for part, name in PARTS.items():
        for line in (folder / f"data.{name}").read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            offset, synset = _synset(line)
            net.synsets[part, offset] = synset
            for word in synset.words:
                net.parts[word].add(part)
        for line in (folder / f"{name}.exc").read_text(encoding="latin-1").splitlines():
            form, base = line.split()[:2]
            net.exceptions.setdefault(form, base)
    for line in (folder / "cntlist.rev").read_text(encoding="latin-1").splitlines():
        net.tagged.add(line.partition("%")[0])
    return net


def _synset(line: str) -> tuple[str, Synset]:
    """The layout of a data line: wndb(5WN)."""
    parts = line.partition("|")[0].split()
    count = int(parts[3], 16)
    words = [re.sub(r"\(.*\)", "", parts[4 + 2 * i]) for i in range(count)]
    at = 4 + 2 * count
    pointers = []
    for i in range(int(parts[at])):
        sign, offset, part, ends = parts[at + 1 + 4 * i : at + 5 + 4 * i]
        pointers.append((sign, ("a" if part == "s" else part, offset), ends))
    return parts[0], Synset(words, pointers)


def read_moby(path: Path) -> dict[str, list[str]]:
    """Root -> the words that it lists. The original ends its lines with a carriage return alone."""
    text = path.read_bytes().decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    lines = ([word.strip().replace(" ", "_") for word in line.split(",")] for line in text.split("\n"))
    return {words[0]: words[1:] for words in lines if len(words) > 1}


def vocabulary(net: WordNet) -> list[str]:
    """Single words in small letters, and phrasal verbs, adverbs and well-known pairs of words."""
    return sorted(
        word
        for word, parts in net.parts.items()
        if _WORD.match(word) or (_PHRASE.match(word) and (parts & {"v", "r"} or word in net.tagged))
    )


def derive(net: WordNet, moby: Mapping[str, list[str]]) -> dict[str, NDArray[np.generic]]:
    words = vocabulary(net)
    index = {word: i for i, word in enumerate(words)}
    numbers = {key: i for i, key in enumerate(net.synsets)}
    senses: dict[int, set[int]] = defaultdict(set)
    parents: dict[int, set[int]] = defaultdict(set)
    alike: dict[int, set[int]] = defaultdict(set)
    antonyms: dict[int, set[int]] = defaultdict(set)
    derived: dict[int, set[int]] = defaultdict(set)
    for key, synset in net.synsets.items():
        for word in synset.words:
            if word in index:
                senses[index[word]].add(numbers[key])
        for sign, target, ends in synset.pointers:
            if target not in numbers:
                continue
            if sign in PARENTS:
                parents[numbers[key]].add(numbers[target])
            elif sign in ALIKE:
                alike[numbers[key]].add(numbers[target])
            elif sign == "!" or sign in DERIVED:
                for one, other in _ends(synset, net.synsets[target], ends, index):
                    table = antonyms if sign == "!" else derived
                    table[one].add(other)
                    table[other].add(one)
    near = _listed(moby, index)
    exceptions = {form: index[base] for form, base in net.exceptions.items() if base in index}
    return {
        "words": _text(words),
        "parts": np.array([sum(BITS[p] for p in net.parts[word]) for word in words], dtype=np.uint8),
        "forms": _text(sorted(exceptions)),
        "bases": np.array([exceptions[form] for form in sorted(exceptions)], dtype=np.int32),
        **_table("senses", senses, len(words)),
        **_table("parents", parents, len(numbers)),
        **_table("alike", alike, len(numbers)),
        **_table("antonyms", antonyms, len(words)),
        **_table("derived", derived, len(words)),
        **_table("near", near, len(words)),
    }


def _ends(synset: Synset, target: Synset, ends: str, index: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """The two words that a lexical pointer joins."""
    if ends == "0000":
        return
    one, other = (
        words[int(digits, 16) - 1] for words, digits in ((synset.words, ends[:2]), (target.words, ends[2:]))
    )
    if one in index and other in index:
        yield index[one], index[other]


def _listed(moby: Mapping[str, list[str]], index: Mapping[str, int]) -> dict[int, set[int]]:
    return {
        index[root]: {index[word] for word in listed if word in index}
        for root, listed in moby.items()
        if root in index
    }


def _text(words: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode("ascii"), dtype=np.uint8)


def _table(name: str, rows: Mapping[int, set[int]], count: int) -> dict[str, NDArray[np.generic]]:
    """Rows of sorted numbers, each as the step from the one before: it packs better."""
    sizes = np.array([len(rows.get(i, ())) for i in range(count)], dtype=np.uint16)
    steps = [np.diff(np.array(sorted(rows[i])), prepend=0) for i in range(count) if rows.get(i)]
    return {f"{name}_sizes": sizes, f"{name}_steps": np.concatenate(steps).astype(np.int32)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wordnet", type=Path)
    parser.add_argument("moby", type=Path)
    parser.add_argument("--out", type=Path, default=Path("app/rewrite/facts/wording/english.npz"))
    options = parser.parse_args()
    arrays = derive(read_wordnet(options.wordnet), read_moby(options.moby))
    np.savez_compressed(options.out, **arrays)  # type: ignore[arg-type]  # numpy's stub wants no dictionary
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
