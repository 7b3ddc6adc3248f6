"""Whether a reader sees an element, judged from its own attributes, without a browser."""

import re

_DECLARATION = re.compile(r"(?<![a-z-])([a-z-]++)\s*+:\s*+([^;]++)")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?|-?\.\d{1,9}")
_RGB = re.compile(r"rgba?\(\s*+(\d{1,3})[\s,]++(\d{1,3})[\s,]++(\d{1,3})(?:[\s,/]++([\d.]++)%?+)?\s*+\)")
_HSL = re.compile(r"hsla?\([^%]{1,30}%[\s,]++([\d.]{1,9})%")
_SMALL_FONT = re.compile(r"(?:^|\s)0(?:\.\d{1,9})?(?:px|pt|r?em|%)?(?:/|\s|$)")
_SCALED_AWAY = re.compile(r"scale[xy]?\(\s*+0(?:\.0{1,9})?\s*+[,)]")
_MOVED = re.compile(r"translate(?:x|y|3d)?\(\s*+(-?\d{1,9})px(?:\s*+,\s*+(-?\d{1,9})px)?")
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
FAINT = 0.05
"""Opacity below which text cannot be read."""
OFF_SCREEN_PIXELS = 900
"""Text moved further than this outside the window is not meant to be read."""


def style_of(raw: str) -> dict[str, str]:
    """The declarations of a style attribute, names and values in lower case."""
    return {name: value.strip() for name, value in _DECLARATION.findall(raw.lower())}


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
    if match[4] is not None and _is_zero(match[4]):
        return "transparent"
    return "".join(f"{min(int(part), 255):02x}" for part in match.groups()[:3])


def hides(style: dict[str, str]) -> bool:
    """Whether this style draws nothing, or nothing within the window."""
    display = style.get("display", "")
    if display.startswith("none") or style.get("visibility", "").startswith(("hidden", "collapse")):
        return True
    opacity = _amount(style.get("opacity", ""))
    if opacity is not None and opacity <= FAINT and not {"transform", "transition"} & style.keys():
        return True  # with either of them it is a page that fades its content in
    size = style.get("font-size", "")
    if size and _is_tiny(size):
        return True
    if "font" in style and _SMALL_FONT.search(style["font"]) is not None:
        return True
    if _is_moved_away(style.get("transform", "")):
        return True
    if any(_far(style.get(side, "")) for side in ("margin-left", "margin-top")):
        return True
    if style.get("position", "").startswith(("absolute", "fixed")):
        if any(_far(style.get(side, "")) for side in ("left", "right", "top", "bottom")):
            return True
        if style.get("clip", "").replace(" ", "").startswith(("rect(0", "rect(1px")):
            return True
    if style.get("clip-path", "").replace(" ", "").startswith(("inset(50%", "inset(100%", "circle(0")):
        return True
    return _far(style.get("text-indent", "")) or _collapsed(style)


def _collapsed(style: dict[str, str]) -> bool:
    if not style.get("overflow", "").startswith(("hidden", "clip")):
        return False
    sides = (_amount(style.get(side, "x")) for side in ("height", "width", "max-height", "max-width"))
    units = (style.get(side, "") for side in ("height", "width", "max-height", "max-width"))
    return any(
        amount is not None and (amount == 0 or (amount <= 1 and unit.endswith("px")))
        for amount, unit in zip(sides, units, strict=True)
    )


def _is_moved_away(transform: str) -> bool:
    if _SCALED_AWAY.search(transform) is not None:
        return True
    moved = _MOVED.search(transform)
    return moved is not None and any(abs(int(part)) >= OFF_SCREEN_PIXELS for part in moved.groups() if part)


def alike(ink: str, paper: str) -> bool:
    """Whether two six-digit colours are too similar for one to be legible on the other."""
    if len(ink) != len(paper) or len(ink) != 6:
        return ink == paper
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


def _amount(value: str) -> float | None:
    match = _NUMBER.match(value)
    return None if match is None else float(match.group())


def _is_zero(value: str) -> bool:
    return _amount(value) == 0


def _is_tiny(size: str) -> bool:
    amount = _amount(size)
    if amount is None:
        return False
    if size.startswith("0") and amount == 0:
        return True
    unit = size[len(_NUMBER.match(size).group()) :].strip()  # type: ignore[union-attr]
    return unit.startswith(("px", "pt")) and 0 <= amount <= 1


def _far(offset: str) -> bool:
    amount = _amount(offset)
    if amount is None:
        return False
    if amount <= -OFF_SCREEN_PIXELS:
        return True
    return offset.endswith(("em", "vw", "%")) and amount <= -90
