"""The picture of the rooms is the one that the import contract draws, and every room says what it is for."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "rooms.py"))
ROOMS = [room for layer in SCRIPT["layers"]() for room in layer]


def test_the_picture_is_drawn_from_the_contract():
    assert (ROOT / "docs" / "pictures" / "rooms.svg").read_text(encoding="utf-8") == SCRIPT["picture"]()


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is_for_in_one_line(room):
    assert 20 < len(SCRIPT["purpose"](room)) < 110
