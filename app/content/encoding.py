"""Text back to bytes, in its document's original encoding."""

from app.content.decoding import NULS, UNDECODABLE
from app.domain.content import ContentFormat, Document

_BOMS = {
    "utf-8": b"\xef\xbb\xbf",
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
    "utf-32-le": b"\xff\xfe\x00\x00",
    "utf-32-be": b"\x00\x00\xfe\xff",
}
_WITH_REFERENCES = frozenset({ContentFormat.HTML, ContentFormat.MARKDOWN, ContentFormat.MDX})


def encode_document(document: Document, new_source: str) -> bytes:
    """`new_source` in the document's encoding, with its byte order mark if it had one.

    Line endings are not translated. An unchanged text yields its original bytes, undecodable ones included;
    a changed one is written in valid UTF-8. NULs are restored where their stand-ins still are. A character
    missing from the encoding becomes a numeric character reference in HTML and Markdown; plain text and
    reStructuredText have none, so the whole file becomes UTF-8 with a byte order mark, which loses nothing.
    """
    mark = _BOMS.get(document.encoding, b"") if document.has_bom else b""
    if new_source == document.source and document.encoding == "utf-8":
        return mark + _with_bad_bytes(document)
    text = _with_nuls(document, new_source)
    try:
        return mark + text.encode(document.encoding)
    except UnicodeEncodeError:
        if document.format in _WITH_REFERENCES:
            return mark + text.encode(document.encoding, "xmlcharrefreplace")
        return _BOMS["utf-8"] + text.encode("utf-8")


def _with_bad_bytes(document: Document) -> bytes:
    parts: list[bytes] = []
    position = 0
    for problem in document.problems:
        if problem.code != UNDECODABLE or problem.span is None:
            continue
        parts.append(_with_nuls(document, document.source[position : problem.span.start]).encode())
        for character in document.source[problem.span.start : problem.span.end]:
            try:
                parts.append(character.encode("cp1252"))
            except UnicodeEncodeError:
                parts.append(character.encode("latin-1"))
        position = problem.span.end
    parts.append(_with_nuls(document, document.source[position:]).encode())
    return b"".join(parts)


def _with_nuls(document: Document, text: str) -> str:
    for problem in document.problems:
        if problem.code == NULS and problem.span is not None:
            stand_in = document.source[problem.span.start]
            return text.replace(stand_in, "\x00")
    return text
