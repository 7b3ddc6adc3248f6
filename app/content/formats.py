"""Recognise the format of a text: by its file name, checked against its content."""

import re
from pathlib import PurePath

from app.domain.content import ContentFormat, ContentProblem, Span

EXTENSIONS = {
    ".md": ContentFormat.MARKDOWN,
    ".markdown": ContentFormat.MARKDOWN,
    ".mdown": ContentFormat.MARKDOWN,
    ".mkd": ContentFormat.MARKDOWN,
    ".mdwn": ContentFormat.MARKDOWN,
    ".mdx": ContentFormat.MDX,
    ".html": ContentFormat.HTML,
    ".htm": ContentFormat.HTML,
    ".xhtml": ContentFormat.HTML,
    ".rst": ContentFormat.RST,
    ".rest": ContentFormat.RST,
    ".txt": ContentFormat.TEXT,
    ".text": ContentFormat.TEXT,
}
PACKAGES = frozenset({".docx", ".docm", ".dotx", ".odt", ".ott", ".pdf"})
"""Files that are not text themselves; each is recognised by its content."""
KNOWN = frozenset(EXTENSIONS) | PACKAGES - {".pdf"}
"""What a folder is searched for: no PDF, which is often a copy, and needs an extra to be read."""
ZIP = b"PK\x03\x04"
PDF = b"%PDF-"
OLE = b"\xd0\xcf\x11\xe0"
_SAMPLE = 20_000
_PAGE = re.compile(
    r"\s{0,500}(?:<!--[^>]{0,2000}-->\s{0,500})?(?:<\?xml[^>]{0,200}>\s{0,50})?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(
    r"<(?:p|div|h[1-6]|ul|ol|table|section|article|main|body|html|blockquote|pre|dl)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_MARKDOWN_SIGN = re.compile(
    r"^(?:#{1,6}[ \t]+\S|[-*+][ \t]+\S|\d{1,3}[.)][ \t]+\S|```|~~~|>[ \t]\S"
    r"|\[[^\]\n]{1,80}\]:[ \t]|(?:={3,}|-{3,})[ \t]*$)"
    r"|\]\((?:https?:|/|\.|#)|\*\*\S",
    re.MULTILINE,
)
_RST_SIGN = re.compile(
    r"^\.\.[ \t]+[\w-]+::|^:[\w-]+:[ \t]+\S|``[^`\n]{1,100}``_?|`[^`\n<]{1,100}<[^>\n]{1,200}>`_",
    re.MULTILINE,
)


def is_open_document(data: bytes) -> bool:
    """By the first member of the archive, which names its kind (OpenDocument 1.3, part 2, 3.3)."""
    return data[30:38] == b"mimetype" and data[38:90].startswith(b"application/vnd.oasis.opendocument.text")


def is_package_name(path: str) -> bool:
    return PurePath(path).suffix.lower() in PACKAGES


def by_name(path: str | None) -> ContentFormat | None:
    """The format of a file's extension."""
    return None if path is None else EXTENSIONS.get(PurePath(path).suffix.lower())


def choose_format(
    source: str, *, body_start: int, path: str | None
) -> tuple[ContentFormat, ContentProblem | None]:
    """The format to read a text in. A file name that contradicts it is a problem, not a failure."""
    named = by_name(path)
    is_package = path is not None and is_package_name(path)
    sample = source[body_start : body_start + _SAMPLE]
    if not sample.strip():
        return named or ContentFormat.MARKDOWN, None
    found = _contradicting(named, sample) if named is not None else sniff(sample)
    if is_package and found is not None:
        word = {".odt": "OpenDocument", ".ott": "OpenDocument", ".pdf": "PDF"}.get(
            PurePath(str(path)).suffix.lower(), "Word"
        )
        message = f"The name says {word}, but the file is {found} and was read as that. Rename the file."
        return found, ContentProblem("wrong-extension", message, Span(body_start, body_start))
    if named is None or found is None or found is named:
        return found or named or ContentFormat.MARKDOWN, None
    message = f"The name says {named}, but the text is {found} and was read as that. Rename the file."
    return found, ContentProblem("wrong-extension", message, Span(body_start, body_start))


def sniff(sample: str) -> ContentFormat:
    """The format of a text without a file name."""
    if _PAGE.match(sample):
        return ContentFormat.HTML
    tags = len(_BLOCK_TAG.findall(sample))
    signs = len(_MARKDOWN_SIGN.findall(sample))
    if tags >= 2 and sample.lstrip().startswith("<") and tags > signs:
        return ContentFormat.HTML
    roles = len(_RST_SIGN.findall(sample))
    if roles > signs and re.search(r"^\.\.[ \t]+[\w-]+::", sample, re.MULTILINE):
        return ContentFormat.RST
    return ContentFormat.MARKDOWN if signs or tags else ContentFormat.TEXT


def _contradicting(named: ContentFormat, sample: str) -> ContentFormat | None:
    if named is ContentFormat.HTML:
        if _PAGE.match(sample) or _BLOCK_TAG.search(sample) or sample.lstrip().startswith("<"):
            return None
        return ContentFormat.MARKDOWN if _MARKDOWN_SIGN.search(sample) else None
    return ContentFormat.HTML if _PAGE.match(sample) else None
