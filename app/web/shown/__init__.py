"""Untrusted texts as HTML that a browser shows but never executes."""
