"""Secrets and personal data that no outside model is shown. Every look is bounded."""

import re
from collections.abc import Iterator

from app.domain.content import Span

_SECRETS = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,8000}-----END [A-Z ]{0,30}PRIVATE KEY-----"
    r"|(?<![\w-])(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{16,200}"
    r"|(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"
    r"|(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{20,255}|(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{20,255}"
    r"|(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{16,64}|(?<![A-Za-z0-9])xox[abposr]-[A-Za-z0-9-]{10,200}"
    r"|(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{30,40}"
    r"|(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,2000}"
)
_ASSIGNED = re.compile(
    r"(?i:password|passwd|passwort|pwd|secret|api[ _-]?key|access[ _-]?key|auth[ _-]?token|token)"
    r"[ \t]{0,3}[:=][ \t]{0,3}[\"'`]?(?P<value>[^\s\"'`<>,;]{6,200})"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(
    r"(?<![\w.,/+-])\+[1-9][\d ()/.\u00a0-]{6,18}\d(?!\w)"
    r"|(?<![\w.,/+-])\(0?\d{2,5}\)[ \u00a0]?\d[\d -]{4,12}\d"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_SSN = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")


def secrets_in(text: str) -> Iterator[Span]:
    """Keys, tokens and passwords."""
    for match in _SECRETS.finditer(text):
        yield Span(*match.span())
    for match in _ASSIGNED.finditer(text):
        yield Span(*match.span("value"))


def personal_data_in(text: str) -> Iterator[Span]:
    """E-mail addresses, phone numbers, account, card and social security numbers."""
    for pattern in (_EMAIL, _PHONE, _SSN):
        for match in pattern.finditer(text):
            yield Span(*match.span())
    for match in _IBAN.finditer(text):
        if _is_iban(match.group().replace(" ", "")):
            yield Span(*match.span())
    for match in _CARD.finditer(text):
        if _is_card(re.sub(r"\D", "", match.group())):
            yield Span(*match.span())


def _is_iban(text: str) -> bool:
    turned = text[4:] + text[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _is_card(digits: str) -> bool:
    """The Luhn check: a run of digits without it is a number."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
