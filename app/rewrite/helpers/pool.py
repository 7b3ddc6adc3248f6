"""Pure functions of a rewrite, run in other processes: the threads that hold calls share one interpreter."""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar, TypeVarTuple

import structlog

from app.config.settings import Settings
from app.jobs.worker import WorkerIdentity
from app.rewrite.helpers.helper import Helper

log = structlog.get_logger("copydesk.rewrite")

LOOK_UP_SECONDS = 1.0
"""How often a waiting thread wakes, so that a time limit can interrupt it."""
PATIENCE_SECONDS = 5.0
"""A job that no helper has started by then runs in the caller. Replies arrive in waves: 64 at once are two
seconds of a helper's work."""
MOST_CRASHES = 5
"""After this many helpers in a row that died or did not start, no more are started."""

Given = TypeVarTuple("Given")
Result = TypeVar("Result")
Job = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...]]


class _Lost(Exception):
    """The helper died with this job."""


class Helpers:
    """Nothing depends on a helper: if there is none, or it dies or is busy, the function runs in the caller.

    Safe from any thread. The helpers start with the first job, in the process that has it.
    """

    def __init__(
        self, count: int, *, longest_seconds: float = 300.0, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._count = count
        self._longest_seconds = longest_seconds
        self._patience_seconds = patience_seconds
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._crashes = 0
        self.pids: dict[int, int] = {}
        """Process ids of the running helpers, by their number."""

    def run(self, function: Callable[[*Given], Result], *given: *Given) -> Result:
        """What the function returns or raises. The function, its arguments and its result must be picklable,
        and it must have no side effects."""
        if not self._count or self._crashes >= MOST_CRASHES:
            return function(*given)
        self._start()
        future: Future[Any] = Future()
        self._jobs.put((future, function, given))
        asked = time.monotonic()
        try:
            while not self._is_done(future):
                if time.monotonic() - asked > self._patience_seconds and future.cancel():
                    return function(*given)
        except BaseException:
            future.cancel()  # a time limit: nobody waits for the result any more
            raise
        try:
            result: Result = future.result()
        except _Lost:
            return function(*given)
        return result

    def close(self) -> None:
        """Let the helpers finish their current jobs, then stop them."""
        with self._lock:
            threads, self._threads, self._count = self._threads, [], 0
        for _ in threads:
            self._jobs.put(None)
        for thread in threads:
            thread.join()

    @staticmethod
    def _is_done(future: "Future[Any]") -> bool:
        try:
            future.exception(LOOK_UP_SECONDS)
        except TimeoutError:
            return future.done()
        return True

    def _start(self) -> None:
        if self._threads:
            return
        with self._lock:
            if not self._threads:
                for number in range(self._count):
                    name = f"copydesk-helper-{number}"
                    thread = threading.Thread(target=self._serve, args=(number,), name=name, daemon=True)
                    self._threads.append(thread)
                    thread.start()

    def _serve(self, number: int) -> None:
        """One thread for each helper hands it the jobs: no time limit interrupts this one."""
        helper: Helper | None = None
        while (job := self._jobs.get()) is not None:
            future, function, given = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                if helper is None:
                    helper = Helper(longest_seconds=self._longest_seconds)
                    self.pids[number] = helper.pid
                is_result, value = helper.ask(function, given)
            except (OSError, EOFError) as error:
                self._crashes += 1
                value = f"{type(error).__name__}: {error}"
                log.warning("rewrite.helper_lost", reason=value, in_a_row=self._crashes)
                if helper is not None:
                    helper.end(at_once=True)
                helper = None
                future.set_exception(_Lost())
            except Exception as error:  # noqa: BLE001 - the caller learns what cannot be sent
                future.set_exception(error)
            else:
                self._crashes = 0
                if is_result:
                    future.set_result(value)
                else:
                    future.set_exception(value)
        if helper is not None:
            helper.end()


def helpers_for(worker: WorkerIdentity, settings: Settings) -> Helpers:
    """Helpers for a process that holds several calls, on a machine with a spare core; otherwise none.

    A child of a worker on processes holds one call, and computes while its neighbours wait.
    """
    holds_many = worker.slots > 1 and worker.worker_pid == os.getpid()
    spare = (os.cpu_count() or 1) - 1
    count = min(settings.rewrite_helpers, spare) if holds_many else 0
    return Helpers(count, longest_seconds=settings.soft_time_limit_seconds)
