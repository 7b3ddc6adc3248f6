"""The settings' reference page is the one the code writes."""

from dataclasses import fields
from pathlib import Path

from app.config.settings import Settings
from app.config.settings.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_the_reference_page_is_what_the_fields_say():
    assert PAGE.read_text(encoding="utf-8") == reference(), "run: make docs-reference"


def test_the_reference_page_has_every_setting_once():
    names = [spec.metadata["name"] for spec in fields(Settings)]

    rows = [line for line in reference().splitlines() if line.startswith("| `")]

    assert sorted(names) == sorted(row.split("`")[1] for row in rows)
