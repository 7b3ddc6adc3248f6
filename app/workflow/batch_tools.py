"""How batches build their models."""

from collections.abc import Callable
from dataclasses import dataclass

from app.llm.models.batch import BatchModel


@dataclass(frozen=True)
class BatchTools:
    build: Callable[[str], BatchModel]
    """`openai:MODEL`, ... -> model. Raises ConfigurationError."""
