"""Write the detector's weights in the format that the package loads."""

import json
import zipfile
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.weights import (
    FORMAT,
    TREE_ARRAYS,
    TRIGRAM_ARRAYS,
    DetectorWeights,
    digest_of,
)


def save_weights(path: Path, weights: DetectorWeights) -> None:
    """Write a file for `load_weights`. Equal weights give identical files."""
    names = [f"{channel.stream}_{channel.bits}" for channel in weights.channels]
    stored: dict[str, NDArray[Any]] = {
        f"table_{name}": channel.table for name, channel in zip(names, weights.channels, strict=True)
    }
    stored |= {f"trees_{name}": getattr(weights.trees, name) for name in TREE_ARRAYS}
    stored |= {"frequency_keys": weights.frequency_keys, "frequency_rarity": weights.frequency_rarity}
    for name in TRIGRAM_ARRAYS:
        array = getattr(weights.trigrams, name)
        stored[f"trigrams_{name}"] = np.diff(array, prepend=np.uint32(0)) if name.endswith("keys") else array
    header = {
        "format": FORMAT,
        "version": weights.version,
        "digest": digest_of(stored),
        "joined": asdict(weights.joined),
        "kept_words": weights.kept_words,
        "settings": dict(weights.settings),
        "channels": [
            {"name": name, "stream": channel.stream, "orders": channel.orders, "bits": channel.bits}
            | {"scale": channel.scale}
            for name, channel in zip(names, weights.channels, strict=True)
        ],
    }
    stored["header"] = np.frombuffer(json.dumps(header, sort_keys=True).encode(), dtype=np.uint8)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(stored):
            buffer = BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(stored[name]), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, buffer.getvalue(), compress_type=zipfile.ZIP_DEFLATED)
