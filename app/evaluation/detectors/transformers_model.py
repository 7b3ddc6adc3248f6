"""Loads causal language models for the zero-shot detectors. Needs the extra `copydesk[transformers]`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class CausalModels:
    """One tokenizer and one or two models over the same vocabulary."""

    torch: Any
    tokenizer: Any
    scoring: Any
    reference: Any
    """The same object as `scoring` where one model plays both parts."""
    device: str
    longest: int
    """Tokens that the smaller context window takes."""

    def logits(self, model: Any, tokens: Any) -> Any:
        """Shape (batch, tokens, vocabulary), 32-bit, without gradients."""
        with self.torch.inference_mode():
            return model(**tokens).logits.float()

    def encode(self, texts: Sequence[str]) -> Any:
        """Token ids and attention mask on the device, padded to the right, cut to the context window."""
        return self.tokenizer(
            list(texts),
            return_tensors="pt",
            padding=len(texts) > 1,
            truncation=True,
            max_length=self.longest,
            return_token_type_ids=False,
        ).to(self.device)


def load_models(*, scoring: str, reference: str | None = None, device: str | None = None) -> CausalModels:
    """`scoring` and `reference` are folders or hub names. `device`: `cpu`, `cuda`, `cuda:1`; default: a GPU
    where there is one.

    Raises ConfigurationError where the extra is not installed, a model cannot be loaded, or the two do
    not share a vocabulary.
    """
    try:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
    except ImportError as error:
        raise ConfigurationError(
            f"This detector needs {error.name}: install copydesk[transformers]."
        ) from error
    chosen = device or ("cuda" if torch.cuda.is_available() else "cpu")
    if chosen.startswith("cuda") and not torch.cuda.is_available():
        raise ConfigurationError(f"The device {chosen!r} was asked for, and this machine has no usable GPU.")

    def loaded(name: str) -> Any:
        try:
            model = AutoModelForCausalLM.from_pretrained(
                name, dtype="auto" if chosen != "cpu" else torch.float32
            )
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                f"The model {name!r} cannot be loaded as a causal language model: {error}. "
                "Give a folder with config.json and its weights, or a name on the hub."
            ) from error
        return model.to(chosen).eval()

    try:
        tokenizer = AutoTokenizer.from_pretrained(scoring)
        other = AutoTokenizer.from_pretrained(reference) if reference else tokenizer
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"The tokenizer of {scoring!r} cannot be loaded: {error}.") from error
    if other.get_vocab() != tokenizer.get_vocab():
        raise ConfigurationError(
            f"{Path(scoring).name!r} and {Path(str(reference)).name!r} do not share a vocabulary, so their "
            "probabilities cannot be compared. Choose two models of one family."
        )
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    tokenizer.padding_side = "right"
    scorer = loaded(scoring)
    second = loaded(reference) if reference else scorer
    longest = min(_context(scorer), _context(second), tokenizer.model_max_length)
    return CausalModels(torch, tokenizer, scorer, second, chosen, int(longest))


def _context(model: Any) -> int:
    """Tokens a model can read at once; 512 where its configuration does not say."""
    for name in ("max_position_embeddings", "n_positions", "n_ctx"):
        value = getattr(model.config, name, None)
        if isinstance(value, int):
            return value
    return 512
