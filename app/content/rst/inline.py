"""Inline markup of reStructuredText: emphasis, literals, links, roles."""

import re

from app.content.folding import TextRun

_INLINE = re.compile(
    r"``(?P<literal>[^`]{1,2000})``"
    r"|:(?P<role>[\w:.+-]{1,60}):`(?P<roletext>[^`]{1,2000})`"
    r"|`(?P<link>[^`<]{1,2000})<(?P<target>[^>`]{1,2000})>`__?"
    r"|`(?P<named>[^`]{1,2000})`_{0,2}"
    r"|\*\*(?P<strong>[^*]{1,2000})\*\*"
    r"|\*(?P<emphasis>[^*\s][^*]{0,2000})\*"
    r"|\|(?P<substitution>[^|\s][^|]{0,200})\|_{0,2}"
    r"|\[(?P<footnote>[\w#*.-]{1,60})\]_"
    r"|(?<![\w`])(?P<reference>[A-Za-z][\w.-]{0,100})__?(?![\w`])"
    r"|\\(?P<escaped>[^\s\w])"
)
_TARGET_IN_ROLE = re.compile(r"\s*<([^>]*)>\Z")


def add_inline(run: TextRun, source: str, start: int, end: int) -> None:
    """Append the visible text of `source[start:end]` and its links. Every construct is bounded."""
    position = start
    for match in _INLINE.finditer(source, start, end):
        if match.start() > position:
            run.add(position, match.start())
        position = match.end()
        name = match.lastgroup
        if name == "target":
            run.open_link(match["target"], match.start())
            run.add(match.start("link"), match.start("link") + len(match["link"].rstrip()))
            run.close_link(match.end())
        elif name == "footnote":
            run.open_link(f"#fn-{match['footnote']}", match.start())
            run.close_link(match.end())
        elif name == "roletext":
            text = _TARGET_IN_ROLE.sub("", match["roletext"])
            run.add(match.start("roletext"), match.start("roletext") + len(text))
        elif name in {"named", "reference"}:
            is_link = match.group().endswith("_")
            if is_link:
                run.open_link("#" + " ".join(match[name].lower().split()), match.start())
            run.add(*match.span(name))
            if is_link:
                run.close_link(match.end())
        elif name is not None and name != "substitution":
            run.add(*match.span(name))
        run.end = max(run.end, match.end())
    if position < end:
        run.add(position, end)
