"""What never passes, whatever a policy says: code that a build or a browser runs, odd characters, a model's
chatter. Only what is new counts; what the original has already may stay as it is, as often as it is there."""

from app.rewrite.facts.forbidden.differences import forbidden_differences

__all__ = ["forbidden_differences"]
