"""Watch a run until all of it is settled: a live line on a terminal, plain lines elsewhere."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.cli.console import STYLES, is_terminal, note, rich_console
from app.domain.errors import BrokerUnavailable
from app.domain.lifecycle import SETTLED, SubmissionStatus
from app.reports.printable import printable, shortened

if TYPE_CHECKING:
    from app.domain.records import SubmissionRecord
    from app.workflow.application import Application

LOOK_EVERY_SECONDS = 0.2
QUIET_SECONDS = 30.0
"""After this long without a change, say how to find out why."""
ORDER = (
    SubmissionStatus.EVALUATING,
    SubmissionStatus.REWRITING,
    SubmissionStatus.ACCEPTED,
    SubmissionStatus.ESCALATED,
    SubmissionStatus.REJECTED,
)


@dataclass
class View:
    """What has been shown so far."""

    total: int
    live: Any = None
    shown: set[str] = field(default_factory=set)
    last_change: float = field(default_factory=time.monotonic)
    _states: tuple[SubmissionStatus, ...] = ()
    _has_warned: bool = False

    def update(self, submissions: Sequence["SubmissionRecord"]) -> None:
        states = tuple(one.status for one in submissions)
        if states != self._states:
            self._states, self.last_change, self._has_warned = states, time.monotonic(), False
        elif time.monotonic() - self.last_change > QUIET_SECONDS and not self._has_warned:
            self._has_warned = True
            note(f"Nothing has changed for {QUIET_SECONDS:.0f} s: `copydesk health` shows if workers answer.")
        for one in submissions:
            if one.status in SETTLED and one.id not in self.shown:
                self.shown.add(one.id)
                self._print(one)
        if self.live is not None:
            self.live.update(self._line())

    def _print(self, one: "SubmissionRecord") -> None:
        if self.live is None:
            done = f"{len(self.shown):>{len(str(self.total))}}/{self.total}"
            note(f"{done}  {one.status.value:9}  {one.path}  {shortened(one.why, 90)}".rstrip())

    def _line(self) -> Any:
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        counts = Counter(self._states)
        summary = Text()
        for state in ORDER:
            if counts[state]:
                summary.append(f"{counts[state]} {state.value}  ", STYLES.get(state.value, ""))
        line = Table.grid(padding=(0, 2), expand=False)
        line.add_row(
            ProgressBar(total=max(self.total, 1), completed=len(self.shown), width=32),
            Text(f"{len(self.shown)}/{self.total}"),
            summary,
        )
        return line


@contextmanager
def watching(total: int) -> Iterator[View]:
    """A view on stderr, so that stdout holds only the result; its live line is cleared at the end."""
    if not is_terminal(sys.stderr):
        yield View(total)
        return
    from rich.live import Live

    with Live(console=rich_console(stderr=True), refresh_per_second=8, transient=True) as live:
        yield View(total, live)


def follow(desk: "Application", run_id: str, *, total: int, failure: Callable[[], str] = lambda: "") -> None:
    """Return when every submission of the run is settled.

    Raises BrokerUnavailable when `failure` names a reason why there will be no more progress.
    """
    with watching(total) as view:
        while True:
            started = time.monotonic()
            submissions = desk.run(run_id)
            view.update(submissions)
            if all(one.status in SETTLED for one in submissions):
                return
            why = failure()
            if why:
                raise BrokerUnavailable(f"the pipeline stopped: {printable(why)}")
            # A run of many thousands is polled less often: polling must stay a small part of the load.
            time.sleep(max(LOOK_EVERY_SECONDS, 5 * (time.monotonic() - started)))
