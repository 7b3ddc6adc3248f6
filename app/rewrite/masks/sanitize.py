"""Characters that a reader does not see and a model would: taken out of what it is sent."""

import re

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u200b\u2060-\u2064\u2066-\u206f\u202a-\u202e"
    "\ufeff\ufff9-\ufffb\u00ad\u180e\U000e0000-\U000e007f]"
)
_JOINERS = re.compile("[\u200c\u200d]")
CHAT_TEMPLATE = re.compile(
    r"<\|[^|<>\n]{1,60}\|>|\[/?INST\]|<</?SYS>>|</?s>|</?(?:start|end)_of_turn>|<\uff5c[^\uff5c<>\n]{1,60}\uff5c>"
    r"|^[ \t]{0,3}(?:#{1,6}[ \t]{0,3})?(?:Human|Assistant|System|User|Instruction|Response):",
    re.IGNORECASE | re.MULTILINE,
)
"""What marks turns and roles to one model family or another; a text has no business writing it."""


def visible(text: str) -> str:
    """`text` as a reader sees it: no control, bidirectional override, tag or zero-width characters.

    Joiners stay where they join: in scripts that need them and within emoji.
    """
    text = _UNSEEN.sub("", text)
    return _JOINERS.sub(lambda match: match.group() if _joins(text, match.start()) else "", text)


def _joins(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return bool(before and after) and not before.isascii() and not after.isascii()
