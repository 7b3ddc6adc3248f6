"""The settings' reference page is the one the code writes."""

from pathlib import Path

from app.config.settings import Settings
from app.config.settings.field import setting_fields
from app.config.settings.providers import shipped_variables
from app.config.settings.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_the_reference_page_is_what_the_fields_say():
    assert PAGE.read_text(encoding="utf-8") == reference(), "run: make docs-reference"


def test_the_reference_page_has_every_setting_once():
    names = [spec.metadata["name"] for spec in setting_fields(Settings)]
    names += [variable.name for variable in shipped_variables()]

    rows = [line for line in reference().splitlines() if line.startswith("| `")]

    assert sorted(names) == sorted(row.split("`")[1] for row in rows)
