"""Areas and rates for each file, by length, domain and generator, ours beside the baselines."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from bench.detector.measures import auroc_interval, caught_at, rate
from training.detector.rows import Row

LENGTHS = ((0, 50), (50, 150), (150, 300), (300, 10_000))
LEAST_GROUP = 20
_BASE_MODELS = (
    "bloom_7b falcon_7b gemma_7b gpt2 gpt2-xl gpt2_xl gpt-j-6B gptj gptj_6b gptneo gpt-neo-2.7B gptneo_2.7b "
    "gpt-neox-20b llama llama1_13b llama2_13b llama3_8b opt-2.7b opt_2.7b opt_13b phi2"
)
BASE_MODELS = tuple(_BASE_MODELS.split())
"""Generators that were trained to go on with a text and not to answer, as the rows name them."""
Scores = Mapping[str, np.ndarray]
"""Detector -> one value a row: its score, or whether it is flagged at the detector's operating point."""


def report(name: str, rows: Sequence[Row], scores: Scores, flags: Scores) -> Iterator[str]:
    """Markdown tables."""
    is_machine = np.array([row.is_machine for row in rows])
    words = np.array([row.words for row in rows])
    yield f"\n## {name}: {(~is_machine).sum()} human, {is_machine.sum()} machine\n"
    yield (
        "| texts | n human / machine | detector | AUROC | TPR at 1 % FPR | TPR at 5 % FPR "
        "| at its operating point: TPR | FPR |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    everything = np.ones(len(rows), dtype=bool)
    yield from _lines("all", everything, is_machine, scores, flags)
    yield from _lines("50 words and more", words >= 50, is_machine, scores, flags)
    yield from _lines("150 words and more", words >= 150, is_machine, scores, flags)
    for least, most in LENGTHS:
        yield from _lines(
            f"{least} to {most - 1} words", (words >= least) & (words < most), is_machine, scores, flags
        )
    is_base = np.isin([row.generator for row in rows], BASE_MODELS)
    if is_base.any():
        for least in (50, 150):
            chosen = (words >= least) & ~is_base
            yield from _lines(f"{least} words and more, no base model", chosen, is_machine, scores, flags)
        chosen = (words >= 50) & (is_base | ~is_machine)
        yield from _lines("50 words and more, base models", chosen, is_machine, scores, flags)
    judged = words >= 50
    yield "\nOf texts with 50 words and more, flagged at the operating point:\n"
    yield "| group | n | " + " | ".join(scores) + " |"
    yield "|---|---|" + "---|" * len(scores)
    yield from _flagged("human, ", rows, judged & ~is_machine, lambda row: row.domain, flags)
    yield from _flagged("machine, ", rows, judged & is_machine, lambda row: row.domain, flags)
    yield from _flagged("by ", rows, judged & is_machine, lambda row: row.generator, flags)


def _lines(
    name: str, chosen: np.ndarray, is_machine: np.ndarray, scores: Scores, flags: Scores
) -> Iterator[str]:
    if chosen.sum() < LEAST_GROUP:
        return
    for detector, values in scores.items():
        human, machine = values[chosen & ~is_machine], values[chosen & is_machine]
        flagged = flags[detector]
        caught = rate(int(flagged[chosen & is_machine].sum()), len(machine))
        wronged = rate(int(flagged[chosen & ~is_machine].sum()), len(human))
        yield (
            f"| {name} | {len(human)} / {len(machine)} | {detector} | {auroc_interval(human, machine)} "
            f"| {caught_at(human, machine, 0.01)} | {caught_at(human, machine, 0.05)} "
            f"| {caught} | {wronged} |"
        )


def _flagged(
    kind: str,
    rows: Sequence[Row],
    chosen: np.ndarray,
    group_of: Callable[[Row], str],
    flags: Scores,
) -> Iterator[str]:
    groups = np.array([group_of(row) for row in rows])
    for group in np.unique(groups[chosen]):
        here = chosen & (groups == group)
        if here.sum() < LEAST_GROUP:
            continue
        cells = [str(rate(int(flagged[here].sum()), int(here.sum()))) for flagged in flags.values()]
        yield f"| {kind}{group} | {here.sum()} | " + " | ".join(cells) + " |"
