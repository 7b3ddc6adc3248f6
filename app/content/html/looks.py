"""What an element's styles, class and attributes change about how its text looks, if it is seen at all."""

from app.content.html.colours import colour
from app.content.html.context import Context
from app.content.html.elements import ASSISTIVE_NAMES, HIDING_NAMES
from app.content.html.hiding import concealment
from app.content.html.page_facts import PageFacts
from app.content.html.sheets import Sheets
from app.content.html.visibility import Means, blends, is_tiny, means_of, paper_of, style_of
from app.domain.content import Concealment

WHOLE_PAGE = frozenset({"html", "body"})


class Looks:
    def __init__(self, page: PageFacts, sheets: Sheets) -> None:
        self._page = page
        self._sheets = sheets

    def changes(
        self, parent: Context, name: str, found: dict[str, str], names: set[str]
    ) -> dict[str, object]:
        """The fields of `parent` that this element changes; `names` are its classes and id in lower case.

        A page that hides its body shows it when it is loaded: only its colours are looked at.
        """
        own = style_of(found["style"]) if "style" in found else {}
        by_sheet = self._sheets.style(name, found)
        changes: dict[str, object] = {}
        if name not in WHOLE_PAGE:
            self._hide(changes, parent, name, found, own=own, style={**by_sheet, **own}, names=names)
        self._colours(changes, parent, name, found, own=own, by_sheet=by_sheet)
        return changes

    def _hide(
        self,
        changes: dict[str, object],
        parent: Context,
        name: str,
        found: dict[str, str],
        *,
        own: dict[str, str],
        style: dict[str, str],
        names: set[str],
    ) -> None:
        means = means_of(style) if style else None
        if means is None and "hidden" in found and found["hidden"].lower() != "until-found":
            means = Means.NOT_DRAWN
        if means is None and _hides_by_class(names):
            means = Means.NOT_DRAWN
        if means is not None:
            is_inline = bool(own) and means_of(own) is means
            how = concealment(means, name, found, is_inline=is_inline, page=self._page, sheets=self._sheets)
            changes["unseen" if means is Means.UNSEEN else "covered"] = how
            if means is not Means.UNSEEN and parent.covered is not None:
                changes["covered"] = parent.covered
        elif parent.covered is Concealment.UNNAMED and ("id" in found or "itemprop" in found):
            changes["covered"] = Concealment.INTERFACE  # what a script takes out of its hiding place
        elif parent.unseen and style.get("visibility", "").startswith("visible"):
            changes["unseen"] = None
        tiny = is_tiny(style) if style else None
        if tiny is None and parent.tiny and self._page.is_styled and names != {""}:
            tiny = False  # a sheet gives the items of such a list their size
        if tiny is not None:
            changes["tiny"] = tiny

    def _colours(
        self,
        changes: dict[str, object],
        parent: Context,
        name: str,
        found: dict[str, str],
        *,
        own: dict[str, str],
        by_sheet: dict[str, str],
    ) -> None:
        is_known = not self._page.has_sheet_links and self._sheets.tell_backgrounds
        trusts_sheet = bool(by_sheet) and (
            (is_known and self._sheets.mentions(found) <= 1) or _sets_both(by_sheet)
        )
        style = {**by_sheet, **own} if trusts_sheet or not own else own
        paper = paper_of(style, found.get("bgcolor", ""))
        raw_ink = style.get("color") or found.get("color", "")
        if not paper and (found.get("class") or found.get("id")) and not is_known and parent.background:
            paper = "unknown"
        if not paper and not raw_ink:
            return
        ink = colour(raw_ink) or "unknown" if raw_ink else ""
        if paper and paper != "transparent":
            changes["background"] = paper
        if ink:
            changes["colour"] = ink
        if name in WHOLE_PAGE:
            return
        behind = str(changes.get("background", parent.background)) or self._default_background()
        written = str(changes.get("colour", parent.colour))
        is_judged = trusts_sheet or own.get("color") or found.get("color") or not by_sheet.get("color")
        changes["blended"] = bool(is_judged and blends(style, written, behind))

    def _default_background(self) -> str:
        """Without a style sheet a page is black on white; sheets that cannot be read may change it."""
        if not self._page.is_styled:
            return "ffffff"
        return "ffffff" if not self._page.has_sheet_links and self._sheets.tell_backgrounds else ""


def _sets_both(style: dict[str, str]) -> bool:
    return "color" in style and ("background-color" in style or "background" in style)


def _hides_by_class(names: set[str]) -> bool:
    """Whether a class that large style sheets hide is present, and none that shows it in larger windows."""
    if names & ASSISTIVE_NAMES:
        return True
    return bool(names & HIDING_NAMES) and not any(
        ":" in name or (name.startswith(("d-", "visible-", "show")) and name not in HIDING_NAMES)
        for name in names
    )
