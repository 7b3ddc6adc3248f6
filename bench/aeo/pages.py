"""The same pages for everybody: the articles as files, as HTML for the grader, as text for textstat."""

from dataclasses import dataclass
from pathlib import Path

from app.content import read_document
from app.domain.content import ContentFormat, Document


@dataclass(frozen=True, slots=True)
class BenchPage:
    name: str
    data: bytes
    document: Document
    html: str
    text: str


def read_pages(folder: Path) -> list[BenchPage]:
    pages = []
    for file in sorted(folder.iterdir()):
        data = file.read_bytes()
        document = read_document(data, path=file.name)
        pages.append(BenchPage(file.name, data, document, html_of(document), document.visible_text))
    return pages


def html_of(document: Document) -> str:
    """HTML as it stands; Markdown and text rendered as CommonMark with tables."""
    if document.format is ContentFormat.HTML:
        return document.source
    return f"<html><head><title>{document.title or ''}</title></head><body>{rendered(document)}</body></html>"


def rendered(document: Document) -> str:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    start = 0 if document.front_matter_span is None else document.front_matter_span.end
    return str(markdown.render(document.source[start:]))
