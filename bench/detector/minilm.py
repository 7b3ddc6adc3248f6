"""all-MiniLM-L6-v2 as a frozen encoder, through onnxruntime on one thread: for comparing speed."""

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from app.simulate.minilm import NAME, OnnxEmbedder, find_model


def embedder() -> Callable[[Sequence[str]], object] | None:
    """Encodes texts, 256 word pieces each, which is the model's limit; None where it is not installed."""
    files = find_model()
    if files is None:
        return None
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    with tempfile.TemporaryDirectory() as cache:
        model = OnnxEmbedder(NAME, files, cache=Path(cache), threads=1)
    return model.embed
