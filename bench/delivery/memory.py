"""What a worker's processes hold after 1, 1,000 and 5,000 pieces, and how throughput grows with processes."""

from collections.abc import Iterator
from pathlib import Path

from bench.delivery.aims import Aim
from bench.delivery.cost import rate_of
from bench.delivery.stand import stand
from tests.chaos.workers import Worker

GROUPS: dict[str, tuple[int, ...]] = {
    "one worker, 1 process": (1,),
    "one worker, 2 processes": (2,),
    "two workers, 1 process each": (1, 1),
}


def measure(counts: tuple[int, ...]) -> Iterator[str | Aim]:
    yield "| pieces done | main MB | child MB |"
    yield "|---|---|---|"
    with stand() as made:
        worker = made.worker(slots=1)
        done = 0
        held = []
        for count in counts:
            made.submit(count - done, run=f"to {count}")
            done = count
            made.wait(lambda count=count: made.done() >= count, seconds=300)
            main, child = _megabytes(worker)
            yield f"| {count:,} | {main:.0f} | {child:.0f} |"
            held.append(main + child)
    yield Aim(f"memory after {counts[-1]:,} pieces against {counts[1]:,}", held[-1] / held[1], 1.1, "times")


def growth(count: int) -> Iterator[str]:
    yield "| workers | pieces/s | times the first |"
    yield "|---|---|---|"
    first = None
    for name, slots in GROUPS.items():
        with stand() as made:
            made.submit(count)
            for number, processes in enumerate(slots):
                made.worker(f"machine{number}", slots=processes)
            made.wait(lambda made=made: made.done() >= count, seconds=240)
            rate = rate_of(made, count)
        first = first if first is not None else rate
        yield f"| {name} | {rate:.0f} | {rate / first:.2f} |"


def _megabytes(worker: Worker) -> tuple[float, float]:
    assert worker.process is not None
    return _resident(worker.process.pid), max(_resident(pid) for pid in worker.children())


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
