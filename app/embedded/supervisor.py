"""`copydesk up`: the whole pipeline as children of one process that starts, monitors and stops them.

One thread owns every child: the kernel ties a child's life to the thread that started it.
"""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Self

from app.config.settings import Settings, child_environ
from app.db.migrate import upgrade
from app.domain.errors import BrokerUnavailable
from app.embedded import redis
from app.embedded.child import Spec, signal_group, spawn
from app.embedded.lock import StateLock
from app.embedded.output import LogFiles, Output
from app.embedded.restarts import Restarts
from app.embedded.specs import QUEUES, beat_spec, check_queues, desk_spec, worker_spec
from app.platform.paths import make_state_folder

POLL_SECONDS = 0.1
REDIS_READY_WITHIN = 60.0
"""A large append-only file takes a while to read."""
HARD_STOP_WITHIN = 15.0
"""Longer than the soft shutdown (10 s in celery_worker.config)."""


class Pipeline:
    """`with Pipeline(settings):` runs the broker (if it is embedded), a worker per queue, and beat.

    `with_desk` adds the web page that people review on. `quiet` writes the children's logs to files in the
    state folder. Entering raises ConfigurationError if another pipeline holds the folder, BrokerUnavailable
    if the embedded Redis does not start, and StoreUnavailable if the database cannot be upgraded.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        queues: Sequence[str] = QUEUES,
        with_desk: bool = False,
        quiet: bool = False,
        output: Output | None = None,
        grace_seconds: float = 30.0,
        wrap_worker: Callable[[Spec], Spec] = lambda spec: spec,
    ) -> None:
        check_queues(queues)
        make_state_folder(settings.state_dir)
        self.settings = settings
        self.logs = LogFiles(settings.state_dir / "logs")
        self.failure: str = ""
        """Why it stopped by itself; empty as long as all is well."""
        self._output: Output = output if output is not None and not quiet else self.logs
        self._queues = tuple(queues)
        self._with_desk = with_desk
        self._grace_seconds = grace_seconds
        self._wrap_worker = wrap_worker
        self._lock = StateLock(settings.state_dir)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._specs: dict[str, Spec] = {}
        self._restarts: dict[str, Restarts] = {}
        self._stopping = threading.Event()
        self._hurry = threading.Event()
        self._is_up = threading.Event()
        self._start_error: BaseException | None = None
        self._thread = threading.Thread(target=self._live, name="copydesk-supervisor")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything; returns once every child is started (workers then take a moment to be ready)."""
        self._lock.acquire()
        self._thread.start()
        self._is_up.wait()
        if self._start_error is not None:
            self._thread.join()
            raise self._start_error

    def stop(self, *, hurry: bool = False) -> None:
        """Stop everything: running tasks get the grace period, are then handed back, and finally killed."""
        self._stopping.set()
        if hurry:
            self._hurry.set()
        if self._thread.is_alive():
            self._thread.join()

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait until the pipeline has stopped, by request or by itself; False on timeout."""
        self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    def ask_to_stop(self) -> None:
        """For a signal handler: the first call stops gracefully, the second in a hurry. Does not wait."""
        if self._stopping.is_set():
            self._hurry.set()
        self._stopping.set()

    def processes(self) -> dict[str, int]:
        """Process ids of the running children, by name."""
        return {name: child.pid for name, child in list(self._running.items()) if child.poll() is None}

    def _live(self) -> None:
        try:
            try:
                self._start_all()
            except BaseException as error:  # noqa: BLE001 - handed to the thread that waits in start()
                self._start_error = error
                self._stopping.set()
            self._is_up.set()
            while not self._stopping.wait(POLL_SECONDS):
                self._restart_dead_children()
        finally:
            self._stop_all()
            self._lock.release()

    def _start_all(self) -> None:
        environ = {**child_environ(self.settings), **self._output.environment(self.settings.log_format)}
        if self.settings.broker_is_embedded:
            server = redis.find_server()
            redis.prepare(self.settings)
            self._start(redis.redis_spec(self.settings, environ, server))
            self._wait_for_redis()
        upgrade(self.settings.database_url)
        for queue in self._queues:
            self._start(self._wrap_worker(worker_spec(queue, self.settings, environ)))
        self._start(beat_spec(self.settings, environ))
        if self._with_desk:
            self._start(desk_spec(self.settings, environ))

    def _wait_for_redis(self) -> None:
        until = time.monotonic() + REDIS_READY_WITHIN
        while not redis.answers(self.settings):
            code = self._running["redis"].poll()
            if code is not None or time.monotonic() > until:
                problem = (
                    f"exited with {code}" if code is not None else f"is silent after {REDIS_READY_WITHIN:g} s"
                )
                raise BrokerUnavailable(f"the embedded Redis {problem}: {self._last_line('redis')}")
            if self._stopping.wait(0.02):
                return

    def _start(self, spec: Spec) -> None:
        child = spawn(spec, output=subprocess.PIPE)
        assert child.stdout is not None
        self._output.take(spec.name, child.stdout)
        self._specs[spec.name] = spec
        self._running[spec.name] = child
        self._restarts.setdefault(spec.name, Restarts()).started(time.monotonic())
        self._output.say(f"{spec.name} started (process {child.pid})")

    def _restart_dead_children(self) -> None:
        for name, child in list(self._running.items()):
            code, now = child.poll(), time.monotonic()
            history = self._restarts[name]
            if code is None:
                continue
            if history.due_at is None:
                pause = history.died(now)
                if pause is None:
                    self.failure = (
                        f"{name} died {history.quick_deaths} times in a row: {self._last_line(name)}"
                    )
                    self._output.say(self.failure)
                    self._stopping.set()
                    return
                signal_group(child, signal.SIGKILL)  # processes that it started and left behind
                self._output.say(f"{name} exited with {code}, next start in {pause:.0f} s")
            elif now >= history.due_at:
                if name == "redis":
                    redis.prepare(self.settings)
                self._start(self._specs[name])

    def _stop_all(self) -> None:
        """Stop beat and the workers first and the broker last: workers hand jobs back through it."""
        workers = [child for name, child in self._running.items() if name != "redis"]
        _send(workers, signal.SIGTERM)
        if not _gone(workers, within=self._grace_seconds, unless=self._hurry.is_set):
            _send(workers, signal.SIGQUIT)
            _gone(workers, within=HARD_STOP_WITHIN, unless=lambda: False)
        self._end(workers)
        server = self._running.get("redis")
        if server is not None:
            _send([server], signal.SIGTERM)
            _gone([server], within=10.0, unless=lambda: False)
            self._end([server])
            self.settings.embedded_socket.unlink(missing_ok=True)
        self._running.clear()

    def _end(self, children: Iterable["subprocess.Popen[bytes]"]) -> None:
        for child in children:
            signal_group(child, signal.SIGKILL)
            child.wait()

    def _last_line(self, name: str) -> str:
        return self._output.last_line(name) or "it printed nothing"


def run_until_stopped(pipeline: Pipeline) -> int:
    """Run in the foreground until Ctrl-C or SIGTERM; a second signal speeds up the stop.

    Returns the exit code: 1 when the pipeline gave up by itself (`pipeline.failure` says why).
    """
    before = {
        number: signal.signal(number, lambda *_: pipeline.ask_to_stop())
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        with pipeline:
            while not pipeline.wait(0.5):
                pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 1 if pipeline.failure else 0


def _send(children: Iterable["subprocess.Popen[bytes]"], number: signal.Signals) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(number)


def _gone(
    children: Sequence["subprocess.Popen[bytes]"], *, within: float, unless: Callable[[], bool]
) -> bool:
    until = time.monotonic() + within
    while any(child.poll() is None for child in children):
        if time.monotonic() >= until or unless():
            return False
        time.sleep(0.05)
    return True
