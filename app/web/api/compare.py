"""Compare the facts of two texts. Nothing is stored."""

from fastapi import APIRouter

from app.content import read_document
from app.domain.content import Document
from app.domain.errors import InvalidContent
from app.reports.comparison import compare
from app.web.api.fact_shapes import ComparedText, CompareIn, CompareOut
from app.web.people import CurrentServices, Reader

router = APIRouter(tags=["texts"])


@router.post("/compare", summary="Compare the facts of two texts")
def compare_texts(services: CurrentServices, _person: Reader, given: CompareIn) -> CompareOut:
    """What a rewrite did to the facts, whoever wrote it: what is broken, and what a person should look at."""
    most = services.settings.max_content_bytes
    original, rewritten, *sources = (
        _read(name, text, most)
        for name, text in (
            ("the original", given.original),
            ("the rewritten text", given.rewritten),
            *((f"source {number}", source) for number, source in enumerate(given.sources, start=1)),
        )
    )
    found = compare(original, rewritten, sources=[source.visible_text for source in sources])
    return CompareOut.of(found.to_document())


def _read(name: str, given: ComparedText, max_bytes: int) -> Document:
    """Raises InvalidContent, saying which one, for a text that is too large or no text."""
    try:
        return read_document(
            given.text.encode(),
            path=given.path,
            format=given.format,
            max_bytes=max_bytes,
            may_be_packaged=False,
        )
    except InvalidContent as error:
        raise InvalidContent(f"{name}: {error}") from error
