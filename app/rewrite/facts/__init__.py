"""The facts of a text before and after a rewrite, compared without a model."""

from app.rewrite.facts.report import facts_report

__all__ = ["facts_report"]
