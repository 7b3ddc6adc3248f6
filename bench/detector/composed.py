"""Is a text of a person's and a machine's paragraphs called `mixed`? Made of rows not learnt from."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

import numpy as np

from app.content import read_text
from app.domain.scores import DetectorScore, Label
from app.evaluation.detectors.copydesk import CopydeskDetector
from bench.detector.measures import rate
from training.detector.rows import Row

LEAST_WORDS, MOST_WORDS = 150, 500
PARAGRAPH_WORDS = 90
TEXTS = 500
SEED = 11
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def report(name: str, detector: CopydeskDetector, rows: Sequence[Row]) -> Iterator[str]:
    """Markdown: how texts of two sources are labelled, both of the same source and domain."""
    yield f"\n## {name}: composed of two texts of {LEAST_WORDS} to {MOST_WORDS} words each\n"
    yield f"| {TEXTS} texts each | mixed | ai | human |"
    yield "|---|---|---|---|"
    for what, texts in _composed(rows).items():
        said = [detector.score(read_text(text)) for text in texts]
        labels = [score.label for score in said if isinstance(score, DetectorScore)]
        cells = [rate(labels.count(label), len(labels)) for label in (Label.MIXED, Label.AI, Label.HUMAN)]
        yield f"| {what} | " + " | ".join(map(str, cells)) + " |"


def _composed(rows: Sequence[Row]) -> dict[str, list[str]]:
    groups: dict[str, tuple[list[Row], list[Row]]] = {}
    for row in rows:
        if LEAST_WORDS <= row.words <= MOST_WORDS:
            groups.setdefault(f"{row.source}|{row.domain}", ([], []))[row.is_machine].append(row)
    both = [group for _, group in sorted(groups.items()) if min(map(len, group)) >= 5]
    chance = np.random.default_rng(SEED)
    made: dict[str, list[str]] = {
        "half a person's, half a machine's": [],
        "their paragraphs by turns": [],
        "two people's": [],
        "two machines'": [],
    }
    for _ in range(TEXTS):
        human, machine = both[int(chance.integers(len(both)))]
        people = [_paragraphs(human[int(at)].text) for at in chance.integers(len(human), size=2)]
        machines = [_paragraphs(machine[int(at)].text) for at in chance.integers(len(machine), size=2)]
        pair = [people[0], machines[0]] if chance.random() < 0.5 else [machines[0], people[0]]
        scheduler = [part for parts in zip_longest(*pair) for part in parts if part is not None]
        rows_of_parts = ([*chain(*pair)], scheduler, [*chain(*people)], [*chain(*machines)])
        for kind, parts in zip(made, rows_of_parts, strict=True):
            made[kind].append("\n\n".join(parts))
    return made


def _paragraphs(text: str) -> list[str]:
    parts: list[str] = []
    size = PARAGRAPH_WORDS
    for sentence in _SENTENCE_END.split(text.strip()):
        if size >= PARAGRAPH_WORDS:
            parts.append(sentence)
            size = 0
        else:
            parts[-1] += f" {sentence}"
        size += len(sentence.split())
    return parts
