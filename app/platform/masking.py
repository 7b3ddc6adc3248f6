"""Secrets in texts from outside are masked where the text enters, and once more before anything is logged.

A provider repeats the key that it refuses, a proxy the address with its password. Keys of a known shape are
found anywhere; keys without one (plain hexadecimal) are remembered by `remember_secret` when they are read.
"""

import re

MASK = "***"
SHORTEST = 8
"""Characters of a secret that is masked wherever it stands; a shorter one would mask ordinary words."""
_PATTERNS = (
    (re.compile(r"(://[^/@\s:]{0,256}):[^/@\s]{1,512}@"), r"\1:***@"),
    (re.compile(r"\b((?:Bearer|Basic)\s{1,4})[A-Za-z0-9._~+/=-]{6,2048}", re.IGNORECASE), r"\1***"),
    (re.compile(r"\b(sk|pk|rk|xai|pplx|xox[a-z])([-_])[A-Za-z0-9_-]{8,512}"), r"\1-***"),
    (re.compile(r"\b(gh[pousr]|github_pat|glpat|hf|gsk|r8|nvapi|fw)([-_])[A-Za-z0-9_-]{8,512}"), r"\1-***"),
    (re.compile(r"\bAIza[A-Za-z0-9_-]{20,100}"), "AIza***"),
    (re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{12,40}"), r"\1***"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{4,4000}(?:\.[A-Za-z0-9_-]{0,1000})?"), "eyJ***"),
    (re.compile(r"\bSG\.[A-Za-z0-9_-]{10,100}\.[A-Za-z0-9_-]{10,100}"), "SG.***"),
    (
        re.compile(
            r"((?:password|passwd|pwd|secret|token|(?:api|access)[-_ ]?key)[\"']?\s{0,4}[=:]\s{0,4}[\"']?)"
            r"[^\s\"'&,;<>{}]{3,512}",
            re.IGNORECASE,
        ),
        r"\1***",
    ),
)
_remembered: set[str] = set()


def remember_secret(secret: str | None) -> None:
    """From now on this process masks it in any text."""
    if secret and len(secret) >= SHORTEST:
        _remembered.add(secret)


def mask_secrets(text: str) -> str:
    """The text with every secret replaced by `***`; the beginning that names its kind stays."""
    for secret in _remembered:
        text = text.replace(secret, MASK)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text
