"""HTML that runs or fetches something when a page is built or read.

Looked for in the raw text and not in a parse of it: readers of HTML differ, and what only one of them runs is
run all the same.
"""

import re
from collections.abc import Iterator

from app.domain.content import Span
from app.domain.facts import FactKind
from app.rewrite.facts.forbidden.construct import Construct, Finder, matches, rule

_ELEMENT = re.compile(r"<(?P<name>[A-Za-z][\w.:-]{0,80})(?=[\s/>\"'])")
_HARMLESS = re.compile(
    "a|abbr|acronym|address|article|aside|b|bdi|bdo|big|blockquote|br|caption|center|cite|code|col|colgroup"
    "|dd|del|dfn|div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|header|hgroup|hr|i|img|ins|kbd|li|main|mark"
    "|nav|ol|p|pre|q|rb|rp|rt|rtc|ruby|s|samp|section|small|span|strike|strong|sub|sup|table|tbody|td|tfoot"
    "|th|thead|time|tr|tt|u|ul|var|wbr"
)
"""Elements of the HTML standard that neither load, run, hide nor submit anything. Every other name is
refused: custom elements, namespaces, what the standard gains one day."""
_FILLED = frozenset(
    {
        *("script", "style", "iframe", "object", "svg", "math", "template", "noscript", "xmp"),
        *("noembed", "noframes", "plaintext", "textarea", "title"),
    }
)
"""Elements whose content is no prose: it counts as a part of them."""
_COMPONENT = re.compile(r"</?(?:[A-Z][\w$]{0,80}(?:\.[\w$]{1,80}){0,5}(?=[\s/>{])|>)")
"""A JSX component: a build calls the function of that name."""
_TAG = re.compile(r"<[A-Za-z/][^<>]{0,4000}")
_IN_TAG = re.compile(
    r"[\s\"'/](?P<key>(?:on[a-z]{2,40}|srcset|srcdoc|imagesrcset|formaction|action|poster|ping|background|lowsrc"
    r"|dynsrc|longdesc|manifest|archive|codebase|classid|usemap|http-equiv|xlink:href|xml:base|is|slot|style"
    r"|v-[\w:.-]{1,40}|[@:#*][A-Za-z][\w:.-]{0,40}|x-[\w:.-]{1,40}|hx-[\w:-]{1,40}|ng-[\w-]{1,40}"
    r"|data-(?:bind|ng|hx|controller|action|src|srcset|url|remote|turbo|reactroot|wp|include)[\w:.-]{0,40}"
    r"|bind:[\w-]{1,40}|th:[\w-]{1,40}|client:[\w-]{1,40}|set:[\w-]{1,40}|wire:[\w.:-]{1,40}|u-[\w-]{1,20}"
    r"|\[[\w.-]{1,40}\]|\([\w.-]{1,40}\))"
    r"\s{0,20}=\s{0,20}(?:\"[^\"]{0,2000}|'[^']{0,2000}|[^\s>]{0,2000}))",
    re.IGNORECASE,
)
_EVENTS = (
    "abort|animation(?:end|iteration|start)|auxclick|before(?:input|print|unload|toggle)|begin|blur|cancel"
    "|canplay|change|click|close|contextmenu|copy|cut|dblclick|drag(?:end|enter|leave|over|start)?|drop|end"
    "|error|focus(?:in|out)?|formdata|hashchange|input|invalid|key(?:down|press|up)|load(?:end|start)?|message"
    "|mouse(?:down|enter|leave|move|out|over|up|wheel)|page(?:hide|show)|paste|play|pointer[a-z]{2,12}"
    "|popstate|progress|readystatechange|repeat|reset|resize|scroll|search|select|show|submit|toggle"
    "|touch(?:cancel|end|move|start)|transition[a-z]{3,6}|unload|wheel"
)
_RULES = (
    rule(
        "event attribute",
        re.compile(rf"(?<![\w-])on(?:{_EVENTS})\s{{0,20}}=[^\r\n>]{{0,300}}", re.IGNORECASE),
        "on",
    ),
    rule("style sheet import", re.compile(r"@import\b[^;\r\n]{0,300}", re.IGNORECASE), "@import"),
    rule("address in a style", re.compile(r"(?<![\w-])url\((?!s\))[^)\r\n]{0,2000}", re.IGNORECASE), "url"),
    rule(
        "script in a style",
        re.compile(
            r"(?<![\w-])(?:expression\s{0,9}\([^)\r\n]{0,300}"
            r"|(?:-moz-binding|behavior)\s{0,9}:\s{0,9}url[^;\r\n]{0,300})",
            re.IGNORECASE,
        ),
    ),
    rule(
        "server-side or edge include",
        re.compile(
            r"<!--\s{0,9}(?:#|\[if|esi|\[\[\[cog|include\b|AUTO-GENERATED|doc-gen)[^>]{0,1000}", re.IGNORECASE
        ),
        "<!--",
    ),
)


def html_constructs(source: str) -> Iterator[Construct]:
    if "<" in source:
        yield from _elements(source)
        for match in _COMPONENT.finditer(source):
            end = source.find(">", match.start(), match.start() + 4_000)
            stop = match.end() if end < 0 else end + 1
            text = source[match.start() : stop]
            yield Construct(FactKind.TEMPLATE, "component", text, Span(match.start(), stop))
        yield from _attributes(source)
    yield from matches(_RULES, source, kind=FactKind.HTML)


def _elements(source: str) -> Iterator[Construct]:
    """A tag with its attributes; where its content is no prose, with that, too."""
    lowered = source.lower()
    closers = Finder(lowered)
    for match in _ELEMENT.finditer(source):
        name = match["name"].lower()
        if _HARMLESS.fullmatch(name):
            continue
        start = match.start()
        end = source.find(">", start, start + 4_000)
        stop = match.end() if end < 0 else end + 1
        if name in _FILLED:
            closed = closers.end_of(f"</{name}", stop)
            stop = stop if closed < 0 else closed
        yield Construct(FactKind.HTML, f"{name} element", source[start:stop], Span(start, stop))


def _attributes(source: str) -> Iterator[Construct]:
    for tag in _TAG.finditer(source):
        for match in _IN_TAG.finditer(source, tag.start(), tag.end()):
            span = Span(*match.span("key"))
            yield Construct(FactKind.HTML, "attribute that runs or loads", match["key"], span)
