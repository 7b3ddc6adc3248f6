"""The shipped weights: read, checked, and refused with a sentence where they are not whole."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import ConfigurationError
from app.evaluation.detectors.copydesk.trees import Trees
from app.evaluation.detectors.copydesk.trigrams import TrigramTables

FORMAT = 4
"""Raised when this code can no longer read older weights."""
SHIPPED = Path(__file__).with_name("weights.npz")
TREE_ARRAYS = ("feature", "threshold", "left", "right", "leaf")
TRIGRAM_ARRAYS = ("word_keys", "words", "pair_keys", "pairs", "triple_keys", "triples")
_MEND = "Reinstall copydesk, or rebuild the weights with training/detector."


@dataclass(frozen=True, slots=True)
class FeatureChannel:
    """One hashed linear model over n-grams of one stream of tokens."""

    stream: str
    """`words` or `shapes`."""
    orders: tuple[int, ...]
    bits: int
    table: NDArray[np.int8]
    """2**bits weights, to be multiplied by `scale`."""
    scale: float


@dataclass(frozen=True, slots=True)
class Joined:
    """How the two halves make one log-odds: `phrases * a + style * b + bias`."""

    phrases: float
    style: float
    bias: float


@dataclass(frozen=True, slots=True)
class DetectorWeights:
    version: str
    channels: tuple[FeatureChannel, ...]
    trees: Trees
    joined: Joined
    kept_words: tuple[str, ...]
    """Words that keep their form in the stream `shapes`."""
    frequency_keys: NDArray[np.uint32]
    frequency_rarity: NDArray[np.uint8]
    trigrams: TrigramTables
    settings: Mapping[str, Any]
    """`operating_point`, `probability`, and what training wrote down about itself."""


def load_weights(path: Path = SHIPPED) -> DetectorWeights:
    """Read and check a weights file. Raises ConfigurationError for a missing, cut or foreign file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"The detector's weights cannot be read: {path}: {error.strerror}. {_MEND}"
        ) from error
    try:
        with np.load(BytesIO(raw), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        header = json.loads(arrays.pop("header").tobytes())
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise ConfigurationError(
            f"The detector's weights are damaged: {path} ({len(raw)} bytes): {error}. {_MEND}"
        ) from error
    return _checked(path, header, arrays)


def digest_of(arrays: Mapping[str, NDArray[Any]]) -> str:
    """SHA-256 over names, shapes and bytes of every array: the header says what it must be."""
    total = sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        total.update(f"{name}:{array.dtype.str}:{array.shape};".encode())
        total.update(array.tobytes())
    return total.hexdigest()


def _checked(path: Path, header: Any, arrays: dict[str, NDArray[Any]]) -> DetectorWeights:
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        found = header.get("format") if isinstance(header, dict) else None
        raise ConfigurationError(
            f"The detector's weights have format {found!r}, this version of copydesk reads format {FORMAT}: "
            f"{path}. {_MEND}"
        )
    if header.get("digest") != digest_of(arrays):
        raise ConfigurationError(
            f"The detector's weights do not match their checksum, they were changed or cut: {path}. {_MEND}"
        )
    channels = []
    for entry in header["channels"]:
        table = arrays.pop(f"table_{entry['name']}")
        if table.shape != (1 << entry["bits"],):
            raise ConfigurationError(
                f"The detector's table {entry['name']!r} has shape {table.shape}: {path}. {_MEND}"
            )
        channels.append(
            FeatureChannel(
                entry["stream"], tuple(entry["orders"]), entry["bits"], table, float(entry["scale"])
            )
        )
    return DetectorWeights(
        version=header["version"],
        channels=tuple(channels),
        trees=Trees(**{name: arrays[f"trees_{name}"] for name in TREE_ARRAYS}),
        joined=Joined(**header["joined"]),
        kept_words=tuple(header["kept_words"]),
        frequency_keys=arrays["frequency_keys"],
        frequency_rarity=arrays["frequency_rarity"],
        trigrams=TrigramTables(
            **{
                name: _restored(arrays[f"trigrams_{name}"], is_keys=name.endswith("keys"))
                for name in TRIGRAM_ARRAYS
            }
        ),
        settings=header["settings"],
    )


def _restored(array: NDArray[Any], *, is_keys: bool) -> NDArray[Any]:
    """Ascending keys are stored as their differences, which pack better."""
    return np.cumsum(array, dtype=np.uint32) if is_keys else array
