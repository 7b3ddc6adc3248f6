"""Processes that compute for the one that holds the calls (docs/adr/0018)."""

from app.rewrite.helpers.pool import Helpers, helpers_for

__all__ = ["Helpers", "helpers_for"]
