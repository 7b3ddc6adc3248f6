"""The settings' reference page is the one the code writes."""

from pathlib import Path

from app.settings.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_the_reference_page_is_what_the_fields_say():
    assert PAGE.read_text(encoding="utf-8") == reference(), "run: make docs-reference"
