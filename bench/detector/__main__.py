"""`python -m bench.detector DATA`: every figure of the model card, printed as Markdown."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

from app.evaluation.detectors.copydesk import build_shipped  # noqa: E402
from bench.detector import composed, quality, robustness, speed  # noqa: E402
from bench.detector.articles import report_articles  # noqa: E402
from bench.detector.baselines import Stylometric, Tfidf, normal, usual_threshold  # noqa: E402
from bench.detector.ours import tell  # noqa: E402
from training.detector.rows import Row, is_for_calibration, read_file, read_variants  # noqa: E402

FILES = ("dev", "dev_ood", "calibration_human_articles", "human_formal")
UNSEEN_ONLY = {"calibration_human_articles", "human_formal"}
"""Of these files only what was never learnt from is measured."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.detector", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with detection/ and aeo/")
    parser.add_argument("--only", choices=("quality", "composed", "robustness", "speed", "articles"))
    parser.add_argument(
        "--articles", type=Path, help="folder with index.jsonl; default: ../articles beside DATA"
    )
    parser.add_argument("--every", type=int, metavar="N", default=1, help="robustness: only each N-th text")
    given = parser.parse_args()
    detector = build_shipped()
    baselines = _baselines(given.data) if given.only in {None, "quality", "speed"} else []
    if given.only in {None, "quality"}:
        for name in FILES:
            rows = read_file(given.data, name)
            if name in UNSEEN_ONLY:
                rows = [row for row in rows if is_for_calibration(row)]
            told = tell(detector, [row.text for row in rows])
            scores, flags = {"copydesk": told.scores}, {"copydesk": told.is_ai}
            for baseline, line in baselines:
                values = baseline.scores(normal([row.text for row in rows]))
                scores[baseline.name], flags[baseline.name] = values, values > line
            _print(quality.report(name, rows, scores, flags))
            print(
                f"\ncopydesk: {int(told.is_mixed.sum())} called mixed, {int(told.abstained.sum())} abstained"
            )
    if given.only in {None, "composed"}:
        for name in ("dev", "dev_ood"):
            _print(composed.report(name, detector, read_file(given.data, name)))
    if given.only in {None, "robustness"}:
        _print(robustness.report(detector, read_file(given.data, "dev_ood")[:: given.every]))
    if given.only in {None, "articles"}:
        folder = given.articles or given.data.parent / "articles"
        _print(
            report_articles(detector, folder) if folder.exists() else ["\nNo articles: the folder is absent."]
        )
    if given.only in {None, "speed"}:
        _print(speed.report([row.text for row in read_file(given.data, "dev_ood")], baselines[0][0]))


def _baselines(data: Path) -> list[tuple[Tfidf | Stylometric, float]]:
    """Trained on the rows that ours learnt from; their line is set for 1 % on articles kept aside."""
    articles, formal = (read_file(data, name) for name in ("calibration_human_articles", "human_formal"))
    learnt: list[Row] = [row for row in articles + formal if not is_for_calibration(row)]
    learnt += read_file(data, "train") + read_variants(data)
    kept = [_normal(row) for row in articles if is_for_calibration(row)]
    built: list[tuple[Tfidf | Stylometric, float]] = []
    for baseline in (Tfidf(), Stylometric()):
        baseline.fit([_normal(row) for row in learnt])
        built.append((baseline, usual_threshold(baseline, kept, rate=0.01)))
    return built


def _normal(row: Row) -> Row:
    from dataclasses import replace

    return replace(row, text=normal([row.text])[0])


def _print(lines: Sequence[str] | object) -> None:
    for line in lines:  # type: ignore[attr-defined]
        print(line, flush=True)


if __name__ == "__main__":
    main()
