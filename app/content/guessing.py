"""Guess the legacy encoding of undeclared bytes: East Asian ones by structure, the rest by statistics."""

import re

SAMPLE = 262_144
"""Bytes examined."""

_KANA = re.compile("[\u3040-\u30ff]")
_WIDE = re.compile("[^\x00-\xff]")
_WESTERN = "cp1252"
_SINGLE_BYTE = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp874",
    "koi8_r",
    "koi8_u",
    "iso8859_2",
    "iso8859_5",
    "iso8859_6",
    "iso8859_7",
    "iso8859_8",
    "iso8859_15",
    "cp866",
    "cp850",
    "mac_roman",
]


def guess_encoding(data: bytes) -> str | None:
    """A codec that decodes `data` to plausible text; None if there is none."""
    sample = data[:SAMPLE]
    found = _japanese(sample) or _by_rows(sample)
    if found is not None:
        return found
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, steps=5, chunk_size=1024, cp_isolation=_SINGLE_BYTE, enable_fallback=False)
    best = matches.best()
    western = _decoded(sample, _WESTERN)
    if best is None:
        return _WESTERN if western is not None else None
    rivals = [match for match in matches if match.encoding == _WESTERN]
    as_likely = any(match.coherence >= best.coherence - 0.05 for match in rivals)
    if western is not None and (as_likely or _decoded(sample, best.encoding) == western):
        return _WESTERN  # what browsers assume where nothing says otherwise
    return best.encoding


def _decoded(sample: bytes, encoding: str) -> str | None:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError as error:
        # The sample may end within a character.
        return (
            sample[: error.start].decode(encoding)
            if error.start > len(sample) - 4 and len(sample) == SAMPLE
            else None
        )


def _japanese(sample: bytes) -> str | None:
    """Japanese has kana in every sentence; a wrong encoding does not produce them by chance."""
    best, share = None, 0.2
    for encoding in ("cp932", "euc_jp"):
        text = _decoded(sample, encoding)
        wide = _WIDE.findall(text) if text else []
        if wide and len(_KANA.findall("".join(wide))) / len(wide) > share:
            best, share = encoding, len(_KANA.findall("".join(wide))) / len(wide)
    return best


def _by_rows(sample: bytes) -> str | None:
    """GB 2312, Big5 and KS X 1001 keep their frequent characters in a few rows of the code table."""
    scores = {}
    for encoding, low, high in (("gb18030", 0xB0, 0xD7), ("big5", 0xA4, 0xC6), ("cp949", 0xB0, 0xC8)):
        if _decoded(sample, encoding) is None:
            continue
        pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", sample)
        second = 0xA1 if encoding != "big5" else 0x40
        frequent = sum(low <= pair[0] <= high and pair[1] >= second for pair in pairs)
        if len(pairs) >= 4 and _is_all_pairs(sample, pairs):
            scores[encoding] = frequent / len(pairs)
    if not scores:
        return None
    best = max(scores, key=lambda encoding: scores[encoding])
    # Hangul lies within the rows of GB 2312: where both fit, the narrower Korean rows decide.
    if scores.get("cp949", 0) >= 0.85 and scores["cp949"] >= scores[best] - 0.1:
        best = "cp949"
    return best if scores[best] >= 0.7 else None


def _is_all_pairs(sample: bytes, pairs: list[bytes]) -> bool:
    """In double-byte text high bytes come in pairs; in Latin text they are single, between ASCII letters."""
    high = sum(byte >= 0x80 for byte in sample)
    return high >= len(pairs) * 1.25
