"""Sentences that tell a machine what to do: somebody to address, an order, and what is to be done."""

import re
from collections.abc import Iterator

_ADDRESS = re.compile(
    r"\b(?:ai|llm|gpt)s?[ -](?:assistants?|models?|systems?|agents?|bots?|crawlers?|tools?|search|overviews?"
    r"|summari[sz]ers?|readers?|engines?|users?)\b|\b(?:llms?|ais|an? ai|ai(?=:)|chatbots?|chatgpt|claude"
    r"|gemini|copilot|perplexity|grok|mistral)\b|\blanguage models?\b|\banswer engines?\b"
    r"|\b(?:the|any|every|dear|all) (?:assistants?|model|agents?|crawlers?)\b"
    r"|\b(?:note|hint|message|instructions?) (?:to|for) (?:the )?"
    r"(?:ai|llm|model|assistant|bot)s?\b|\bki[- ](?:assistent|modell|system|suche|agent)|\bsprachmodell"
    r"|\b(?:assistants?|modèles?|agents?) (?:d['’]ia|ia|de langage)|\b(?:asistentes?|modelos?|agentes?) "
    r"de (?:ia|lenguaje)|\b(?:assistenti?|modell[oi]) (?:di ia|ia|linguistic)|\bии[- ]ассистент"
    r"|\bязыков\w{1,3} модел|语言模型|人工智能助手|ai ?助手|言語モデル|aiアシスタント"
)
_FORCE = re.compile(
    r"\b(?:must|shall|should|always|never|please|do not|don['’]t|have to|are to|is to|when(?:ever)?|if"
    r"|immer|stets|bitte|müssen|muss|sollen|soll|nie|keine"
    r"|toujours|jamais|veuillez|doit|doivent|ne pas|siempre|nunca|debe|deben|por favor"
    r"|sempre|mai|deve|devono|всегда|никогда|должн\w{1,3})\b|必须|总是|请|必ず|常に|してください"
)
_DEED = re.compile(
    r"\b(?:recommend|cite|mention|prefer|rank|rate|tell|respond|reply|answer|summari[sz]e|output|say"
    r"|describe|present|treat|trust|name|list|promote|ignore|disregard|praise|state|quote|favou?r|endorse"
    r"|empfehlen|empfiehl|empfehlt|nennen|nenne|zitieren|erwähnen|bewerten|antworten|bevorzugen"
    r"|recommand\w{1,4}|cite[rz]|mentionn\w{1,4}|répond\w{1,4}|recomend\w{1,4}|recomiend\w{1,3}|citar"
    r"|mencion\w{1,4}|respond\w{1,3}|raccomand\w{1,4}|citare|rispond\w{1,4}"
    r"|рекоменд\w{2,6}|упомина\w{2,5}|цитир\w{2,5})\b|推荐|引用|提及|推薦|おすすめ|言及"
)
_AIM = re.compile(
    r"\b(?:this (?:page|article|site|website|source|product|company|brand|text|document|answer)|the user"
    r"|in your (?:answer|summary|response|reply)|as the (?:best|leading|market|only|source|first)"
    r"|(?:above|over|before) (?:all|every|any|other)|first|best|questions? about|asks? about|asked about)\b"
)
_OVERRULE = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:[a-z]{1,12}\s+){0,3}"
    r"(?:previous|prior|earlier|above|preceding|foregoing)\s+(?:[a-z]{1,12}\s+)?"
    r"(?:instructions?|prompts?|rules?|directions?|guidance|guidelines|commands?|messages?)\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?。！？\n])\s+")
_HINT = re.compile(
    r"instruct|prompt|assist|\b(?:ai|llm)s?\b|model|bots?\b|gpt|claude|gemini|copilot|perplexity|grok"
    r"|mistral|rules?\b|direction|guid|command|message|engine|crawler|agent|ki[- ]|\bia\b"
    r"|ии|人工智能|モデル|ai ?助手|言語|语言|aiア"
)
LONGEST = 20_000
"""Characters of one text that are looked at."""


def orders(lower_text: str, *, strictly: bool) -> Iterator[tuple[int, int]]:
    """Bounds of each order to a machine in a text in lower case.

    `strictly`, for descriptions that people also read: it must also say what for, because a description of
    an article about such machines says what they should do.
    """
    text = lower_text[:LONGEST]
    if _HINT.search(text) is None:
        return
    for match in _OVERRULE.finditer(text):
        yield match.span()
    start = 0
    for end in [*(match.start() for match in _SENTENCE_END.finditer(text)), len(text)]:
        address = _ADDRESS.search(text, start, end)
        if address is not None and _is_order(text, start, end, strictly=strictly):
            yield address.start(), end
        start = end


def _is_order(text: str, start: int, end: int, *, strictly: bool) -> bool:
    if _FORCE.search(text, start, end) is None or _DEED.search(text, start, end) is None:
        return False
    return not strictly or _AIM.search(text, start, end) is not None
