"""Which unsourced quotations an editor would ask about: the words of a person or body that the text names.

`You say "..."`, the words on a button and what somebody in an interview says are quoted for other reasons.
"""

import re

from app.evaluation.aeo.quotes import Quote

_VERBS = (
    r"said|says|stated|states|noted|notes|explained|explains|argues|argued|wrote|writes|adds|added|told|remarked"
    r"|observes|observed|commented|comments|claims|claimed|puts it|put it|emphasi[sz]e[sd]|warned"
    r"|sagte|sagt|erklärte?|betonte?|schrieb|schreibt|a déclaré|explique|dit|affirme|dijo|afirma|afirmó"
    r"|escribió|disse|ha detto|řekl|uvedl"
)
_PRONOUN = (
    r"(?:I|We|You|They|He|She|It|Ich|Wir|Sie|Er|Es|Je|Nous|Vous|Il|Elle|The|This|That|And|But|So|If|When)\b"
)
_TITLE = r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Frau|Herr|M|Mme|President|Senator)\.? )?"
_NAME = rf"(?!{_PRONOUN}){_TITLE}[A-ZÀ-Þ][\w'’-]{{1,30}}"
_BEFORE = re.compile(
    rf"(?:{_NAME}(?:,[^,\n]{{1,50}},)?|\bwho)(?: once| later| then| also)? (?:{_VERBS})\b[^.\n]{{0,30}}$"
    rf"|\b(?:[Aa]ccording to|[Ll]aut|[Ss]elon|[Ss]egún|[Ss]econdo|[Ss]egundo) {_NAME}[^.\n]{{0,40}}$"
)
_BEHIND = re.compile(
    rf"[^.\n]{{0,3}}(?:(?:{_VERBS}) {_NAME}"
    rf"|{_NAME}(?: [A-ZÀ-Þ][\w'’-]{{1,30}})?(?: once| later| also)? (?:{_VERBS})\b)"
)
_UNCASED = re.compile(
    r"と述べ|と語|によると|表示|指出|认为|قال|وقال|گفت|कहा|বলেছেন|கூறினார்|אמר|אמרה|กล่าว|сказал|заявил|отметил"
)
"""Verbs of saying in scripts whose names are not told by a capital, or whose verbs are inflected."""
_REACH = 80


def is_asked_about(text: str, quote: Quote) -> bool:
    """Whether `text` (of the block) names who said it."""
    if not quote.is_attributed:
        return False
    before = text[max(0, quote.start - _REACH) : quote.start]
    behind = text[quote.end : quote.end + _REACH]
    if _BEFORE.search(before) is not None or _BEHIND.match(behind) is not None:
        return True
    if quote.text == text[quote.start : quote.start + len(quote.text)]:
        return ":" not in quote.text  # recognised by `, said Jane Doe` alone; with a colon it is a list
    return _UNCASED.search(before) is not None or _UNCASED.search(behind) is not None
