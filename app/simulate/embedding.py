"""Passages as vectors, behind one interface; each text is computed once and kept by its hash."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from app.platform.paths import keep_private

Vectors = NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """Equal texts give equal vectors of length 1."""

    name: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        ...


class CachedEmbedder:
    """Keeps vectors in a file, so that scoring a rewrite computes its changed passages only."""

    def __init__(self, name: str, *, load: Callable[[], Embedder], file: Path) -> None:
        """`load` is called when the first text is not in the cache: the model may never be needed."""
        self.name = name
        self._load = load
        self._inner: Embedder | None = None
        self._held: dict[bytes, Vectors] = {}
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file

    def embed(self, texts: Sequence[str]) -> Vectors:
        keys = [self._key(text) for text in texts]
        self._read(set(keys) - self._held.keys())
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._held}
        if missing:
            if self._inner is None:
                self._inner = self._load()
            vectors = self._inner.embed(list(missing.values()))
            self._held.update(zip(missing, vectors, strict=True))
            with self._store() as store:
                store.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                    [(key, vector.tobytes()) for key, vector in zip(missing, vectors, strict=True)],
                )
        return np.stack([self._held[key] for key in keys])

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.name}\0{text}".encode("utf-8", "surrogatepass")).digest()

    def _read(self, keys: set[bytes]) -> None:
        if not keys:
            return
        with self._store() as store:
            for key in keys:
                row = store.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
                if row is not None:
                    self._held[key] = np.frombuffer(row[0], dtype=np.float32)

    @contextmanager
    def _store(self) -> Iterator[sqlite3.Connection]:
        """The file, open for one transaction: nobody closes an embedder, and with it a connection it kept."""
        keep_private(self._file)
        with closing(sqlite3.connect(self._file, timeout=30)) as store, store:
            store.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)")
            yield store
