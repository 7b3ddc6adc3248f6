"""What is made of digits and is no quantity: versions, telephone numbers, numbers with a label."""

import re
from collections.abc import Sequence

from app.rewrite.facts.quantities.found import Found, index_behind
from app.rewrite.facts.quantities.model import QuantityKind
from app.rewrite.facts.quantities.words import Words
from app.text.numerals import number_value
from app.text.phrases import Token, TokenKind

_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){2,4}(?:[-+.]?[A-Za-z][\w.+-]*\w|[-+][A-Za-z]\w*)?")
_PHONE = re.compile(r"\+\d{1,3}(?:[ \u00a0./-]?\(?\d{1,5}\)?){2,8}|\(?0\d{1,5}\)?(?:[ \u00a0/-]\d{2,8}){1,6}")
_GROUPED = re.compile(r"\d{1,5}(?:[- ]\d{1,7}){2,6}[- ]?[\dX]?(?![\w-])")
_SEPARATORS = str.maketrans("", "", " \u00a0-./()")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_GROUP_MIN = 8
"""Digits that a code in groups has at least."""
_BEFORE_NUMBER = frozenset((".", "#", ":", "º", "°", "-"))


def phone_at(tokens: Sequence[Token], index: int, text: str) -> Found | None:
    """A telephone number, ISBN or another code whose digits stand in groups."""
    token = tokens[index]
    begin = index
    if index and tokens[index - 1].key in "+(" and tokens[index - 1].end == token.start:
        begin = index - 1
        if begin and tokens[begin].key == "(" and tokens[begin - 1].key == "+":
            begin -= 1
    match = _PHONE.match(text, tokens[begin].start)
    if match is None and token.text.isdecimal():
        match = _GROUPED.match(text, token.start)
        if match is not None and (" " in match[0] and "-" not in match[0]):
            return None
        begin = index
    if match is None:
        return None
    code = match[0].translate(_SEPARATORS)
    if len(code) < _GROUP_MIN:
        return None
    return Found(QuantityKind.CODE, code, begin, index_behind(tokens, begin, match.end()))


def version_at(tokens: Sequence[Token], index: int, text: str, words: Words) -> Found | None:
    """`1.2.3-rc.1`, `192.168.0.1`; not `1.234.567`."""
    token = tokens[index]
    if token.text.count(".") < 2 or number_value(token.text, language=words.language) is not None:
        return None
    match = _VERSION.match(text, token.start)
    if match is None:
        return Found(QuantityKind.CODE, token.text, index, index + 1)
    return Found(QuantityKind.CODE, match[0], index, index_behind(tokens, index, match.end()))


def is_labelled(tokens: Sequence[Token], index: int, words: Words) -> bool:
    """Does the word before name a thing that the number is the name of: `Figure 3`, `RFC 2119`, `#5`?"""
    at = index - 1
    if at >= 0 and tokens[at].key == "#":
        return True
    while at >= 0 and index - at <= 2 and tokens[at].key in _BEFORE_NUMBER:
        at -= 1
    if at < 0 or tokens[at].key not in words.labels:
        return False
    return index - at == 1 or tokens[at + 1].key != "-" or tokens[at].text.isupper()


def is_named_version(tokens: Sequence[Token], index: int, precision: int) -> bool:
    """`Redis 7.2`: a decimal behind a name, where the name does not open the sentence with a unit behind."""
    if precision < 1 or index == 0 or not tokens[index].text.replace(".", "").isdecimal():
        return False
    before = tokens[index - 1]
    return before.kind is TokenKind.WORD and before.text[0].isupper() and before.end < tokens[index].start


def has_leading_zero(token: Token) -> bool:
    return len(token.text) > 1 and token.text[0] == "0" and token.text.isdecimal()


def ratio_at(tokens: Sequence[Token], index: int) -> Found | None:
    """`3:1`."""
    if index + 2 >= len(tokens) or tokens[index + 1].key != ":":
        return None
    first, mark, second = tokens[index : index + 3]
    if first.end != mark.start or mark.end != second.start or second.kind is not TokenKind.NUMBER:
        return None
    return Found(QuantityKind.CODE, f"{first.text}:{second.text}", index, index + 3)


def code_value(written: str) -> str:
    """`v1.2` names the same version as `1.2`, `H₂O` the same as `H2O`."""
    written = written.translate(_SUBSCRIPTS)
    return written[1:] if written[:1] in "vV" and written[1:2].isdecimal() and "." in written else written
