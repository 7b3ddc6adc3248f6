import pytest

from tests.support.inventories import outcomes


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("The area is $r^2$ here.", "The area is $r^3$ here.", "math"),
        ("$$\na + b\n$$\n\nSo.", "$$\na - b\n$$\n\nSo.", "math"),
        ("It is \\(a+b\\) big.", "It is \\(a-b\\) big.", "math"),
        ("It has 10^9^ parts.", "It has 10^6^ parts.", "math"),
        ("It works ✅ now.", "It works ❌ now.", "emoji"),
        ("It works 🎉 now.", "It works now.", "emoji"),
        ("A 👩🏽‍🚀 came.", "A 👨🏽‍🚀 came.", "emoji"),
        ("It works :tada: now.", "It works :bug: now.", "emoji"),
        ("Thanks to @ana-k for it.", "Thanks to @ana-m for it.", "mention"),
        ("Read #harbour now.", "Read #airport now.", "mention"),
        ("It costs ~~20~~ 15 euros.", "It costs 20 ~~15~~ euros.", "html"),
        ("It has 10<sup>9</sup> parts.", "It has 10<sup>6</sup> parts.", "html"),
        ("> [!WARNING]\n> It is hot.", "> [!TIP]\n> It is hot.", "admonition"),
        ("!!! danger\n    It is hot.\n", "!!! note\n    It is hot.\n", "admonition"),
        (":::warning\nIt is hot.\n:::\n", ":::info\nIt is hot.\n:::\n", "admonition"),
        ("Go.\n\n!!! note\n    Hot.\n", "Go.\n\nHot.\n", "admonition"),
        ("See {{ site.url }} now.", "See {{ site.name }} now.", "template"),
        ("See {{ site.url }} now.", "See it now.", "template"),
        ("{{< figure src=a.png >}}\n\nIt.", "{{< figure src=b.png >}}\n\nIt.", "template"),
        ("<!-- keep -->\n\nIt.", "<!-- drop -->\n\nIt.", "comment"),
        ("It.\n\n<!-- keep -->\n\nIt.", "It.\n\nIt.", "comment"),
        ("It %%a note%% sails.", "It sails.", "comment"),
        ('It <span class="a">sails</span>.', 'It <span class="b">sails</span>.', "html"),
        ('It <span class="a">sails</span>.', "It sails.", "html"),
        ("It <div>sails</div>.", "It <div>sails.", "html"),
    ],
)
def test_a_sign_or_tag_that_changed_is_broken(before, after, kind):
    found = outcomes(before, after)

    assert kind in {one[0] for one in found}
    assert {one[2] for one in found} == {"broken"}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (".. note::\n\n   Hot.\n", ".. tip::\n\n   Hot.\n", "admonition"),
        (".. image:: a.png\n", ".. image:: b.png\n", "template"),
        ("See :ref:`a` now.\n", "See :ref:`b` now.\n", "template"),
        (".. a comment here\n\nIt.\n", "It.\n", "comment"),
        (".. toctree::\n\n   a\n   b\n", ".. toctree::\n\n   b\n   a\n", "template"),
    ],
)
def test_directives_and_roles_of_restructuredtext_are_in_the_inventory(before, after, kind):
    assert kind in {one[0] for one in outcomes(before, after, "a.rst")}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It costs $5 now and $6 then.", "Now it costs $5, then $6."),
        ("Give it to `@ana` and `#x`.", "Hand it to `@ana` and `#x`."),
        ("A **bold** word.", "A *bold* word."),
        ("❤️ it.", "❤ it."),
        ("One.<br>Two.", "One. Two."),
        ("At 10:30:15 it sails.", "It sails at 10:30:15."),
    ],
)
def test_prose_and_layout_are_no_signs(before, after):
    assert outcomes(before, after) == []


def test_signs_that_took_each_others_place_are_broken():
    before, after = "Linux works ✅ but Windows fails ❌ there.", "Linux works ❌ but Windows fails ✅ there."

    assert outcomes(before, after) == [("emoji", "swapped", "broken")]


FRONT = "---\ntitle: Boats\ntags: [a, b]\ndraft: false\n---\nIt sails.\n"


@pytest.mark.parametrize(
    ("after", "fate"),
    [
        (FRONT.replace("draft: false", "draft: true"), "changed"),
        (FRONT.replace("title: Boats", "title: Ships"), "changed"),
        (FRONT.replace("[a, b]", "[a]"), "lost"),
        (FRONT.replace("draft: false", "draft: false\nlayout: x"), "new"),
        ("It sails.\n", "lost"),
    ],
)
def test_front_matter_is_compared_key_by_key(after, fate):
    assert ("front-matter", fate, "broken") in outcomes(FRONT, after)


def test_front_matter_in_another_order_is_the_same():
    after = "---\ndraft: false\ntitle: Boats\ntags:\n  - a\n  - b\n---\nIt sails.\n"

    assert outcomes(FRONT, after) == []
