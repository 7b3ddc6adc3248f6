"""Texts from outside as HTML that a browser shows and never obeys."""
