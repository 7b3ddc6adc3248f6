"""Small Word files, made from the XML of a body."""

import io
import re
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KIND = re.compile("[a-z]+")
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="Haus"><w:name w:val="House head"/>
<w:basedOn w:val="berschrift2"/></w:style>
<w:style w:type="paragraph" w:styleId="Verz"><w:name w:val="toc 1"/></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
"""


def part(root: str, inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<w:{root} {SPACES}>{inner}</w:{root}>'.encode()


def p(text: str = "", style: str = "", properties: str = "") -> str:
    """A paragraph of one plain run."""
    chosen = f'<w:pStyle w:val="{style}"/>' if style else ""
    before = f"<w:pPr>{chosen}{properties}</w:pPr>" if chosen or properties else ""
    return f"<w:p>{before}{r(text) if text else ''}</w:p>"


def r(text: str, properties: str = "") -> str:
    before = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{before}<w:t xml:space="preserve">{text}</w:t></w:r>'


def item(text: str, *, number: int = 1, level: int = 0) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def link(text: str, relation: str = "rId50") -> str:
    return f'<w:hyperlink r:id="{relation}">{r(text)}</w:hyperlink>'


def xml_of(data: bytes) -> str:
    """The XML of a file's body."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


def word_file(
    body: str,
    *,
    parts: dict[str, bytes] | None = None,
    links: dict[str, str] | None = None,
    main: bytes = b"",
) -> bytes:
    """A DOCX with this body. `parts` are further ones of `word/` by name; `links` are addresses by id."""
    others = {
        "styles.xml": part("styles", STYLES),
        "numbering.xml": part("numbering", NUMBERING),
        **(parts or {}),
    }
    related = "".join(
        f'<Relationship Id="rId{index}" Type="{_OFFICE}/{_KIND.match(name)[0]}" Target="{name}"/>'
        for index, name in enumerate(others)
    )
    related += "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/hyperlink" Target="{target}" TargetMode="External"/>'
        for key, target in (links or {}).items()
    )
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    types = "".join(
        f'<Override PartName="/word/{name}" ContentType="{_TYPES}.{kind}+xml"/>'
        for name, kind in (("document.xml", "document.main"), ("styles.xml", "styles"))
    )
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": relations.format(
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": relations.format(related),
        "word/document.xml": main or part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
        **{f"word/{name}": data for name, data in others.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
