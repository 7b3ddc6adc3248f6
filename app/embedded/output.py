"""Children's output: each line is prefixed with the child's name, in colour on a terminal."""

import threading
from pathlib import Path
from typing import IO, Protocol, TextIO

WORKERS = {"evaluation": 36, "rewrite": 33, "escalation": 32, "celery": 34}
COLOURS = {"redis": 35, **WORKERS, "beat": 90, "desk": 95}
WIDTH = max(len(name) for name in COLOURS)


class Output(Protocol):
    """Where the children's output goes."""

    def take(self, name: str, stream: IO[bytes]) -> None:
        """Read this child's lines in a separate thread until it closes its end."""
        ...

    def say(self, line: str) -> None:
        """Write one line from the supervisor itself."""
        ...

    def last_line(self, name: str) -> str:
        """The newest line of a child, for the message that says why it died."""
        ...

    def environment(self, log_format: str) -> dict[str, str]:
        """Environment variables for the children, so that their output suits this destination."""
        ...


class Terminal:
    """Writes whole lines with a prefix to a stream that people read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_coloured = stream.isatty()
        self._lock = threading.Lock()
        self._last: dict[str, str] = {}

    def take(self, name: str, stream: IO[bytes]) -> None:
        threading.Thread(target=self._copy, args=(name, stream), name=f"log-{name}", daemon=True).start()

    def say(self, line: str) -> None:
        self._write("copydesk", line)

    def last_line(self, name: str) -> str:
        return self._last.get(name, "")

    def environment(self, log_format: str) -> dict[str, str]:
        variables = {"PYTHONWARNINGS": "ignore:You're running the worker"}  # Celery's warning for root
        if log_format == "auto" and self._stream.isatty():
            variables["LOG_FORMAT"] = "console"
        return variables

    def _copy(self, name: str, stream: IO[bytes]) -> None:
        with stream:
            for raw in stream:
                self._write(name, raw.decode("utf-8", errors="replace").rstrip("\r\n"))

    def _write(self, name: str, line: str) -> None:
        if line.strip():
            self._last[name] = line
        head = f"{name:<{WIDTH}} | "
        if self._is_coloured:
            head = f"\x1b[{COLOURS.get(name, 1)}m{head}\x1b[0m"
        with self._lock:
            try:
                self._stream.write(f"{head}{line}\n")
                self._stream.flush()
            except (OSError, ValueError):
                # The pipe is closed, but the children keep running and their output must still be read.
                return


class LogFiles:
    """One file per child in a folder; each start of the pipeline overwrites them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self._lock = threading.Lock()
        self._opened: set[str] = set()
        self._last: dict[str, str] = {}

    def take(self, name: str, stream: IO[bytes]) -> None:
        threading.Thread(target=self._copy, args=(name, stream), name=f"log-{name}", daemon=True).start()

    def say(self, line: str) -> None:
        with self._open("copydesk") as file:
            file.write(f"{line}\n".encode())

    def last_line(self, name: str) -> str:
        return self._last.get(name, "")

    def environment(self, log_format: str) -> dict[str, str]:  # noqa: ARG002 - "auto" means JSON in a file
        return {}

    def _copy(self, name: str, stream: IO[bytes]) -> None:
        with stream, self._open(name) as file:
            for raw in stream:
                file.write(raw)
                file.flush()
                if raw.strip():
                    self._last[name] = raw.decode("utf-8", errors="replace").strip()

    def _open(self, name: str) -> IO[bytes]:
        with self._lock:
            mode = "ab" if name in self._opened else "wb"
            self._opened.add(name)
            return (self.folder / f"{name}.log").open(mode)
