"""Scores by weights that never saw what they score, and how they order the rewrites of a query."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.aeo.measures import Measures, scored
from training.aeo.ridge import fit, rank_targets, within
from training.aeo.statistics import Floats, bootstrap_interval, by_query

PENALTY = 1_000.0
FOLDS = 5
REPEATS = 5
SEED = 20261121

Rows = NDArray[np.int64]
Groups = list[Rows]


@dataclass(frozen=True, slots=True)
class Order:
    """Mean Spearman within queries, with its 95 % interval over queries."""

    mean: float
    interval: tuple[float, float]


def grouped(labels: list[str]) -> Groups:
    array = np.array(labels)
    return [np.flatnonzero(array == label) for label in dict.fromkeys(labels)]


def folds(groups: Groups, *, seed: int) -> NDArray[np.int64]:
    """The fold of each row; the rows of one query share theirs."""
    fold_of_group = np.random.default_rng(seed).permutation(len(groups)) % FOLDS
    result = np.empty(sum(map(len, groups)), dtype=np.int64)
    for rows, its in zip(groups, fold_of_group, strict=True):
        result[rows] = its
    return result


@dataclass(frozen=True, slots=True)
class Trial:
    """Weights are fitted on one kind of strengths, and score another or the same; see `Measures`."""

    fitted: Floats
    shown: Floats
    measures: Measures
    shares: Floats
    groups: Groups

    def scores_without(self, held: Rows, rest: Rows) -> Floats:
        """The scores of the rows held out, by weights fitted to the others."""
        compared, targets = within(self.fitted, self.groups), rank_targets(self.shares, self.groups)
        weights = fit(compared[rest], targets[rest], penalty=PENALTY)
        return scored(self.shown, self.measures, held, weights)

    def held_out_scores(self, *, seed: int) -> Floats:
        """Each query scored by weights that never saw it."""
        fold = folds(self.groups, seed=seed)
        scores = np.zeros(len(self.shares))
        for number in range(FOLDS):
            held = np.flatnonzero(fold == number)
            scores[held] = self.scores_without(held, np.flatnonzero(fold != number))
        return scores

    def cross_validated(self) -> Order:
        """The mean over repeated splits of the queries."""
        scores = [self.held_out_scores(seed=SEED + repeat) for repeat in range(REPEATS)]
        return _order(np.mean([by_query(each, self.shares, self.groups) for each in scores], axis=0))

    def without_each_method(self, methods: list[str]) -> Order:
        """The same where the weights saw neither the query nor the method of the variant scored."""
        fold = folds(self.groups, seed=SEED)
        names = np.array(methods)
        scores = np.zeros(len(self.shares))
        for method in dict.fromkeys(methods):
            for number in range(FOLDS):
                held = np.flatnonzero((names == method) & (fold == number))
                scores[held] = self.scores_without(held, np.flatnonzero((names != method) & (fold != number)))
        return _order(by_query(scores, self.shares, self.groups))


def _order(each: Floats) -> Order:
    return Order(float(each.mean()), bootstrap_interval(each, seed=SEED))


def known_method(shares: Floats, groups: Groups, methods: list[str]) -> float:
    """What ordering by the mean share of each rewriting method reaches: a mark to read the fit by."""
    names = np.array(methods)
    means = {name: shares[names == name].mean() for name in set(methods)}
    return float(by_query(np.array([means[name] for name in methods]), shares, groups).mean())


def right_where_apart(scores: Floats, shares: Floats, groups: Groups, *, apart: float) -> tuple[float, int]:
    """Share of pairs of one query, more than `apart` points from each other, that the shares order alike."""
    right = pairs = 0
    for rows in groups:
        difference = scores[rows][:, None] - scores[rows][None, :]
        measured = shares[rows][:, None] - shares[rows][None, :]
        apart_pairs = (difference > apart) & (measured != 0)
        pairs += int(apart_pairs.sum())
        right += int((apart_pairs & (measured > 0)).sum())
    return (right / pairs if pairs else 0.0), pairs
