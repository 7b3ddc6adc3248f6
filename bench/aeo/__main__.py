"""Measure the AEO score side by side with its peers.

    python -m bench.aeo                                    everything that the data at hand allows
    python -m bench.aeo --only speed --grader VENV/bin/python

The grader and textstat run in an environment of their own: `pip install geo-optimizer-skill textstat`.
"""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from app.domain.policy import Policy
from app.evaluation.aeo.rubric import load_rubric
from app.evaluation.aeo.score import score_aeo
from bench.aeo.apart import right_where_intervals_are_apart
from bench.aeo.correlation import correlation_table
from bench.aeo.each_check import each_check
from bench.aeo.honesty import summary, tampered, texts
from bench.aeo.pages import read_pages
from bench.aeo.parity import parity
from bench.aeo.speed import articles, growth, hostile, large_html, peak_megabytes

PARTS = ("correlation", "checks", "honesty", "parity", "distribution", "speed", "growth")


@dataclass(frozen=True, slots=True)
class Data:
    variants: Path
    articles: Path
    grader: Path | None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    shared = Path(os.environ.get("COPYDESK_SHARED", "../shared"))
    parser.add_argument("--shared", type=Path, default=shared)
    parser.add_argument("--grader", type=Path, help="Python of the peers' environment")
    parser.add_argument("--only", choices=PARTS, action="append")
    chosen = parser.parse_args()
    variants = chosen.shared / "data" / "aeo" / "variants_train.jsonl.gz"
    data = Data(variants, chosen.shared / "articles" / "docs", chosen.grader)
    if data.grader is None:
        print("skipped: geo-optimizer-skill and textstat (name their Python with --grader)")
    needed = {
        "correlation": data.variants,
        "checks": data.variants,
        "honesty": data.variants,
        "parity": data.articles,
        "distribution": data.articles,
        "speed": data.articles,
    }
    for part in chosen.only or PARTS:
        if part in needed and not needed[part].exists():
            print(f"skipped: {part} ({needed[part]} is not there)")
            continue
        print(f"\n== {part}", flush=True)
        RUN[part](data)


def correlation(data: Data) -> None:
    print("mean Spearman with the measured share within a query, 95 % interval over queries")
    for name, mean, (low, high) in correlation_table(data.variants, grader=data.grader):
        print(f"  {name:44} {mean:6.3f}  [{low:.3f}, {high:.3f}]")
    right, apart, pairs = right_where_intervals_are_apart(data.variants)
    print(f"  intervals of {apart} of {pairs} are apart; the engine agrees with {right / apart:.0%} of them")


def checks(data: Data) -> None:
    print("mean Spearman of the value of each check with the measured share within a query, 95 % interval")
    for name, mean, (low, high) in each_check(data.variants):
        print(f"  {name:44} {mean:6.3f}  [{low:.3f}, {high:.3f}]")


def honesty(data: Data) -> None:
    sample = texts(data.variants, data.articles)
    for with_query in (False, True):
        print(f"300 texts tampered with, {'with' if with_query else 'without'} a target query")
        for row in summary(list(tampered(sample, load_rubric(plug_ins=False), with_query=with_query))):
            print("  " + ", ".join(f"{name} {value}" for name, value in row.items()))


def same(data: Data) -> None:
    rows = parity(data.articles, load_rubric(plug_ins=False))
    within = sum(row.worst <= 1 for row in rows)
    equal = sum(row.worst < 0.005 for row in rows)
    print(
        f"{len(rows)} Markdown articles and their HTML: {equal} equal, {within} within 1 point; the others:"
    )
    for row in rows:
        if row.worst >= 0.005:
            print(f"  published {row.published:+6.2f}, pull {row.pull:+6.2f}  {row.name}")


def distribution(data: Data) -> None:
    rubric = load_rubric(plug_ins=False)
    every = [score_aeo(page.document, rubric=rubric) for page in read_pages(data.articles)]
    scored = [score for score in every if score.measured is not None]
    print(f"{len(every)} articles, {len(scored)} scored; at each share of them: score, upper end, standing")
    parts = [
        sorted(part or 0.0 for part in column)
        for column in zip(*((score.measured, score.highest, score.standing) for score in scored), strict=True)
    ]
    for share in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9):
        print(f"  {share:4.0%}", *(f"{part[int(share * len(part))]:6.1f}" for part in parts))
    limit = Policy().min_aeo
    reached = sum(score.reaches(limit) for score in scored) / len(scored)
    print(f"  {reached:.0%} reach {limit:g}, which is min_aeo, by the upper end of their interval")


def speed(data: Data) -> None:
    print("CPU seconds on one core, all pages; the fastest of several rounds")
    pages = read_pages(data.articles)
    for name, value in articles(pages, load_rubric(plug_ins=False), grader=data.grader).items():
        print(f"  {name:44} {value:8.3f}")
    print(f"  {'peak memory of our process, MB':44} {peak_megabytes(data.articles):8.1f}")


def grows(_: Data) -> None:
    rubric = load_rubric(plug_ins=False)
    for words, seconds, each in growth(rubric):
        print(f"  {words:9,} words {seconds:8.3f} s {each:8.2f} µs a word")
    for is_varied, kind in ((False, "every paragraph the same"), (True, "every figure another")):
        parsing, scoring = large_html(rubric, is_varied=is_varied)
        print(f"  5 MB of HTML, {kind}: parsing {parsing:.2f} s, scoring {scoring:.2f} s")
    piece, factor = hostile(rubric)
    print(f"  hostile input: four times the length costs at most {4 * factor:.1f} times as much ({piece!r})")


RUN = {
    "correlation": correlation,
    "checks": checks,
    "honesty": honesty,
    "parity": same,
    "distribution": distribution,
    "speed": speed,
    "growth": grows,
}

if __name__ == "__main__":
    main()
