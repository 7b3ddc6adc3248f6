"""Text from a Word file as Markdown that means exactly this text."""

import re

_ALWAYS = r"[\\`*~]|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)|\[(?=\^)|\](?=[(\[:])|_(?!\w)|(?<!\w)_"
_TEXT = re.compile(_ALWAYS)
_BEFORE_ANCHOR = re.compile(_ALWAYS + r"|[!\[\]]\Z")
_IN_LINK = re.compile(_ALWAYS + r"|[\[\]]|!\Z")
_START = re.compile(r"(?:#{1,6}|[-+])(?=\s|$)|\+{3}|={2,}|-{2,}|:{3}|>|~{3}|\||\[|(\d{1,9})([.)])(?=\s|$)")
_HEADING_END = re.compile(r"(?<![\\#])#+$")
_URL_UNSAFE = re.compile(r"[\s<>()\\]")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def folded(text: str) -> str:
    """White space folded as in Markdown; a space that must not break stays."""
    return _SPACE.sub(" ", text)


def escaped(text: str, *, in_link: bool = False, in_table: bool = False, before_anchor: bool = False) -> str:
    """Inline text; `before_anchor` where the brackets of a link, a note or an image follow."""
    pattern = _IN_LINK if in_link else _BEFORE_ANCHOR if before_anchor else _TEXT
    text = pattern.sub(r"\\\g<0>", text)
    return text.replace("|", "\\|") if in_table else text


def escaped_start(line: str) -> str:
    """A block's first text, so that its first characters make no list, heading or quotation."""
    found = _START.match(line)
    if found is None:
        return line
    if found[1] is not None:
        return f"{found[1]}\\{line[found.start(2) :]}"
    return f"\\{line}"


def escaped_heading(line: str) -> str:
    """A heading's Markdown, without what would be read as its closing marks or attributes."""
    line = _HEADING_END.sub(r"\\\g<0>", line)
    return f"{line[:-1]}&#125;" if line.endswith("}") else line  # a backslash does not stop `{#id}`


def clean_address(target: str) -> str:
    """A link's target as it is read from the Markdown again."""
    if not _URL_UNSAFE.search(target):
        return target
    return "".join(f"%{ord(mark):02X}" if mark in "<>\\ \t\r\n" else mark for mark in target)


def address(target: str) -> str:
    """A link's target as it stands between the brackets."""
    return f"<{clean_address(target)}>" if _URL_UNSAFE.search(target) else target
