import pytest

from tests.support.inventories import outcomes

PAGE = (
    "# Boats\n\n## Open the lid\n\nTurn the key to the left.\n\n"
    "## Close the lid\n\nPress it down with both hands.\n"
)


def test_headings_over_exchanged_texts_are_broken():
    after = PAGE.replace("Open", "X").replace("Close", "Open").replace("X", "Close")

    assert ("heading", "moved", "broken") in outcomes(PAGE, after)


def test_a_section_that_moved_as_a_whole_is_a_doubt_of_meaning():
    parts = PAGE.split("## ")
    after = f"{parts[0]}## {parts[2]}\n## {parts[1]}"

    assert outcomes(PAGE, after) == [("heading", "moved", "doubt-meaning")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("# A\n\nx\n", "# A\n\nx\n\n## B\n\ny\n", ("heading", "new", "broken")),
        ("# A\n\nx\n\n## B\n\ny\n", "# A\n\nx\n\ny\n", ("heading", "lost", "broken")),
        ("# A\n\n## Use\n\nx\n", "# A\n\n## How to use it\n\nx\n", ("heading", "changed", "explained")),
        ("# A\n\n## Use\n\nx\n", "# A\n\n## Prices\n\nx\n", ("heading", "changed", "doubt-wording")),
        ("# A\n\n#### B\n\nx\n", "# A\n\n## B\n\nx\n", ("heading", "changed", "explained")),
        (
            "# A\n\n## B\n\n### C\n\nx\n",
            "# A\n\n## B\n\n## C\n\nx\n",
            ("heading", "changed", "doubt-meaning"),
        ),
    ],
)
def test_headings_by_text_level_and_parent(before, after, expected):
    assert outcomes(before, after) == [expected]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "1. Close the tap.\n2. Open the lid.\n",
            "1. Open the lid.\n2. Close the tap.\n",
            ("moved", "broken"),
        ),
        (
            "- Close the tap.\n- Open the lid.\n",
            "- Open the lid.\n- Close the tap.\n",
            ("moved", "doubt-meaning"),
        ),
        ("1. Close the tap.\n2. Open the lid.\n", "1. Close the tap.\n", ("lost", "broken")),
        ("1. Close the tap.\n", "1. Close the tap.\n2. Shake the box.\n", ("new", "broken")),
        ("3. Close the tap.\n4. Open it.\n", "1. Close the tap.\n2. Open it.\n", ("changed", "broken")),
        ("1. Close the tap.\n", "- Close the tap.\n", ("changed", "doubt-meaning")),
        ("- [ ] Close the tap.\n", "- [x] Close the tap.\n", ("changed", "broken")),
        ("- [x] Close the tap.\n", "- Close the tap.\n", ("changed", "broken")),
        ("- Boats\n  - Oars\n", "- Boats\n- Oars\n", ("moved", "doubt-meaning")),
        (
            "Bring the oars and the rope.\n",
            "Bring:\n\n- the oars\n- and the rope\n",
            ("new", "explained"),
        ),
    ],
)
def test_list_items_by_number_order_state_and_nesting(before, after, expected):
    found = outcomes(before, after)

    assert found
    assert {one[1:] for one in found} == {expected}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1. One\n2. Two\n", "1. One\n1. Two\n"),
        ("- One\n- Two\n", "* One\n* Two\n"),
        ("1. Close the tap firmly.\n2. Open the lid.\n", "1. Firmly close the tap.\n2. Then open the lid.\n"),
        ("- One\n\n- Two\n", "- One\n- Two\n"),
    ],
)
def test_another_marker_or_other_words_make_no_other_list(before, after):
    assert outcomes(before, after) == []


TABLE = "| Boat | Seats |\n| --- | --- |\n| Gull | 4 |\n| Tern | 9 |\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (TABLE, TABLE.replace("4", "5"), ("changed", "broken")),
        (TABLE, TABLE.replace("| Tern | 9 |\n", ""), ("lost", "broken")),
        (TABLE, TABLE + "| Swan | 2 |\n", ("new", "broken")),
        (
            TABLE,
            TABLE.replace("Gull", "x").replace("Tern", "Gull").replace("x", "Tern"),
            ("changed", "broken"),
        ),
        (TABLE, "| Boat |\n| --- |\n| Gull |\n| Tern |\n", ("changed", "broken")),
        (
            TABLE,
            "| Boat | Seats |\n| --- | --- |\n| Tern | 9 |\n| Gull | 4 |\n",
            ("moved", "doubt-meaning"),
        ),
        (
            TABLE.replace("Gull", "A small boat for the quiet bay"),
            TABLE.replace("Gull", "A little boat for the quiet bay"),
            ("changed", "doubt-meaning"),
        ),
    ],
)
def test_tables_by_row_and_cell(before, after, expected):
    found = outcomes(before, after)

    assert found
    assert {one[1:] for one in found} == {expected}


def test_the_alignment_of_a_column_is_layout():
    assert outcomes(TABLE, TABLE.replace("| --- | --- |", "|:---|---:|")) == []


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("£24", "£24.00", {"explained"}),
        ("1,200 boats", "1200 boats", {"explained"}),
        ("v1.0", "v1.00", {"broken"}),
        ("£24", "£24.50", {"broken"}),
    ],
)
def test_amounts_in_cells_are_compared_by_value_and_versions_by_sign(before, after, outcome):
    one, other = (TABLE.replace("| 4 |", f"| {cell} |") for cell in (before, after))

    assert {found[2] for found in outcomes(one, other)} == outcome


def test_a_question_in_bold_may_become_a_heading():
    before = "**Does it float?** Yes, it does. **Does it sink?** No, never.\n"
    after = "### Does it float?\n\nYes, it does.\n\n### Does it sink?\n\nNo, never.\n"

    assert {found[2] for found in outcomes(before, after)} == {"explained"}


def test_an_item_whose_words_the_rest_of_the_text_had_already_is_gone():
    before = "1. 4 May, 16:30 to 15:00\n2. 5 May, 15:00 to 19:30\n3. 6 May, 16:30 to 19:30\n"
    after = "1. 4 May, 16:30 to 15:00\n2. 6 May, 16:30 to 19:30\n"

    assert "broken" in {found[2] for found in outcomes(before, after)}
