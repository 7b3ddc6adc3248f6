"""What the environment decides about the simulated answer engine."""

from dataclasses import dataclass
from pathlib import Path

from app.config.settings import values
from app.config.settings.detectors import DetectorSettings
from app.config.settings.field import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationSettings(DetectorSettings):
    """Which embedding model `copydesk simulate` uses, and where it keeps what it computed."""

    embedding_model: Path | None = setting(
        "COPYDESK_EMBEDDING_MODEL",
        values.folder,
        "Folder of another embedding model for `copydesk simulate`: `model.onnx` and `tokenizer.json`.",
        default=None,
        shown="all-MiniLM-L6-v2, where it is installed",
    )
    embedding_cache: Path | None = setting(
        "COPYDESK_EMBEDDING_CACHE",
        values.folder,
        "Folder of the vectors that `copydesk simulate` has computed, and of its model's graph.",
        default=None,
        shown="`embeddings` in COPYDESK_HOME",
    )
