"""What HTML elements mean for the text. Names from the HTML standard, sections 4 and 13.1.2."""

from app.domain.content import BlockKind

VOID = frozenset(
    {
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)

BLOCK = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "iframe",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "noscript",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "xmp",
        "video",
        "audio",
        "canvas",
        "object",
        "listing",
    }
) - {"button", "select", "option", "optgroup"}
"""A new line starts before and after them."""

CLOSES_PARAGRAPH = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "ul",
        "xmp",
    }
)

SCOPE = frozenset(
    {"table", "td", "th", "caption", "button", "object", "template", "html", "svg", "math", "select"}
)
"""No element is closed across these from within."""

IMPLIED_END: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "li": (("li",), frozenset({"ul", "ol", "menu", "dir", "table"})),
    "dt": (("dd", "dt"), frozenset({"dl", "table"})),
    "dd": (("dd", "dt"), frozenset({"dl", "table"})),
    "option": (("option",), frozenset({"select", "datalist"})),
    "optgroup": (("optgroup", "option"), frozenset({"select"})),
    "td": (("td", "th"), frozenset({"table"})),
    "th": (("td", "th"), frozenset({"table"})),
    "tr": (("tr", "td", "th", "caption"), frozenset({"table"})),
    "tbody": (("tbody", "thead", "tfoot", "tr", "caption"), frozenset({"table"})),
    "thead": (("tbody", "thead", "tfoot", "tr", "caption"), frozenset({"table"})),
    "tfoot": (("tbody", "thead", "tfoot", "tr", "caption"), frozenset({"table"})),
    "body": (("head",), frozenset()),
}
"""Start tag -> the open elements that it closes, and the elements that stop the search for them."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}

KINDS = {
    "p": BlockKind.PARAGRAPH,
    "pre": BlockKind.CODE,
    "listing": BlockKind.CODE,
    "xmp": BlockKind.CODE,
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "caption": BlockKind.TABLE,
    **dict.fromkeys(HEADINGS, BlockKind.HEADING),
}

LISTS = frozenset({"ul", "ol", "menu", "dir", "dl"})

NOT_SHOWN = frozenset(
    {
        "noscript",
        "template",
        "video",
        "audio",
        "canvas",
        "object",
        "datalist",
        "noembed",
        "noframes",
        "rp",
        "iframe",
        "annotation",
        "annotation-xml",
    }
)
"""Their content is a fallback: a reader with a current browser does not see it."""

NO_TEXT = frozenset({"svg", "map"})
"""Drawings: their text is not part of the article's sentences."""

NAVIGATION = frozenset({"nav", "aside", "menu", "button", "select", "textarea", "search"})
NAVIGATION_ROLES = frozenset(
    {
        "navigation",
        "banner",
        "contentinfo",
        "complementary",
        "search",
        "menu",
        "menubar",
        "toolbar",
        "tablist",
        "dialog",
        "alertdialog",
    }
)
NAVIGATION_NAMES = frozenset(
    {
        "nav",
        "navbar",
        "navigation",
        "main-nav",
        "site-nav",
        "menu",
        "main-menu",
        "sidebar",
        "breadcrumb",
        "breadcrumbs",
        "pagination",
        "pager",
        "site-header",
        "site-footer",
        "page-footer",
        "footer",
        "toc",
        "cookie-banner",
        "cookie-notice",
        "share-buttons",
        "social-links",
        "related-posts",
        "skip-link",
        "navbox",
        "navbar-nav",
        "mw-editsection",
        "mw-jump-link",
        "printfooter",
        "catlinks",
        "vertical-navbox",
        "headerlink",
    }
)
"""Class names and ids that mean navigation on their own; names that only contain such a word do not count."""

ASSISTIVE_NAMES = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"}
)
"""Classes whose text a sighted reader does not see, by the conventions of the large style sheets."""

HIDING_NAMES = frozenset(
    {"hidden", "d-none", "invisible", "is-hidden", "display-none", "offscreen", "off-screen"}
)
"""Classes that hide from everybody, by the same conventions."""

BACK_NAMES = ("backlink", "backref", "reversefootnote")
"""In the class or role of a link: the way back from a note to its mark."""
NOTE_NAMES = ("footnote", "noteref", *BACK_NAMES)
"""The mark of a note, or the link back to it: not part of a sentence."""
