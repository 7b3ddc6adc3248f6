"""Boosted trees over the style features, and their conversion to the arrays that ship."""

from typing import Any

import lightgbm
import numpy as np

from app.evaluation.detectors.copydesk.surprise import FEATURES
from app.evaluation.detectors.copydesk.trees import Trees

STYLE_GAIN = 0.4
"""What a split on style is thought to gain, against one on surprise: style changes more between sources."""
ROUNDS = 250
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "boost_from_average": False,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 1,
    "verbose": -1,
}


def fit_boosted(style: np.ndarray, is_machine: np.ndarray, row_weights: np.ndarray) -> lightgbm.Booster:
    data = lightgbm.Dataset(style, is_machine.astype(int), weight=row_weights)
    gains = [STYLE_GAIN] * (style.shape[1] - FEATURES) + [1.0] * FEATURES
    return lightgbm.train(SETTINGS | {"feature_contri": gains}, data, ROUNDS)


def logits(booster: lightgbm.Booster, style: np.ndarray) -> np.ndarray:
    return np.asarray(booster.predict(style, raw_score=True))


def as_trees(booster: lightgbm.Booster) -> Trees:
    described = booster.dump_model()["tree_info"]
    leaves = SETTINGS["num_leaves"]
    shape = (len(described), leaves - 1)
    feature, left, right = (np.full(shape, fill, dtype=np.int64) for fill in (0, -1, -1))
    trees = Trees(feature, np.zeros(shape), left, right, np.zeros((len(described), leaves)))
    for row, tree in enumerate(described):
        _walk(tree["tree_structure"], row, trees)
    return trees


def _walk(node: dict[str, Any], row: int, trees: Trees) -> int:
    """Writes a node and what hangs under it into one row; its index, or -1 - leaf."""
    if "split_index" not in node:
        at = int(node.get("leaf_index", 0))
        trees.leaf[row, at] = node["leaf_value"]
        return -1 - at
    at = int(node["split_index"])
    trees.feature[row, at], trees.threshold[row, at] = node["split_feature"], node["threshold"]
    trees.left[row, at] = _walk(node["left_child"], row, trees)
    trees.right[row, at] = _walk(node["right_child"], row, trees)
    return at
