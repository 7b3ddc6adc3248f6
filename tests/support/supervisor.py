"""As much of systemd as a test needs: runs what a unit says, listens, and restarts what falls silent."""

import os
import re
import shlex
import signal
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.support.processes import BIN, REPOSITORY, belonging_to, environ, hears_ctrl_c

UNITS = REPOSITORY / "deploy" / "systemd"


def unit_setting(unit: str, name: str) -> str:
    """The last value of a setting in a unit of the repository."""
    found = re.findall(rf"^{name}=(.*)$", (UNITS / unit).read_text(), re.MULTILINE)
    return str(found[-1]) if found else ""


class Supervisor:
    """One service. `with Supervisor(...)` starts it; at the end nothing of it is left."""

    def __init__(
        self, unit: str, state: Path, *, instance: str = "", watchdog_seconds: float = 0, **more: str
    ) -> None:
        self.unit, self.state, self.watchdog_seconds = unit, state, watchdog_seconds
        self.log = state.parent / "service.log"
        self.messages: list[str] = []
        """Every line it said, oldest first."""
        self.starts = 0
        self.watchdog_fired = 0
        given = dict(pair.split("=", 1) for pair in unit_setting(unit, "Environment").split())
        given |= {"LOG_FORMAT": "json", **more}
        del given["COPYDESK_HOME"]
        command = unit_setting(unit, "ExecStart").replace("%i", instance).replace("%%", "%")
        command = command.replace("/opt/copydesk/.venv/bin", str(BIN))
        self.command = [_filled(word, given) for word in shlex.split(command)]
        self._socket_path = state.parent / "notify"
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind(str(self._socket_path))
        self._line.settimeout(0.1)
        self._environ = environ(state, **given, NOTIFY_SOCKET=str(self._socket_path))
        if watchdog_seconds:
            self._environ["WATCHDOG_USEC"] = str(int(watchdog_seconds * 1e6))
        self._over = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        self._start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        for number in belonging_to(self.state):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait(10)
        self._line.close()

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def ready_times(self) -> int:
        return self.messages.count("READY=1")

    def stop(self, *, within: float) -> int:
        """TERM to the main process alone (KillMode=mixed), and wait as long as the unit does at most."""
        self._stopping.set()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within)

    def _start(self) -> None:
        self.starts += 1
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._environ,
                cwd=self.state,
                start_new_session=True,
                preexec_fn=hears_ctrl_c,  # noqa: PLW1509 - no thread of the tests holds a lock that this needs
            )
        self._limit, self._alive_at, self._is_watched = self.watchdog_seconds, time.monotonic(), False

    def _watch(self) -> None:
        while not self._over.is_set():
            self._listen()
            if self._stopping.is_set():
                continue
            silent = time.monotonic() - self._alive_at
            if self._is_watched and self._limit and silent > self._limit:
                self.watchdog_fired += 1
                self.process.send_signal(signal.SIGABRT)
                self.process.send_signal(signal.SIGCONT)  # a stopped process takes its signal when it goes on
                self.process.wait(20)
            if self.process.poll() is not None:
                with suppress(ProcessLookupError):
                    os.killpg(self.process.pid, signal.SIGKILL)
                self._start()

    def _listen(self) -> None:
        try:
            lines = self._line.recv(8192).decode().splitlines()
        except TimeoutError:
            return
        self.messages += lines
        for line in lines:
            name, _, value = line.partition("=")
            if name == "READY":
                self._is_watched = True
            elif name == "WATCHDOG_USEC":
                self._limit = int(value) / 1e6
            elif name == "WATCHDOG":
                self._alive_at = time.monotonic()


def _filled(word: str, given: dict[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: given[found[1]], word)
