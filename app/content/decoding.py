"""Bytes to text, by rules in a fixed order, with every doubt reported.

1. A byte order mark decides. 2. Valid UTF-8 is UTF-8, unless a page declares ISO-2022-JP, whose bytes look
like ASCII. 3. The encoding that the file declares, if it decodes. 4. UTF-16 without a mark, recognised by
its NULs. 5. UTF-8 with a few bad lines: the bad bytes are read as cp1252. 6. A guess.
"""

import codecs
import re
from dataclasses import dataclass

from app.content.guessing import guess_encoding
from app.domain.content import ContentProblem, Span
from app.domain.errors import InvalidContent

MAX_BAD_BYTES = 500
"""More undecodable bytes than this mean another encoding, not a few stray bytes."""
UNDECODABLE = "undecodable-bytes"
NULS = "nul-characters"
NUL_STAND_INS = "\u2400\u2205\ufffd"
"""What a NUL becomes in `Document.source`, because PostgreSQL refuses NUL: SYMBOL FOR NULL, or the first of
the others where the text uses that one itself. The character at the problem's span says which."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding=["']([\w.:-]{1,40})|<meta[^>]{0,500}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_WHATWG = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
}
"""What browsers read under these labels (WHATWG Encoding Standard, 4.2)."""
_ESCAPED = re.compile("[\udc80-\udcff]+")
_AS_CP1252 = {
    0xDC00 + byte: bytes([byte]).decode("cp1252" if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "latin-1")
    for byte in range(0x80, 0x100)
}
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAGIC = (
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"SQLite format 3\x00", "a database"),
    (b"RIFF", "a media file"),
    (b"OggS", "a media file"),
    (b"\x00asm", "a program"),
    (b"wOF2", "a font"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\xca\xfe\xba\xbe", "a program"),
)


ACCEPTED = "Submit Markdown, HTML, reStructuredText, plain text, Word (.docx) or OpenDocument (.odt) or PDF."


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    has_bom: bool
    problems: tuple[ContentProblem, ...] = ()


def decode(data: bytes, *, name: str) -> Decoded:
    """Decode a file's bytes; `name` is used in errors. Raises InvalidContent for bytes that are not text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _finish(*_strict_or_replaced(data[len(bom) :], encoding), encoding, has_bom=True)
    _refuse_binary(data, name)
    declared = _declared(data)
    unmarked = _utf16_without_bom(data)
    if unmarked is not None:
        text = data.decode(unmarked)
        return _finish(text, [_guessed(unmarked)], unmarked)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data, declared, name)
    return _valid_utf8(data, text, declared)


def _valid_utf8(data: bytes, text: str, declared: str | None) -> Decoded:
    if declared is None or declared == "utf-8":
        return _finish(text, [], "utf-8")
    if declared.startswith(("iso2022", "iso-2022")):
        other = _try(data, declared)
        if other is not None:
            return _finish(other, [], declared)
    if text.isascii():
        return _finish(text, [], declared)
    problem = ContentProblem(
        "wrong-charset",
        f"The file declares {declared}, but it is UTF-8 and was read as UTF-8. Correct the declaration.",
    )
    return _finish(text, [problem], "utf-8")


def _not_utf8(data: bytes, declared: str | None, name: str) -> Decoded:
    if declared is not None and declared != "utf-8":
        text = _try(data, declared)
        if text is not None:
            return _finish(text, [], declared)
    repaired = _mostly_utf8(data)
    if repaired is not None:
        return _finish(*repaired, "utf-8")
    encoding = guess_encoding(data)
    text = None if encoding is None else _try(data, encoding)
    if encoding is None or text is None:
        raise InvalidContent(
            f"{name} is not text in any known encoding. Save it as UTF-8 and submit it again."
        )
    return _finish(text, [_guessed(encoding)], encoding)


def _guessed(encoding: str) -> ContentProblem:
    return ContentProblem(
        "guessed-encoding",
        f"The file does not declare its encoding; it was read as {encoding}. Save it as UTF-8 to be sure.",
    )


def _refuse_binary(data: bytes, name: str) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InvalidContent(f"{name} is {what}, not text. {ACCEPTED}")


def refuse_noise(text: str, *, name: str) -> None:
    """Raise InvalidContent for decoded bytes that are mostly control characters."""
    head = text[:65536]
    noise = sum(head.count(chr(code)) for code in range(32) if code not in {9, 10, 12, 13, 27})
    if noise > 16 and noise > len(head) * 0.1:
        raise InvalidContent(f"{name} is a binary file, not text. {ACCEPTED}")


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    if match is None:
        return None
    label = (match[1] or match[2]).decode("ascii").lower()
    label = _WHATWG.get(label, label)
    try:
        found = codecs.lookup(label)
    except LookupError:
        return None
    is_text = getattr(found, "_is_text_encoding", True)
    return None if not is_text or found.name.startswith(("utf-16", "utf-32", "utf-7")) else found.name


def _try(data: bytes, encoding: str) -> str | None:
    """The text, if encoding it again yields the same bytes."""
    try:
        text = data.decode(encoding)
        return text if text.encode(encoding) == data else None
    except (UnicodeError, LookupError):
        return None


def _strict_or_replaced(data: bytes, encoding: str) -> tuple[str, list[ContentProblem]]:
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError:
        if encoding == "utf-8":
            repaired = _mostly_utf8(data, even_if_many=True)
            if repaired is not None:
                return repaired
        text = data.decode(encoding, "replace")
        first = text.find("\ufffd")
        return text, [
            ContentProblem(
                UNDECODABLE,
                f"Some bytes are not valid {encoding}; they were replaced by U+FFFD.",
                Span(first, first + 1),
            )
        ]


def _mostly_utf8(data: bytes, *, even_if_many: bool = False) -> tuple[str, list[ContentProblem]] | None:
    """UTF-8 with its bad bytes read as cp1252; None where too many are bad for it to be UTF-8."""
    escaped = data.decode("utf-8", "surrogateescape")
    runs = list(_ESCAPED.finditer(escaped))
    if sum(len(run.group()) for run in runs) > MAX_BAD_BYTES and not even_if_many:
        return None
    if not even_if_many:
        lines = [line for line in escaped.split("\n") if not line.isascii()]
        bad_lines = sum(_ESCAPED.search(line) is not None for line in lines)
        if bad_lines * 2 > len(lines):
            return None
    return escaped.translate(_AS_CP1252), [_undecodable(run) for run in runs[:MAX_BAD_BYTES]]


def _undecodable(run: re.Match[str]) -> ContentProblem:
    raw = run.group().encode("utf-8", "surrogateescape")
    return ContentProblem(
        UNDECODABLE,
        f"0x{raw[:8].hex()} is not valid UTF-8 and was read as cp1252. Save the file as UTF-8.",
        Span(*run.span()),
    )


def _utf16_without_bom(data: bytes) -> str | None:
    sample = data[:4096]
    if len(data) % 2 or len(sample) < 8 or b"\x00" not in sample:
        return None
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    encoding = (
        "utf-16-le" if odd > half * 0.4 > even * 8 else "utf-16-be" if even > half * 0.4 > odd * 8 else None
    )
    return encoding if encoding is not None and _try(data, encoding) is not None else None


def _finish(text: str, problems: list[ContentProblem], encoding: str, *, has_bom: bool = False) -> Decoded:
    clean, more = storable(text)
    return Decoded(clean, encoding, has_bom, (*problems, *more))


def storable(text: str) -> tuple[str, list[ContentProblem]]:
    """The text in a form that PostgreSQL and JSON accept, all offsets unchanged, and what was replaced."""
    problems = []
    nul = text.find("\x00")
    if nul >= 0:
        stand_in = next((mark for mark in NUL_STAND_INS if mark not in text), NUL_STAND_INS[0])
        count = text.count("\x00")
        text = text.replace("\x00", stand_in)
        problems.append(
            ContentProblem(
                NULS,
                f"The text has {count} NUL characters; each is kept as {stand_in}. Remove them.",
                Span(nul, nul + 1),
            )
        )
    control = _CONTROL.search(text)
    if control is not None:
        problems.append(
            ContentProblem(
                "control-characters",
                f"The text has control characters; the first is U+{ord(control.group()):04X}..",
                Span(*control.span()),
            )
        )
    surrogate = None if text.isascii() else _SURROGATE.search(text)
    if surrogate is not None:
        text = _SURROGATE.sub("\ufffd", text)
        problems.append(
            ContentProblem(
                "lone-surrogates",
                "The text has lone surrogates (half characters); they were replaced by U+FFFD.",
                Span(*surrogate.span()),
            )
        )
    return text, problems
