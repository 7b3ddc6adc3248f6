"""The counters of live and dead processes, read from their files and added up."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


class FilesCollector:
    """For a registry: the sum over the files of one worker (its folder) or of several (`*/`)."""

    def __init__(self, folder: Path, *, pattern: str = "*.db") -> None:
        self._folder = folder
        self._pattern = pattern

    def describe(self) -> Iterable[Any]:
        """Nothing: otherwise a registry would collect once on registration."""
        return ()

    def collect(self) -> Iterator[Any]:
        from prometheus_client.multiprocess import MultiProcessCollector

        merge: Any = MultiProcessCollector.merge
        yield from merge([str(path) for path in sorted(self._folder.glob(self._pattern))], accumulate=True)


def serve_counters(folder: Path, *, host: str, port: int) -> None:
    """Serve one worker's counters from a daemon thread. Opens no database: this process forks children.

    Raises OSError if the port is in use.
    """
    from prometheus_client import CollectorRegistry, start_http_server

    registry = CollectorRegistry(auto_describe=False)
    registry.register(FilesCollector(folder))
    start_http_server(port, addr=host, registry=registry)
