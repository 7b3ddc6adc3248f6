import pytest

from tests.support.inventories import compared, outcomes


@pytest.mark.parametrize(
    ("before", "after", "kind", "fate"),
    [
        ("See [the map](/a).", "See [the map](/b).", "link", "changed"),
        ("See [the map](/a).", "See the map.", "link", "lost"),
        ("See the map.", "See [the map](/a).", "link", "new"),
        ("See [the map](/a).", "See [the map](/a) [twice](/a).", "link", "new"),
        ("See <https://a.example/x>.", "See <https://a.example/y>.", "link", "changed"),
        ("See https://a.example/x now.", "See https://a.example/X now.", "link", "changed"),
        ("See www.a.example now.", "See www.b.example now.", "link", "changed"),
        ('See [the map](/a "Old").', 'See [the map](/a "New").', "link", "changed"),
        ("See [the map][m].\n\n[m]: /a", "See [the map][m].\n\n[m]: /b", "link", "changed"),
        ("See [[Harbour]].", "See [[Airport]].", "link", "changed"),
        ("Write to ana@a.example.", "Write to eva@a.example.", "email", "changed"),
        ("Call +49 30 1234567.", "Call +49 30 1234568.", "phone", "changed"),
        ("![A boat](a.png)", "![A boat](b.png)", "image", "changed"),
        ("![A boat](a.png)", "![A ship](a.png)", "image", "changed"),
        ('![A boat](a.png "1")', '![A boat](a.png "2")', "image", "changed"),
        ("![A boat](a.png)\n\nIt sails.", "It sails.", "image", "lost"),
        ("It sails.", "![A boat](a.png)\n\nIt sails.", "image", "new"),
    ],
)
def test_a_link_or_image_that_changed_is_broken(before, after, kind, fate):
    assert (kind, fate, "broken") in outcomes(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The [rates](/r) and the [times](/t).", "The [rates](/t) and the [times](/r)."),
        ("It rose ([here](/r)). Ships fell ([here](/t)).", "It rose ([here](/t)). Ships fell ([here](/r))."),
        ("![A boat](a.png) lay by ![a car](c.png).", "![A boat](c.png) lay by ![a car](a.png)."),
    ],
)
def test_targets_that_took_each_others_place_are_broken(before, after):
    assert [one[1:] for one in outcomes(before, after)] == [("swapped", "broken")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The [rates](/r) rose. The [times](/t) fell.", "The [times](/t) fell. The [rates](/r) rose."),
        ("See [the map](/a).", "Look at [the map](/a)."),
        ("See [the map][m].\n\n[m]: /a", "See [the map][n].\n\n[n]: /a"),
        ("See [the map](/a).", "See [the map][m].\n\n[m]: /a"),
        ("See https://a.example/x.", "See <https://a.example/x>."),
        ("![A boat](a.png) is there.", "There is ![A boat](a.png)."),
    ],
)
def test_a_link_that_moved_with_its_sentence_is_kept(before, after):
    assert outcomes(before, after) == []


def test_reworded_anchor_text_is_explained_while_a_word_of_it_stays():
    (difference,) = compared("See [the harbour map](/a).", "See [a map of it](/a).")

    assert difference.outcome == "explained"


def test_anchor_text_without_a_common_word_is_a_doubt_of_wording():
    (difference,) = compared("See [the harbour map](/a).", "See [opening hours](/a).")

    assert difference.outcome == "doubt-wording"


def test_a_link_that_moved_to_another_section_is_a_doubt_of_meaning():
    before = "# A\n\nSee [the map](/a) first.\n\n# B\n\nIt sails on.\n"
    after = "# A\n\nSee it first.\n\n# B\n\nIt sails on, see [the map](/a).\n"

    assert ("link", "moved", "doubt-meaning") in outcomes(before, after)
