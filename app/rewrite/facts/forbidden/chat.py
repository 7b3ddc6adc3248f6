"""What belongs to the talk with a model and not to the text: role tokens, chatter, our own prompt's marks."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from app.domain.content import Document, Span
from app.domain.facts import FactKind
from app.rewrite.facts.forbidden.construct import Construct, matches, rule

_FLAGS = re.MULTILINE | re.IGNORECASE
_TOKENS = rule(
    "role token of a chat model",
    re.compile(
        r"<\|[^|<>\r\n]{1,60}(?:\|>?|>)|<\uff5c[^\uff5c<>\r\n]{1,60}\uff5c>|\[/?INST\]|<</?SYS>>|</?s>"
        r"|\[/?(?:SYSTEM|ASSISTANT|USER)\]"
        r"|</?(?:bos|eos|pad|unk|sep|cls|im_start|im_end|(?:start|end)_of_(?:turn|text)|eot_id"
        r"|think(?:ing)?|thought|reasoning|scratchpad|answer|response|final|output|result|tool_call|tool_use|function_calls?"
        r"|antml[\w:]{0,40}|invoke|system|assistant|user|human|instructions?)>"
        r"|(?:^|(?<=[\s>]))#{2,6}[ \t]{0,3}(?:Human|Assistant|System|User|Instructions?|Response|Input"
        r"|Output)[ \t]{0,3}:"
        r"|^[ \t>*_]{0,6}(?:Human|Assistant|ChatGPT|Claude|Copilot|Gemini|AI(?: assistant)?)[*_]{0,2}:",
        _FLAGS,
    ),
)
_RESIDUE = rule(
    "citation mark of a chat model",
    re.compile(
        r":contentReference\b|\boaicite\b|\boai_citation\b|\bturn[012]\d{0,2}(?:search|view|news|image|file"
        r"|fetch)\d{1,3}"
        r"|\u3010\d{1,3}(?::\d{1,3})?\u2020[^\u3011\r\n]{0,60}\u3011|\[cite(?:_start|_end|: ?[\d, ]{1,30})?\]"
        r"|\[(?:attached_file|web|source)[:_ ]?\d{1,3}\]|\butm_source=(?:chatgpt|openai|copilot)\b[\w.]{0,20}"
        r"|\bsandbox:/mnt/|\bgrok_card\b",
        _FLAGS,
    ),
    ":contentreference oai turn0 turn1 turn2 \u2020 [cite [attached [web [source utm_source sandbox: grok_",
)
_LEAKED = rule(
    "mark or frame of the request",
    re.compile(
        r"[\u27e6\u27e7\u2997\u2998\u27ea\u27eb\u2983\u2984]|</?data [0-9a-f]{6,64}[^<>\r\n]{0,60}>?"
        r"|\bData code:|^#{1,6} Section s\d{1,5}\b"
        r"|\"(?:sections|replacements|note|text|id)\"\s{0,5}:\s{0,5}[\"\[{]",
        _FLAGS,
    ),
    '\u27e6 \u27e7 \u2997 \u2998 \u27ea \u27eb \u2983 \u2984 <data </data code: section ns" ts" te" xt" id"',
)
_ESCAPES = rule(
    "escape left over from JSON",
    re.compile(r"(?<!\\)(?:\\[nrt](?=\\[nrt\"]|[A-Z#*\d ]|-|$)|\\u[0-9A-Fa-f]{4}|\\\")", re.MULTILINE),
    "\\",
)
_OPENING = re.compile(
    r"(?:^|[.!?…:)][ \t]{1,2}|[。！？：]|[>|][ \t]{0,2})[ \t>*_#\"“‘'„«\[(+-]{0,10}(?=[^\W\d_]|[¡¿])",
    re.MULTILINE,
)
"""Where a sentence starts, behind its marks."""


@cache
def chatter() -> tuple[re.Pattern[str], ...]:
    """What models say around a text, by language: `data/chatter.toml`."""
    table = tomllib.loads(files(__package__).joinpath("data", "chatter.toml").read_text(encoding="utf-8"))
    return tuple(re.compile("|".join(entry["patterns"]), re.IGNORECASE) for entry in table["phrases"])


def chat_constructs(document: Document, source: str) -> Iterator[Construct]:
    """Markup is not looked through: a phrase in bold or in a list item is the same phrase."""
    rules = (_TOKENS, _RESIDUE, _LEAKED, _ESCAPES)
    yield from matches(rules, source, kind=FactKind.CHATTER, has_role=False)
    start = 0 if document.front_matter_span is None else document.front_matter_span.end
    patterns = chatter()
    for opening in _OPENING.finditer(source, start):
        for pattern in patterns:
            match = pattern.match(source, opening.end())
            if match is not None:
                name = "a model's words about the text"
                yield Construct(FactKind.CHATTER, name, match.group(), Span(*match.span()), has_role=False)
                break
