#!/usr/bin/env python3
"""Load test: submit texts at a steady rate, wait until all are decided, and say how long each had to wait.

    scripts/load_test.py --own --rate 4 --seconds 30          a pipeline of its own, in a temporary folder
    scripts/load_test.py --rate 20 --seconds 300 --priorities urgent=1,normal=6,bulk=3 --report load/

Without `--own` it submits to the installation that the environment names (DATABASE_URL, CELERY_BROKER_URL).
What it measures comes from the rows of the database: when work was added, begun and finished. It leaves its
submissions there, as the run that it prints.
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
"""A submission in another state waits for nobody but people."""


@dataclass(frozen=True)
class Piece:
    """One piece of work of the run, in seconds since its beginning."""

    queue: str
    priority: str
    added: float
    begun: float
    ended: float

    @property
    def waited(self) -> float:
        """Zero where it was begun before it was added: a worker reads its clock, then asks the database for
        work, and may meanwhile be held up by the very transaction that adds it."""
        return max(0.0, self.begun - self.added)

    @property
    def record(self) -> float:
        return self.ended - self.begun


@dataclass(frozen=True)
class Mix:
    chance: random.Random
    sizes: dict[str, float]
    priorities: dict[str, float]

    def draw(self, weights: dict[str, float]) -> str:
        return self.chance.choices(list(weights), list(weights.values()))[0]


def main() -> int:
    asked = arguments()
    mix = Mix(
        random.Random(asked.seed),
        shares(asked.sizes, SIZES),
        shares(asked.priorities, {one.label for one in Priority}),
    )
    with ExitStack() as stack:
        settings = load_settings()
        if asked.own:
            settings = with_pipeline(stack, settings)
        access = stack.enter_context(open_application(settings=settings))
        policy = PolicyFile.load(asked.policy).policy_for(None) if asked.policy else Policy()
        run_id = f"load-{int(time.time())}"
        began = access.services.clock.now()
        print(f"run {run_id}: {asked.rate:g} a second for {asked.seconds:g} s", file=sys.stderr)
        submitted, behind = send(access.desk, mix, asked, policy, run_id)
        waited = settle(access, run_id, submitted, asked.patience)
        report = measured(pieces(access, run_id, began), submitted, behind, waited, asked)
    folder = Path(asked.report)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "load.json").write_text(json.dumps(report, indent=1) + "\n")
    (folder / "load.html").write_text(page(report), encoding="utf-8")
    print(table(report))
    print(f"report: {folder / 'load.html'}")
    return 0 if report["undecided"] == 0 else 1


def with_pipeline(stack: ExitStack, settings: Settings) -> Settings:
    """Start one in a folder of its own, and wait until each worker is ready."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="copydesk-load-")))
    own = replace(settings, state_dir=folder, database_url="", broker_url="", result_backend="")
    os.environ["PYTHONPATH"] = str(ROOT)
    pipeline = stack.enter_context(Pipeline(own, quiet=True, grace_seconds=2.0))
    until = time.monotonic() + 120
    while len(list((folder / "pulse").glob("*"))) < len(QUEUES):
        if pipeline.wait(0.2) or time.monotonic() > until:
            sys.exit(f"load test: the pipeline did not start: {pipeline.failure or 'no pulse within 120 s'}")
    return own


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rate", type=float, default=2.0, help="submissions a second (default 2)")
    parser.add_argument("--seconds", type=float, default=30.0, help="for how long (default 30)")
    parser.add_argument("--sizes", default="short=5,medium=4,long=1", help=f"shares of {', '.join(SIZES)}")
    parser.add_argument("--priorities", default="urgent=1,high=2,normal=5,bulk=2", help="shares of each")
    parser.add_argument("--policy", type=Path, help="a copydesk.toml (default: the built-in policy)")
    parser.add_argument("--own", action="store_true", help="start a pipeline in a temporary folder")
    parser.add_argument("--patience", type=float, default=600.0, help="seconds to wait for the last (600)")
    parser.add_argument("--report", default="load-report", metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=1, help="the same mix again (default 1)")
    asked = parser.parse_args()
    if asked.rate <= 0 or asked.seconds <= 0:
        parser.error("--rate and --seconds are above zero")
    return asked


def shares(told: str, known: Any) -> dict[str, float]:
    """`urgent=1,normal=9` as a mapping; ends the program with a sentence for what is none."""
    found: dict[str, float] = {}
    for part in told.split(","):
        name, _, share = part.partition("=")
        if name.strip() not in known or not share.replace(".", "", 1).isdecimal():
            names = ", ".join(sorted(known))
            sys.exit(f"load test: {part!r} is no share: write NAME=NUMBER with NAME of {names}")
        found[name.strip()] = float(share)
    if sum(found.values()) <= 0:
        sys.exit("load test: at least one share is above zero")
    return found


def send(
    desk: Application, mix: Mix, asked: argparse.Namespace, policy: Policy, run_id: str
) -> tuple[int, float]:
    """Submit in an even rhythm; how many, and how far behind the rhythm the last one was, in seconds."""
    sentences = prose()
    begun, number, late = time.monotonic(), 0, 0.0
    while number < asked.rate * asked.seconds:
        due = begun + number / asked.rate
        time.sleep(max(0.0, due - time.monotonic()))
        late = time.monotonic() - due
        size, priority = mix.draw(mix.sizes), mix.draw(mix.priorities)
        text = article(sentences, SIZES[size], number, mix.chance)
        desk.submit(
            text.encode(),
            path=f"load/{number:06}-{size}.md",
            policy=policy,
            priority=Priority.parse(priority),
            run_id=run_id,
        )
        number += 1
    return number, late


def prose() -> list[str]:
    """Sentences of the sample articles."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").rglob("*.md"))]
    lines = [line for text in texts for line in text.splitlines() if ":" not in line[:20]]
    return [one.strip() for line in lines for one in line.split(". ") if len(one.split()) > 4]


def article(sentences: list[str], words: int, number: int, chance: random.Random) -> str:
    parts, count = [f"# Load test text number {number}\n"], 0
    while count < words:
        paragraph = ". ".join(chance.choice(sentences).rstrip(".") for _ in range(4)) + "."
        count += len(paragraph.split())
        parts.append(paragraph + "\n")
    return "\n".join(parts)


def settle(access: Any, run_id: str, submitted: int, patience: float) -> float:
    """Wait until none of the run moves by itself any more; the seconds that it took."""
    from sqlalchemy import func, select

    begun = time.monotonic()
    while time.monotonic() - begun < patience:
        with access.services.store.read() as tx:
            query = select(func.count()).where(Submission.run_id == run_id, Submission.status.in_(MOVES))
            left = tx.session.scalar(query)
        if not left:
            break
        print(f"\r{submitted - left} of {submitted} decided ", end="", file=sys.stderr, flush=True)
        time.sleep(0.5)
    print(file=sys.stderr)
    return time.monotonic() - begun


def pieces(access: Any, run_id: str, began: datetime) -> list[Piece | None]:
    """The run's work; None for what was not finished."""
    from sqlalchemy import select

    def since(moment: datetime) -> float:
        return (moment - began).total_seconds()

    with access.services.store.read() as tx:
        rows = tx.session.scalars(
            select(Job)
            .join(Submission, Submission.id == Job.submission_id)
            .where(Submission.run_id == run_id)
        ).all()
    return [
        Piece(
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
    found: list[Piece | None], submitted: int, behind: float, waited: float, asked: argparse.Namespace
) -> dict[str, Any]:
    done = [piece for piece in found if piece is not None]
    groups: dict[str, list[Piece]] = {}
    for piece in done:
        groups.setdefault(f"{piece.queue} {piece.priority}", []).append(piece)
        groups.setdefault(f"{piece.queue} all", []).append(piece)
    by_name = sorted(groups.items())
    seconds = max((piece.ended for piece in done), default=0.0)
    return {
        "rate": asked.rate,
        "submitted": submitted,
        "submitter_behind_s": round(behind, 3),
        "undecided": sum(piece is None for piece in found),
        "settled_after_the_last_s": round(waited, 2),
        "seconds": round(seconds, 2),
        "pieces_a_second": round(len(done) / seconds, 3) if seconds else 0.0,
        "waited_s": {name: percentiles([one.waited for one in some]) for name, some in by_name},
        "took_s": {name: percentiles([one.took for one in some]) for name, some in by_name},
        "counts": {name: len(some) for name, some in by_name},
        "timeline": timeline(done, seconds),
    }


def percentiles(values: list[float]) -> dict[str, float]:
    """By nearest rank."""
    ordered = sorted(values)
    return {f"p{one}": round(ordered[max(0, -(-one * len(ordered) // 100) - 1)], 3) for one in PERCENTILES}


def timeline(done: list[Piece], seconds: float, steps: int = 120) -> list[dict[str, float]]:
    """What waited at each moment, and what ran in the step after it: short pieces lie between moments."""
    length = seconds / steps
    moments = [length * step for step in range(steps + 1)]
    return [
        {
            "at_s": round(at, 2),
            "waiting": sum(one.added <= at < one.begun for one in done),
            "running": sum(one.begun <= at + length and at < one.ended for one in done),
        }
        for at in moments
    ]


def table(report: dict[str, Any]) -> str:
    lines = [
        f"{report['submitted']} submitted, {report['undecided']} pieces of work undecided",
        f"{report['pieces_a_second']} pieces a second",
        f"settled {report['settled_after_the_last_s']} s after the last submission",
        f"{'queue and priority':24} {'pieces':>6}   waited s: p50 p95 p99 max      took s: p50 p95 max",
    ]
    for name, waited in report["waited_s"].items():
        took = report["took_s"][name]
        lines.append(
            f"{name:24} {report['counts'][name]:6}   {waited['p50']:8} {waited['p95']:8} {waited['p99']:8} "
            f"{waited['p100']:8}   {took['p50']:8} {took['p95']:8} {took['p100']:8}"
        )
    return "\n".join(lines)


def page(report: dict[str, Any]) -> str:
    """A page that asks for nothing: the table, and a chart of what waited and what ran."""
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
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="Pieces that wait and run over time">'
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
