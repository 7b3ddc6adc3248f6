"""Forty-eight plain features of style for the stylometric baseline."""

import re

import numpy as np

_WORD = re.compile(r"[A-Za-z']+")
_SENTENCE = re.compile(r"[.!?]+")
_COMMON = "the of and to in a that it is was for i you with as on be at by he this not are but from"
_FUNCTION = _COMMON.split()
_MARKS = ".,;:?!-\"'()"


def plain_style(text: str) -> np.ndarray:
    """Lengths, variety, marks and the most frequent words; shape (48,)."""
    words = _WORD.findall(text) or [""]
    lower = [word.lower() for word in words]
    lengths = np.array([len(word) for word in words])
    parts = [part for part in _SENTENCE.split(text) if part.strip()]
    sentences = np.array([len(_WORD.findall(part)) for part in parts] or [0])
    count = len(words)
    counts = {word: lower.count(word) / count for word in _FUNCTION}
    return np.array(
        [
            lengths.mean(), lengths.std(), (lengths > 6).mean(), (lengths > 9).mean(),
            sentences.mean(), sentences.std(), sentences.min(), sentences.max(),
            len(set(lower)) / count, len(set(lower[:100])) / min(count, 100),
            sum(word[:1].isupper() for word in words) / count,
            sum(char.isdigit() for char in text) / max(len(text), 1),
            *(text.count(mark) / count for mark in _MARKS),
            *counts.values(),
        ]
    )  # fmt: skip
