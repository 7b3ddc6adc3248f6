"""The facts of a text before and after a rewrite, compared without a model."""

from app.rewrite.facts.report import compare_texts, facts_report

__all__ = ["compare_texts", "facts_report"]
