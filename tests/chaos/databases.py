"""Databases that may go away: one of our own on this machine's PostgreSQL, or a SQLite file."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from tests.support import services


class Truth(Protocol):
    url: str

    def cut(self) -> None:
        """End every connection."""

    def away(self, seconds: float) -> None:
        """Refuse everybody for this time, in the background."""


class OwnPostgres:
    """A database of this run. Only its own connections are ever touched."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._name = url.rsplit("/", 1)[1].partition("?")[0]

    def cut(self) -> None:
        with psycopg.connect(services.POSTGRES, autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self._name]
            )

    def away(self, seconds: float) -> None:
        self.allow(is_allowed=False)
        self.cut()
        timer = threading.Timer(seconds, self.allow, kwargs={"is_allowed": True})
        timer.start()

    def allow(self, *, is_allowed: bool) -> None:
        """Whether new connections are taken; those there are go on."""
        with psycopg.connect(services.POSTGRES, autocommit=True) as server:
            server.execute(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS {is_allowed}')


class SqliteFile:
    """A file that somebody else locks: a backup, an editor, a report."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.url = f"sqlite:///{path}"

    def cut(self) -> None:
        """There are no connections to cut; the lock is held for a moment instead."""
        self.away(0.5)

    def away(self, seconds: float) -> None:
        threading.Thread(target=self._hold, args=(seconds,), daemon=True).start()

    def _hold(self, seconds: float) -> None:
        connection = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return
        finally:
            connection.close()


@contextmanager
def database_of(kind: str, folder: Path) -> Iterator[Truth]:
    """`postgresql` or `sqlite`."""
    if kind == "sqlite":
        yield SqliteFile(folder / "truth.db")
        return
    with services.fresh_postgres() as url:
        yield OwnPostgres(url)
