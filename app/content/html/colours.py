"""Colours as six hexadecimal digits, as far as they can be told without a browser."""

import re

_RGB = re.compile(r"rgba?\(\s*+(\d{1,3})[\s,]++(\d{1,3})[\s,]++(\d{1,3})(?:[\s,/]++([\d.]++)%?+)?\s*+\)")
_HSL = re.compile(r"hsla?\([^%]{1,30}%[\s,]++([\d.]{1,9})%")
_FAINT = re.compile(r"0*(?:\.0\d*)?\.?")
"""An opacity below a tenth."""
_OPAQUE = re.compile(r"0*1(?:\.0*)?|0*\.9\d*|9\d(?:\.\d*)?|100")
"""As good as opaque, as a number or as a percentage; what lies between leaves open what is seen."""
_NAMED = {
    "white": "ffffff",
    "black": "000000",
    "red": "ff0000",
    "lime": "00ff00",
    "blue": "0000ff",
    "yellow": "ffff00",
    "gray": "808080",
    "grey": "808080",
    "silver": "c0c0c0",
    "whitesmoke": "f5f5f5",
    "snow": "fffafa",
    "ivory": "fffff0",
}
NEAR = 10
"""Steps of 255 by which two colours may differ in each channel and still look alike."""


def colour(value: str) -> str | None:
    """Six hexadecimal digits, `transparent`, or None where it cannot be determined."""
    words = value.lower().replace("!important", "").strip()
    if words in _NAMED:
        return _NAMED[words]
    if words == "transparent":
        return words
    if words.startswith("#"):
        digits = words[1:]
        if len(digits) in {3, 4}:
            digits = "".join(digit * 2 for digit in digits[:3])
        return digits[:6] if len(digits) in {6, 8} else None
    match = _RGB.search(words)
    if match is None:
        lightness = _HSL.search(words)
        return None if lightness is None else _grey(float(lightness[1]))
    if match[4] is not None and not _OPAQUE.fullmatch(match[4]):
        return "transparent" if _FAINT.fullmatch(match[4]) is not None else None
    return "".join(f"{min(int(part), 255):02x}" for part in match.groups()[:3])


def alike(ink: str, paper: str) -> bool:
    """Whether two six-digit colours are too similar for one to be legible on the other."""
    try:
        pairs = [(int(ink[at : at + 2], 16), int(paper[at : at + 2], 16)) for at in (0, 2, 4)]
    except ValueError:
        return False
    return all(abs(left - right) <= NEAR for left, right in pairs)


def _grey(lightness: float) -> str | None:
    """White or black by lightness alone; None for any other lightness, whose hue matters."""
    if lightness >= 97:
        return "ffffff"
    return "000000" if lightness <= 3 else None
