"""By what means a style keeps text from readers, judged without a browser."""

import re
from collections.abc import Mapping
from enum import StrEnum

from app.content.html.colours import alike, colour

_DECLARATION = re.compile(r"(?<![a-z-])([a-z-]++)\s*+:\s*+([^;]++)")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?|-?\.\d{1,9}")
_SMALL_FONT = re.compile(r"(?:^|\s)0(?:\.\d{1,9})?(?:px|pt|r?em|%)?(?:/|\s|$)")
_SCALED_AWAY = re.compile(r"scale[xy]?\(\s*+0(?:\.0\d{0,8})?\s*+[,)]")
_MOVED = re.compile(r"translate(?:x|y|3d)?\(\s*+(-?\d{1,9})px(?:\s*+,\s*+(-?\d{1,9})px)?")
_FADED_AWAY = re.compile(r"opacity\(\s*+(?:0|0?\.0\d{0,8}|[0-5]%)\s*+\)")
FAINT = 0.05
"""Opacity below which text cannot be read."""
OFF_SCREEN_PIXELS = 900
"""Text moved further than this outside the window is not meant to be read."""
FAR_RIGHT_PIXELS = 5_000
"""Further to the right than any window reaches."""


class Means(StrEnum):
    """How a style hides. Scripts and controls undo the first kind; nobody has a use for the last."""

    NOT_DRAWN = "not drawn"
    UNSEEN = "unseen"
    """`visibility`, which an element inside may undo."""
    AWAY = "away"
    """Outside the window, or in a box of a pixel."""
    CLIPPED = "clipped"
    """The recipe for text that only screen readers speak."""
    FAINT = "faint"


def style_of(raw: str) -> dict[str, str]:
    """The declarations of a style attribute, names and values in lower case."""
    return {name: value.strip() for name, value in _DECLARATION.findall(raw.lower())}


def means_of(style: Mapping[str, str]) -> Means | None:
    """How this style hides an element and everything in it; None if it does not.

    Sizes of letters and colours are not judged here, because an element inside may set others.
    """
    if style.get("display", "").startswith("none"):
        return Means.NOT_DRAWN
    if style.get("visibility", "").startswith(("hidden", "collapse")):
        return Means.UNSEEN
    opacity = _amount(style.get("opacity", ""))
    if opacity is not None and opacity <= FAINT and not {"transform", "transition"} & style.keys():
        return Means.FAINT if opacity > 0 else Means.NOT_DRAWN  # with either, it fades its content in
    if _FADED_AWAY.search(style.get("filter", "")) is not None:
        return Means.NOT_DRAWN
    transform = style.get("transform", "")
    if _SCALED_AWAY.search(transform) is not None or _is_in_motion(style, transform):
        return Means.NOT_DRAWN
    if _is_moved_away(style, transform):
        return Means.AWAY
    return _clipping(style)


def is_tiny(style: Mapping[str, str]) -> bool | None:
    """Whether letters are too small to see; None if the style leaves their size as it is."""
    if "font" in style and _SMALL_FONT.search(style["font"]) is not None:
        return True
    size = style.get("font-size", "")
    amount = _amount(size)
    if amount is None:
        return False if size or "font" in style else None
    if amount == 0:
        return True
    unit = size[len(_NUMBER.match(size).group()) :].strip()  # type: ignore[union-attr]
    if unit.startswith(("em", "%")):
        return True if amount < (0.1 if unit.startswith("em") else 10) else None
    return unit.startswith(("px", "pt")) and amount <= 1


def blends(style: Mapping[str, str], ink: str, paper: str) -> bool:
    """Whether letters in the colour `ink` cannot be told from their background `paper`."""
    if "text-shadow" in style or "text" in style.get("background-clip", ""):
        return False
    if "text" in style.get("-webkit-background-clip", ""):
        return False
    return ink == "transparent" or (len(ink) == len(paper) == 6 and alike(ink, paper))


def paper_of(style: Mapping[str, str], attribute: str) -> str:
    """The background that a style sets: six digits, `transparent`, `unknown` (a picture), or empty."""
    shorthand = style.get("background", "")
    if "url(" in shorthand or "gradient" in shorthand:
        return "unknown"
    if style.get("background-image", "none") != "none":
        return "unknown"
    raw = style.get("background-color") or shorthand or attribute
    return (colour(raw) or "unknown") if raw else ""


def _is_in_motion(style: Mapping[str, str], transform: str) -> bool:
    """A row of pictures that is moved along, or a part that slides in."""
    return "transition" in style and _far_moved(transform)


def _far_moved(transform: str) -> bool:
    moved = _MOVED.search(transform)
    return moved is not None and any(abs(int(part)) >= OFF_SCREEN_PIXELS for part in moved.groups() if part)


def _is_moved_away(style: Mapping[str, str], transform: str) -> bool:
    if _far_moved(transform):
        return True
    if any(_far(style.get(side, "")) for side in ("margin-left", "margin-top", "text-indent")):
        return True
    if not style.get("position", "").startswith(("absolute", "fixed")):
        return False
    if any(_far(style.get(side, "")) for side in ("left", "right", "top", "bottom")):
        return True
    left = style.get("left", "")
    return left.endswith("px") and (_amount(left) or 0) >= FAR_RIGHT_PIXELS


def _clipping(style: Mapping[str, str]) -> Means | None:
    is_apart = style.get("position", "").startswith(("absolute", "fixed"))
    if is_apart and style.get("clip", "").replace(" ", "").startswith(("rect(0", "rect(1px")):
        return Means.CLIPPED
    if style.get("clip-path", "").replace(" ", "").startswith(("inset(50%", "inset(100%", "circle(0")):
        return Means.CLIPPED
    if not style.get("overflow", "").startswith(("hidden", "clip")):
        return None
    sides = [style.get(side, "") for side in ("height", "width", "max-height", "max-width")]
    amounts = [(_amount(side), side.endswith("px")) for side in sides]
    if any(amount == 0 for amount, _ in amounts):
        return Means.NOT_DRAWN
    return Means.AWAY if any(amount == 1 and is_px for amount, is_px in amounts) else None


def _amount(value: str) -> float | None:
    match = _NUMBER.match(value)
    return None if match is None else float(match.group())


def _far(offset: str) -> bool:
    amount = _amount(offset)
    if amount is None:
        return False
    if amount <= -OFF_SCREEN_PIXELS:
        return True
    return offset.endswith(("em", "vw", "vh", "%")) and amount <= -90
