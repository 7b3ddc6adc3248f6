"""Answers for `LlmServer` as a model would give them to a rewrite request: it reads the sections out of the
request's data markers and returns each with one change.

server.answer = rewriting(shorter)
"""

import json
import re
from collections.abc import Callable

from tests.support.llm_server import Call

_DATA = re.compile(
    r"<data (?P<nonce>[0-9a-f]{12}) (?P<id>s\d+)>\n(?P<text>.*?)\n</data (?P=nonce)>", re.DOTALL
)


def shorter(text: str) -> str:
    """The harmless edit of a careful model."""
    for long, short in (
        ("It is important to note that t", "T"),
        ("in order to", "to"),
        ("It is a fact that t", "T"),
    ):
        text = text.replace(long, short)
    return text


def rewriting(change: Callable[[str], str] = shorter) -> Callable[[Call], str]:
    def answer(call: Call) -> str:
        sections = [
            {"id": match["id"], "text": change(match["text"]), "note": "said it in fewer words"}
            for match in _DATA.finditer(call.user)
        ]
        return json.dumps({"sections": sections}, ensure_ascii=False)

    return answer
