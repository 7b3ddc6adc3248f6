"""Loads a model of natural language inference. Needs the extra `copydesk[transformers]`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import ConfigurationError

LEFT_OUT_WINDOW = 512
"""Tokens, where a model's configuration does not say how many it can read at once."""


@dataclass(frozen=True, slots=True)
class Inference:
    """Probabilities that a premise says so, says the opposite, or leaves it open; together 1."""

    entailment: float
    contradiction: float
    neutral: float


@dataclass(frozen=True, slots=True)
class NliModel:
    torch: Any
    tokenizer: Any
    model: Any
    positions: Mapping[str, int]
    """`entailment`, `contradiction` and perhaps `neutral` -> the position of its score."""
    device: str
    longest: int
    """Tokens of a pair."""

    def of(self, pairs: Sequence[tuple[str, str]]) -> list[Inference]:
        """Each pair is a premise and a hypothesis; what exceeds the window is cut at the longer one."""
        if not pairs:
            return []
        encoded = self.tokenizer(
            [premise for premise, _ in pairs],
            [hypothesis for _, hypothesis in pairs],
            return_tensors="pt",
            padding=True,
            truncation="longest_first",
            max_length=self.longest,
        ).to(self.device)
        with self.torch.inference_mode():
            scores = self.torch.softmax(self.model(**encoded).logits.float(), dim=-1).tolist()
        neutral = self.positions.get("neutral")
        return [
            Inference(
                row[self.positions["entailment"]],
                row[self.positions["contradiction"]],
                0.0 if neutral is None else row[neutral],
            )
            for row in scores
        ]


def load_nli(name: str, *, device: str | None = None) -> NliModel:
    """`name` is a folder or a name on the hub; `device` as `cpu`, `cuda:1`, `mps`; default: a GPU where
    there is one.

    Raises ConfigurationError where the extra is not installed, the model cannot be loaded as one that
    classifies sequences, or its labels do not say which is entailment and which is contradiction.
    """
    try:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
    except ImportError as error:
        raise ConfigurationError(
            f"The check 'nli' needs {error.name}: install copydesk[transformers], or take it out "
            "of rewrite.checks."
        ) from error
    chosen = device or ("cuda" if torch.cuda.is_available() else "cpu")
    if chosen.startswith("cuda") and not torch.cuda.is_available():
        raise ConfigurationError(f"COPYDESK_NLI_DEVICE is {chosen!r}, and this machine has no usable GPU.")
    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        model = AutoModelForSequenceClassification.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"COPYDESK_NLI_MODEL: {name!r} cannot be loaded as a model that classifies sequences: {error}. "
            "Give a folder with config.json and its weights, or a name on the hub."
        ) from error
    positions = positions_of(model.config.id2label, name)
    window = getattr(model.config, "max_position_embeddings", None)
    longest = min(window if isinstance(window, int) else LEFT_OUT_WINDOW, tokenizer.model_max_length)
    return NliModel(torch, tokenizer, model.to(chosen).eval(), positions, chosen, int(longest))


def positions_of(labels: Mapping[Any, str], name: str) -> dict[str, int]:
    """Which score is which, from the model's own words: `ENTAILMENT`, `contradiction`, `LABEL_0` ...

    Raises ConfigurationError where they do not say it.
    """
    found: dict[str, int] = {}
    for position, label in labels.items():
        for wanted in ("entailment", "contradiction", "neutral"):
            if str(label).strip().casefold() in {
                wanted,
                wanted.removesuffix("ment"),
                wanted.removesuffix("ion"),
            }:
                found[wanted] = int(position)
    if not {"entailment", "contradiction"} <= found.keys():
        raise ConfigurationError(
            f"COPYDESK_NLI_MODEL: the labels of {name!r} are {', '.join(map(str, labels.values()))}: they "
            "must name entailment and contradiction (id2label in its config.json)."
        )
    return found
