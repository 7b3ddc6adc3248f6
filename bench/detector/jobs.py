"""`copydesk check --jobs`: one process against two, from the files to the verdicts, the start included.

Where other work runs, seconds on the clock tell little; processor seconds tell what two free cores would do.
"""

import os
import resource
import time
from collections.abc import Iterator, Sequence

from app.cli.check_work import Checked, Task, check_all
from app.domain.policy import Policy
from app.domain.scores import DetectorScore

COPIES = 8
"""So many of each text that the start of the processes, a second or so, does not count."""
ROUNDS = 2


def report(texts: Sequence[str]) -> Iterator[str]:
    """The best of a few rounds each, taken in turns, since other work on the machine comes and goes."""
    data = [text.encode() for text in texts] * COPIES
    tasks = [Task(f"{at}.txt", f"{at}.txt", text, Policy(), 5_000_000) for at, text in enumerate(data)]
    seconds: dict[int, list[float]] = {1: [], 2: []}
    worked: dict[int, list[float]] = {1: [], 2: []}
    said: dict[int, list[float]] = {}
    for _ in range(ROUNDS):
        for jobs, taken in seconds.items():
            started, busy = time.perf_counter(), _processor_seconds()
            said[jobs] = _probabilities(tasks, jobs)
            taken.append(time.perf_counter() - started)
            worked[jobs].append(_processor_seconds() - busy)
    speeds = {jobs: len(tasks) / min(taken) for jobs, taken in seconds.items()}
    yield (
        f"\n`check` of {len(tasks)} files with every check: {speeds[1]:.0f} a second with --jobs 1, "
        f"{speeds[2]:.0f} with --jobs 2, {speeds[2] / speeds[1]:.2f} times as fast "
        f"({os.cpu_count()} cores). Processor seconds: {min(worked[1]):.1f} and {min(worked[2]):.1f}, "
        f"so two free cores would do it {2 * min(worked[1]) / min(worked[2]):.2f} times as fast. "
        f"Equal scores: {said[1] == said[2]}."
    )


def _processor_seconds() -> float:
    """Of this process and its finished children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _probabilities(tasks: Sequence[Task], jobs: int) -> list[float]:
    found = [one for one in check_all(tasks, jobs=jobs) if isinstance(one, Checked)]
    scores = [one.evaluation.detectors["copydesk"] for one in found]
    return [score.probability for score in scores if isinstance(score, DetectorScore)]
