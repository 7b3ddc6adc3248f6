from pathlib import Path

from app.web.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"


def test_the_page_of_the_api_is_written_from_its_routes():
    assert PAGE.read_text(encoding="utf-8") == reference()
