"""Operators of a sentence: the small words that decide what is said, in closed classes by language."""

from app.rewrite.facts.operators.compare import operator_differences
from app.rewrite.facts.operators.model import OperatorDifference, OperatorSpan
from app.rewrite.facts.operators.rules import LANGUAGES, has_operators

__all__ = ["LANGUAGES", "OperatorDifference", "OperatorSpan", "has_operators", "operator_differences"]
"""`has_operators(language)` is False where no class is known: there every operator is unchecked."""
