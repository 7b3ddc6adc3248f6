#!/usr/bin/env python3
"""Load test: submit texts at a steady rate, wait until all are decided, and report how long jobs waited.

    scripts/load_test.py --own --rate 4 --seconds 30          its own pipeline, in a temporary folder
    scripts/load_test.py --rate 20 --seconds 300 --priorities urgent=1,normal=6,bulk=3 --report load/

Without `--own` it submits to the installation configured in the environment (DATABASE_URL,
CELERY_BROKER_URL). Its measurements come from the database: when jobs were added, started and finished. It
leaves its submissions there, under the run id that it prints.
"""

import argparse
import html
import json
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.cli.desk_access import open_application  # noqa: E402 - after the path
from app.config.policy_file import PolicyFile  # noqa: E402
from app.config.settings import Settings, load_settings  # noqa: E402
from app.db.tables.jobs import Job  # noqa: E402
from app.db.tables.submissions import Submission  # noqa: E402
from app.domain.errors import CopydeskError  # noqa: E402
from app.domain.policy import Policy  # noqa: E402
from app.domain.priority import Priority  # noqa: E402
from app.embedded.specs import QUEUES  # noqa: E402
from app.embedded.supervisor import Pipeline  # noqa: E402
from app.workflow.application import Application  # noqa: E402

SIZES = {"short": 200, "medium": 800, "long": 3000}
"""Words."""
PERCENTILES = (50, 90, 95, 99, 100)
MOVES = {"evaluating", "rewriting"}
"""A submission in any other state is decided or waits for a person."""


@dataclass(frozen=True)
class Timing:
    """When one job of the run was added, started and finished, in seconds since the run's start."""

    queue: str
    priority: str
    added: float
    started: float
    finished: float

    @property
    def waited(self) -> float:
        """Zero if it was started before it was added: a worker reads its clock, then queries the database
        for a job, and may meanwhile be blocked by the very transaction that adds it."""
        return max(0.0, self.started - self.added)

    @property
    def ran(self) -> float:
        return self.finished - self.started


@dataclass(frozen=True)
class Mix:
    random_source: random.Random
    sizes: dict[str, float]
    priorities: dict[str, float]

    def draw(self, weights: dict[str, float]) -> str:
        return self.random_source.choices(list(weights), list(weights.values()))[0]


def main() -> int:
    options = arguments()
    mix = Mix(
        random.Random(options.seed),
        shares(options.sizes, SIZES),
        shares(options.priorities, {one.label for one in Priority}),
    )
    with ExitStack() as stack:
        settings = load_settings()
        if options.own:
            settings = with_pipeline(stack, settings)
        access = stack.enter_context(open_application(settings=settings))
        policy = PolicyFile.load(options.policy).policy_for(None) if options.policy else Policy()
        run_id = f"load-{int(time.time())}"
        started_at = access.services.clock.now()
        print(f"run {run_id}: {options.rate:g} per second for {options.seconds:g} s", file=sys.stderr)
        submitted, behind = send(access.desk, mix, options, policy, run_id)
        waited = settle(access, run_id, submitted, options.patience)
        report = measured(timings(access, run_id, started_at), submitted, behind, waited, options)
    folder = Path(options.report)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "load.json").write_text(json.dumps(report, indent=1) + "\n")
    (folder / "load.html").write_text(page(report), encoding="utf-8")
    print(table(report))
    print(f"report: {folder / 'load.html'}")
    return 0 if report["undecided"] == 0 else 1


def with_pipeline(stack: ExitStack, settings: Settings) -> Settings:
    """Start a pipeline in its own folder, and wait until each worker is ready."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="copydesk-load-")))
    own = replace(settings, state_dir=folder, database_url="", broker_url="", result_backend="")
    os.environ["PYTHONPATH"] = str(ROOT)
    pipeline = stack.enter_context(Pipeline(own, quiet=True, grace_seconds=2.0))
    until = time.monotonic() + 120
    while len(list((folder / "liveness").glob("*"))) < len(QUEUES):
        if pipeline.wait(0.2) or time.monotonic() > until:
            sys.exit(f"load test: the pipeline did not start: {pipeline.failure or 'not ready within 120 s'}")
    return own


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rate", type=float, default=2.0, help="submissions per second (default 2)")
    parser.add_argument("--seconds", type=float, default=30.0, help="duration (default 30)")
    parser.add_argument("--sizes", default="short=5,medium=4,long=1", help=f"shares of {', '.join(SIZES)}")
    parser.add_argument("--priorities", default="urgent=1,high=2,normal=5,bulk=2", help="shares")
    parser.add_argument("--policy", type=Path, help="a copydesk.toml (default: the built-in policy)")
    parser.add_argument("--own", action="store_true", help="start a pipeline in a temporary folder")
    parser.add_argument("--patience", type=float, default=600.0, help="seconds to wait for the rest (600)")
    parser.add_argument("--report", default="load-report", metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=1, help="random seed, to repeat the same mix (default 1)")
    options = parser.parse_args()
    if options.rate <= 0 or options.seconds <= 0:
        parser.error("--rate and --seconds must be greater than zero")
    return options


def shares(text: str, known: Any) -> dict[str, float]:
    """`urgent=1,normal=9` as a mapping; exits with a message if the text is malformed."""
    found: dict[str, float] = {}
    for part in text.split(","):
        name, _, share = part.partition("=")
        if name.strip() not in known or not share.replace(".", "", 1).isdecimal():
            names = ", ".join(sorted(known))
            sys.exit(f"load test: {part!r} is not a share: write NAME=NUMBER with NAME one of {names}")
        found[name.strip()] = float(share)
    if sum(found.values()) <= 0:
        sys.exit("load test: at least one share must be greater than zero")
    return found


def send(
    application: Application, mix: Mix, options: argparse.Namespace, policy: Policy, run_id: str
) -> tuple[int, float]:
    """Submit at a steady rate; returns how many, and how many seconds late the last one was."""
    sentences = prose()
    started, number, late = time.monotonic(), 0, 0.0
    while number < options.rate * options.seconds:
        due = started + number / options.rate
        time.sleep(max(0.0, due - time.monotonic()))
        late = time.monotonic() - due
        size, priority = mix.draw(mix.sizes), mix.draw(mix.priorities)
        text = article(sentences, SIZES[size], number, mix.random_source)
        application.submit(
            text.encode(),
            path=f"load/{number:06}-{size}.md",
            policy=policy,
            priority=Priority.parse(priority),
            run_id=run_id,
        )
        number += 1
    return number, late


def prose() -> list[str]:
    """The sentences of the sample articles."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").rglob("*.md"))]
    lines = [line for text in texts for line in text.splitlines() if ":" not in line[:20]]
    return [one.strip() for line in lines for one in line.split(". ") if len(one.split()) > 4]


def article(sentences: list[str], words: int, number: int, random_source: random.Random) -> str:
    parts, count = [f"# Load test text number {number}\n"], 0
    while count < words:
        paragraph = ". ".join(random_source.choice(sentences).rstrip(".") for _ in range(4)) + "."
        count += len(paragraph.split())
        parts.append(paragraph + "\n")
    return "\n".join(parts)


def settle(access: Any, run_id: str, submitted: int, patience: float) -> float:
    """Wait until every submission of the run is settled; returns the seconds that it took."""
    from sqlalchemy import func, select

    started = time.monotonic()
    while time.monotonic() - started < patience:
        with access.services.store.read() as tx:
            query = select(func.count()).where(Submission.run_id == run_id, Submission.status.in_(MOVES))
            left = tx.session.scalar(query)
        if not left:
            break
        print(f"\r{submitted - left} of {submitted} decided ", end="", file=sys.stderr, flush=True)
        time.sleep(0.5)
    print(file=sys.stderr)
    return time.monotonic() - started


def timings(access: Any, run_id: str, started_at: datetime) -> list[Timing | None]:
    """Of the run's jobs; None for one that was not finished."""
    from sqlalchemy import select

    def since(moment: datetime) -> float:
        return (moment - started_at).total_seconds()

    with access.services.store.read() as tx:
        rows = tx.session.scalars(
            select(Job)
            .join(Submission, Submission.id == Job.submission_id)
            .where(Submission.run_id == run_id)
        ).all()
    return [
        Timing(
            row.queue,
            Priority(row.priority).label,
            since(row.created_at),
            since(row.started_at),
            since(row.finished_at),
        )
        if row.started_at and row.finished_at
        else None
        for row in rows
    ]


def measured(
    found: list[Timing | None], submitted: int, behind: float, waited: float, options: argparse.Namespace
) -> dict[str, Any]:
    done = [timing for timing in found if timing is not None]
    groups: dict[str, list[Timing]] = {}
    for timing in done:
        groups.setdefault(f"{timing.queue} {timing.priority}", []).append(timing)
        groups.setdefault(f"{timing.queue} all", []).append(timing)
    by_name = sorted(groups.items())
    seconds = max((timing.finished for timing in done), default=0.0)
    return {
        "rate": options.rate,
        "submitted": submitted,
        "submitter_behind_s": round(behind, 3),
        "undecided": sum(timing is None for timing in found),
        "settled_after_the_last_s": round(waited, 2),
        "seconds": round(seconds, 2),
        "pieces_a_second": round(len(done) / seconds, 3) if seconds else 0.0,
        "waited_s": {name: percentiles([one.waited for one in some]) for name, some in by_name},
        "took_s": {name: percentiles([one.ran for one in some]) for name, some in by_name},
        "counts": {name: len(some) for name, some in by_name},
        "timeline": timeline(done, seconds),
    }


def percentiles(values: list[float]) -> dict[str, float]:
    """By nearest rank."""
    ordered = sorted(values)
    return {f"p{one}": round(ordered[max(0, -(-one * len(ordered) // 100) - 1)], 3) for one in PERCENTILES}


def timeline(done: list[Timing], seconds: float, steps: int = 120) -> list[dict[str, float]]:
    """How many jobs waited at each moment and ran in the step after it: short jobs fall between moments."""
    length = seconds / steps
    moments = [length * step for step in range(steps + 1)]
    return [
        {
            "at_s": round(at, 2),
            "waiting": sum(one.added <= at < one.started for one in done),
            "running": sum(one.started <= at + length and at < one.finished for one in done),
        }
        for at in moments
    ]


def table(report: dict[str, Any]) -> str:
    lines = [
        f"{report['submitted']} submitted, {report['undecided']} jobs undecided",
        f"{report['pieces_a_second']} jobs per second",
        f"settled {report['settled_after_the_last_s']} s after the last submission",
        f"{'queue and priority':24} {'jobs':>6}   waited s: p50 p95 p99 max      ran s: p50 p95 max",
    ]
    for name, waited in report["waited_s"].items():
        took = report["took_s"][name]
        lines.append(
            f"{name:24} {report['counts'][name]:6}   {waited['p50']:8} {waited['p95']:8} {waited['p99']:8} "
            f"{waited['p100']:8}   {took['p50']:8} {took['p95']:8} {took['p100']:8}"
        )
    return "\n".join(lines)


def page(report: dict[str, Any]) -> str:
    """A self-contained page: the table, and a chart of waiting and running jobs."""
    return (
        "<!doctype html><meta charset=utf-8><title>Load test</title><style>body{font:16px system-ui;"
        "margin:2em;max-width:60em}pre{overflow:auto}svg{width:100%;height:auto}</style><h1>Load test</h1>"
        f"{chart(report['timeline'])}<pre>{html.escape(table(report))}</pre>"
    )


def chart(points: list[dict[str, float]], width: int = 900, height: int = 300) -> str:
    most = max((max(one["waiting"], one["running"]) for one in points), default=0) or 1
    last = points[-1]["at_s"] if points and points[-1]["at_s"] else 1
    across, down = (width - 60) / last, (height - 50) / most
    lines = []
    for name, colour in (("waiting", "#c2410c"), ("running", "#1d4ed8")):
        dots = " ".join(
            f"{40 + across * one['at_s']:.1f},{height - 30 - down * one[name]:.1f}" for one in points
        )
        lines.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{dots}"/>')
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="Jobs that wait and run over time">'
        f'<line x1="40" y1="{height - 30}" x2="{width - 20}" y2="{height - 30}" stroke="#888"/>'
        f'<line x1="40" y1="20" x2="40" y2="{height - 30}" stroke="#888"/>'
        f'<text x="4" y="26">{most:g}</text><text x="{width - 70}" y="{height - 8}">{last:g} s</text>'
        '<text x="60" y="18" fill="#c2410c">waiting</text><text x="140" y="18" fill="#1d4ed8">running</text>'
        f"{''.join(lines)}</svg>"
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CopydeskError as error:
        sys.exit(f"load test: {error}")
