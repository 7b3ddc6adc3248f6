"""Small OpenDocument texts, made from the XML of a body."""

import io
import zipfile

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = (
    " ".join(
        f'xmlns:{name}="{_ODF}:{kind}:1.0"'
        for name, kind in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("style", "style"),
            ("svg", "svg-compatible"),
        )
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
STYLES = """
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Quotations" style:family="paragraph"/>
<style:style style:name="Heading_20_2" style:family="paragraph" style:default-outline-level="2"/>
<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1"/>
<text:list-level-style-number text:level="2"/></text:list-style>
"""
MASTER = """<style:master-page style:name="Standard"><style:header><text:p>Page head</text:p></style:header>
</style:master-page>"""


def open_document(body: str, *, automatic: str = "", manifest: str = "<manifest/>") -> bytes:
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {_SPACES}><office:automatic-styles>{automatic}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
        "styles.xml": f"<office:document-styles {_SPACES}><office:styles>{STYLES}</office:styles>"
        f"<office:master-styles>{MASTER}</office:master-styles></office:document-styles>",
        "META-INF/manifest.xml": manifest,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()
