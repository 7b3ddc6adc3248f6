"""An article as its readers would see it: rendered, then stripped of everything but plain structure."""

import nh3
import pyromark
from markupsafe import Markup, escape

from app.domain.content import ContentFormat
from app.reports.printable import printable_block

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dfn", "div", "dl", "dt",
    "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "main",
    "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var",
}  # fmt: skip
"""Structure without images, forms, frames, styles or scripts: nothing is fetched or executed."""
ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
SCHEMES = {"http", "https", "mailto"}
MOST_RENDERED = 300_000


def preview(source: str, kind: ContentFormat) -> Markup:
    """Safe HTML of the article; formats without a renderer are shown as source."""
    source = source[:MOST_RENDERED]
    match kind:
        case ContentFormat.MARKDOWN | ContentFormat.MDX:
            return sanitised(pyromark.html(_body(source), options=_OPTIONS))
        case ContentFormat.HTML:
            return sanitised(source)
        case _:
            return Markup("<pre>{}</pre>").format(escape(printable_block(source)))


_OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH


def _body(source: str) -> str:
    """The source without front matter, which readers do not see."""
    for fence in ("---", "+++"):
        if source.startswith(fence + "\n") and (end := source.find(f"\n{fence}", 4)) > 0:
            return source[end + 4 :]
    return source


def sanitised(html: str) -> Markup:
    """Untrusted HTML reduced to harmless structure."""
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "svg", "math", "title"},
        strip_comments=True,
        attribute_filter=_attribute,
    )
    return Markup(printable_block(clean))  # noqa: S704 - this is where it is made safe


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Only absolute links are kept: a relative one would lead into our own site."""
    if tag == "a" and name == "href" and not value.lower().startswith(("http://", "https://", "mailto:")):
        return None
    return value
