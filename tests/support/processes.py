"""Real processes for acceptance tests: found by their state folder, and never left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.config.settings import Settings, load_settings
from tests.support.services import wait_until

BIN = Path(sys.executable).parent
REPOSITORY = Path(__file__).parents[2]


def environ(state: Path, **more: str) -> dict[str, str]:
    """What a process needs to run on this state folder; the tests' own code before any installed one."""
    path = os.pathsep.join((str(BIN), os.environ.get("PATH", "")))
    own = {"PATH": path, "PYTHONPATH": str(REPOSITORY), "COPYDESK_HOME": str(state)}
    return {**os.environ, **own, "COPYDESK_WEB_PORT": "0", **more}


def belonging_to(state: Path) -> dict[int, str]:
    """Every living process of this state folder: its number and its command."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if command and _is_of(entry, state):  # a zombie has no command: it is dead, and not yet looked at
                found[int(entry.name)] = command
        except OSError:
            continue
    return found


def _is_of(entry: Path, state: Path) -> bool:
    # Redis writes its title over its own environment, so it is known by its folder alone.
    wanted = f"COPYDESK_HOME={state}".encode()
    return wanted in (entry / "environ").read_bytes().split(b"\0") or (
        entry / "cwd"
    ).readlink().is_relative_to(state)


@dataclass
class Started:
    """A started command, its state folder and the file that its lines go to."""

    process: "subprocess.Popen[bytes]"
    state: Path
    log: Path
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = load_settings({"COPYDESK_HOME": str(self.state)})

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, words: str, *, seconds: float = 120, times: int = 1) -> None:
        def is_there() -> bool:
            if self.process.poll() is not None and self.said().count(words) < times:
                raise AssertionError(f"ended with {self.process.returncode}:\n{self.said()}")
            return self.said().count(words) >= times

        wait_until(is_there, seconds=seconds, what=f"{words!r} in\n{self.log}")

    def end(self, number: signal.Signals, *, seconds: float = 90) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)


def hears_ctrl_c() -> None:
    """Undo what a shell does to its background jobs: Ctrl-C is ignored there, and would be here."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def started(
    command: Sequence[str], state: Path, *, cwd: Path | None = None, **more: str
) -> Iterator[Started]:
    """Run a command in the background on this state folder; whatever is left of it is killed at the end."""
    state.mkdir(parents=True, exist_ok=True)
    log = state.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environ(state, **more),
            cwd=cwd if cwd is not None else state,
            start_new_session=True,
            preexec_fn=hears_ctrl_c,  # noqa: PLW1509 - no thread of the tests holds a lock that this needs
        )
    try:
        yield Started(process, state, log)
    finally:
        for number in belonging_to(state):
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait(10)
