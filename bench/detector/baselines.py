"""Two simple detectors trained on the same rows, to be measured beside ours."""

from collections.abc import Sequence

import lightgbm
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline

from app.evaluation.detectors.copydesk.operating import conformal_threshold
from app.text.normalise import normalise
from bench.detector.plain_style import plain_style
from training.detector.rows import Row


class Tfidf:
    """Words 1 to 3 and characters 3 to 5, logistic regression."""

    name = "tf-idf"

    def __init__(self) -> None:
        words = TfidfVectorizer(ngram_range=(1, 3), min_df=3, sublinear_tf=True, max_features=200_000)
        characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=5, sublinear_tf=True, max_features=200_000
        )
        union = FeatureUnion([("words", words), ("characters", characters)])
        self._model = make_pipeline(union, LogisticRegression(C=10, solver="liblinear"))

    def fit(self, rows: Sequence[Row]) -> None:
        self._model.fit([row.text for row in rows], [row.is_machine for row in rows])

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        return np.asarray(self._model.decision_function(texts))


class Stylometric:
    """48 features of style, boosted trees."""

    name = "stylometric"

    def fit(self, rows: Sequence[Row]) -> None:
        features = np.array([plain_style(row.text) for row in rows])
        data = lightgbm.Dataset(features, [int(row.is_machine) for row in rows])
        settings = {"objective": "binary", "seed": 1, "verbose": -1, "num_threads": 1, "deterministic": True}
        self._booster = lightgbm.train(settings | {"num_leaves": 31, "learning_rate": 0.05}, data, 300)

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        features = np.array([plain_style(text) for text in texts])
        return np.asarray(self._booster.predict(features, raw_score=True))


def usual_threshold(baseline: Tfidf | Stylometric, human: Sequence[Row], *, rate: float) -> float:
    """What everybody does: one line for the stated rate, on human articles of one kind."""
    return conformal_threshold(
        [float(score) for score in baseline.scores([row.text for row in human])], rate=rate
    )


def normal(texts: Sequence[str]) -> list[str]:
    return [normalise(text).text for text in texts]
