"""Real articles in twelve languages: each is read, comes back, and has the language it is said to have."""

import json

import pytest

from app.content import read_document
from app.domain.content import BlockKind
from tests.support.documents import SHARED, assert_comes_back, assert_sound

INDEX = SHARED / "articles" / "index.jsonl"
pytestmark = pytest.mark.skipif(not INDEX.is_file(), reason=f"no {INDEX}: set COPYDESK_SHARED")
ENTRIES = (
    [json.loads(line) for line in INDEX.read_text(encoding="utf-8").splitlines()] if INDEX.is_file() else []
)
ONLY_TEMPLATE_CODE = "061-"
"""A page whose every sentence is a template's variable."""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"].rsplit("/", 1)[-1][:40])
def test_an_article_is_read_whole(entry):
    file = next((SHARED / "articles").rglob(entry["file"].rsplit("/", 1)[-1]))
    data = file.read_bytes()
    document = read_document(data, path=file.name)

    assert_sound(document)
    assert_comes_back(document, data)
    if ONLY_TEMPLATE_CODE in file.name:
        assert {block.kind for block in document.blocks} == {BlockKind.MARKUP}
        return
    assert document.language == entry["lang"].split("-")[0]
    assert any(document.prose())
