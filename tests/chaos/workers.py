"""Real worker processes, each in a group of its own, found and killed by number."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


@dataclass
class Worker:
    """A celery worker: its main process and the children that do the work."""

    name: str
    queues: tuple[str, ...]
    environ: Mapping[str, str]
    log: Path
    app: str = "celery_worker.celery_app"
    slots: int = 2
    options: tuple[str, ...] = ()
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        command = [sys.executable, "-m", "celery", "--quiet", "-A", self.app, "worker"]
        command += ["-Q", ",".join(self.queues), "-c", str(self.slots), "-n", f"{self.name}@%h"]
        command += ["--without-gossip", "--without-mingle", "--loglevel=warning", *self.options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.environ),
                cwd=REPOSITORY,
                start_new_session=True,
            )

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def children(self) -> list[int]:
        """The process numbers of the pool."""
        if self.process is None:
            return []
        told = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        try:
            return [int(number) for number in told.read_text(encoding="ascii").split()]
        except OSError:
            return []

    def send(self, number: signal.Signals) -> None:
        """To the main process alone."""
        if self.is_alive and self.process is not None:
            self.process.send_signal(number)

    def send_group(self, number: signal.Signals) -> None:
        """To the main process and its children."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def kill_child(self, pick: int) -> bool:
        """Kill one child; False when there is none."""
        pool = self.children()
        if not pool:
            return False
        try:
            os.kill(pool[pick % len(pool)], signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def stop(self, *, within: float = 30.0) -> int | None:
        """Ask it to end, then end it; its exit code."""
        if self.process is None:
            return None
        self.send_group(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.send_group(signal.SIGKILL)
            self.process.wait(20)
        self.send_group(signal.SIGKILL)
        return self.process.returncode


def environ(state: Path, **settings: str) -> dict[str, str]:
    """What a worker process needs: these settings, and the code of this repository before any other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    return {
        **kept,
        "PATH": path,
        "PYTHONPATH": str(REPOSITORY),
        "COPYDESK_HOME": str(state),
        "LOG_FORMAT": "json",
        **settings,
    }
