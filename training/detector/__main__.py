"""`python -m training.detector DATA [--out FILE]`: from the data folder to the weights, always the same."""

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.linear_model import LogisticRegression

from app.content import read_text
from app.evaluation.detectors.copydesk.detector import CopydeskDetector
from app.evaluation.detectors.copydesk.style import Frequencies
from app.evaluation.detectors.copydesk.text_model import Model
from app.evaluation.detectors.copydesk.trigrams import Trigrams, TrigramTables
from app.evaluation.detectors.copydesk.weights import (
    SHIPPED,
    DetectorWeights,
    FeatureChannel,
    Joined,
)
from training.detector.boosted import as_trees
from training.detector.features import STREAMS, Tables, features_of, with_excerpts
from training.detector.fitting import Fitted, chosen, fit, fold_of
from training.detector.rows import is_for_calibration, read_file, read_variants
from training.detector.save_weights import save_weights
from training.detector.thresholds import operating_point, part_line
from training.detector.trigrams import trigram_tables
from training.detector.words import frequencies, kept_words

VERSION = "3"
FOLDS = 6


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.detector", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with detection/ and aeo/")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument(
        "--verify", action="store_true", help="write nothing; say whether the weights at --out come out again"
    )
    parser.add_argument("--scores", type=Path, help="write the human scores behind the operating point here")
    given = parser.parse_args()
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - started:5.0f} s  {line}", flush=True)

    human_only = read_file(given.data, "human_formal") + read_file(given.data, "calibration_human_articles")
    learnt = [row for row in human_only if not is_for_calibration(row)]
    learnt += read_file(given.data, "train") + read_variants(given.data)
    dev = read_file(given.data, "dev")
    held = [row for row in human_only if is_for_calibration(row)] + [row for row in dev if not row.is_machine]
    say(f"{len(learnt)} texts to learn from, {len(held)} human texts kept for the operating point")

    kept = kept_words(learnt)
    rare, trigrams = frequencies(), trigram_tables()
    tables = Tables(kept, Frequencies(*rare), Trigrams(trigrams))
    texts, features = with_excerpts(learnt, tables)
    say(f"{len(texts)} with excerpts, {features.phrases.nnz} phrases, {features.style.shape[1]} of manner")

    unseen_rows, unseen_scores = list(held), []
    folds = fold_of(texts, FOLDS)
    is_whole = np.arange(len(texts)) < len(learnt)
    crossed = np.zeros(len(learnt))
    for fold in range(FOLDS):
        rest = fit(
            [row for row, at in zip(texts, folds, strict=True) if at != fold],
            chosen(features, folds != fold),
        )
        judged = is_whole & (folds == fold)
        crossed[judged[: len(learnt)]] = rest.scores(chosen(features, judged))
        say(f"fold {fold + 1} of {FOLDS}: {int(judged.sum())} texts judged unseen")

    fitted = fit(texts, features)
    unseen_scores.extend(fitted.scores(features_of(held, tables)))
    for row, score in zip(learnt, crossed, strict=True):
        if not row.is_machine:
            unseen_rows.append(row)
            unseen_scores.append(score)
    point, lines = operating_point(unseen_rows, np.array(unseen_scores))
    for line in lines:
        say(line)
    if given.scores is not None:
        told = [
            {"domain": row.domain, "words": row.words, "score": float(score)}
            for row, score in zip(unseen_rows, unseen_scores, strict=True)
        ]
        given.scores.write_text("".join(json.dumps(entry) + "\n" for entry in told), encoding="utf-8")
    line = _probability([row.is_machine for row in dev], fitted.scores(features_of(dev, tables)))
    weights = _quantised(fitted, tuple(kept), rare, trigrams)
    detector = CopydeskDetector(Model(weights), point, slopes=line)
    part, told = part_line(held, [detector.part_logit(read_text(row.text)) for row in held])
    say(told)
    settings = {
        "operating_point": {
            "rate": point.rate,
            "lengths": point.lengths,
            "thresholds": point.thresholds,
            "part": part,
        },
        "probability": line,
    }
    finished = replace(weights, settings=settings)
    if given.verify:
        _verify(finished, given.out)
    else:
        save_weights(given.out, finished)
        say(f"written: {given.out} ({given.out.stat().st_size / 1e6:.1f} MB)")


def _verify(finished: DetectorWeights, path: Path) -> None:
    """Exits with a sentence where the weights at `path` have other bytes."""
    with TemporaryDirectory() as folder:
        again = Path(folder) / path.name
        save_weights(again, finished)
        if again.read_bytes() != path.read_bytes():
            raise SystemExit(f"these weights differ from {path}")
    print(f"the same bytes as {path}")


def _probability(is_machine: list[bool], scores: np.ndarray) -> tuple[float, float]:
    """Platt's line, for as many human as machine texts."""
    line = LogisticRegression(class_weight="balanced").fit(scores[:, None], is_machine)
    return float(line.coef_[0][0]), float(line.intercept_[0])


def _quantised(
    fitted: Fitted,
    kept: tuple[str, ...],
    rare: tuple[np.ndarray, np.ndarray],
    trigrams: TrigramTables,
) -> DetectorWeights:
    """Eight bits a weight; what is lost is far below the noise of a text."""
    channels, at = [], 0
    for stream, orders, bits in STREAMS:
        values = fitted.linear.weights[at : at + (1 << bits)]
        at += 1 << bits
        scale = float(np.abs(values).max()) / 127
        channels.append(FeatureChannel(stream, orders, bits, np.rint(values / scale).astype(np.int8), scale))
    joined = Joined(fitted.scales[0], fitted.scales[1], fitted.linear.bias * fitted.scales[0])
    trees = as_trees(fitted.booster)
    return DetectorWeights(VERSION, tuple(channels), trees, joined, kept, *rare, trigrams, settings={})


if __name__ == "__main__":
    main()
