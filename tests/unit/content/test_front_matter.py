"""Metadata before a text: read where it is sound, reported where it is not, never run."""

import pytest

from app.content import read_text
from app.content.front_matter import MAX_FRONT_MATTER, read_front_matter
from app.domain.content import ContentFormat
from tests.support.computing import seconds_of


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("---\ntitle: A\ntags: [b, c]\n---\ntext", {"title": "A", "tags": ["b", "c"]}),
        ("---\r\ntitle: A\r\n---\r\ntext", {"title": "A"}),
        ("---\rtitle: A\r---\rtext", {"title": "A"}),
        ("---\ntitle: A\n...\ntext", {"title": "A"}),
        (
            "---\ndate: 2024-03-02\nat: 2024-03-02T10:00:00Z\n---\n",
            {"date": "2024-03-02", "at": "2024-03-02T10:00:00+00:00"},
        ),
        ("---\n# only a comment\n---\n", {}),
        ("---\n---\ntext", {}),
        ('+++\ntitle = "A"\ndate = 2024-03-02\n+++\ntext', {"title": "A", "date": "2024-03-02"}),
        ('{"title": "A", "n": 1}\ntext', {"title": "A", "n": 1}),
        ('<!--{\n "Title": "A"\n}-->\ntext', {"Title": "A"}),
        ("---\n1: .inf\n---\n", {"1": "inf"}),
    ],
)
def test_sound_front_matter_is_read_as_json_values(source, values):
    matter = read_front_matter(source)

    assert dict(matter.values) == values
    assert matter.problems == ()
    assert matter.span is not None
    assert source[matter.span.end :] in {"text", ""}


@pytest.mark.parametrize(
    "source",
    [
        "text",
        "---\n\nAfter a rule.\n\n---\n",
        "--- \nno key here\n---\n",
        "----\na: b\n----\n",
        "{not json}\n",
        "+++\nno key\n",
    ],
)
def test_what_only_looks_like_front_matter_is_text(source):
    matter = read_front_matter(source)

    assert matter.span is None
    assert matter.problems == ()


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("---\ntitle: A\nbad: [1, 2\n---\ntext", 4, "cannot be read"),
        (
            "---\na: 1\nx: !!python/object/apply:os.system ['true']\n---\ntext",
            3,
            "could not determine a constructor",
        ),
        ("---\na: 1\ndate: 2024-13-45\n---\ntext", 3, "month must be in 1..12"),
        ("+++\na = 1\nb = \n+++\ntext", 3, "Invalid value"),
        ("---\n[a, b]\n---\ntext", 2, "not a table of keys"),
    ],
)
def test_broken_front_matter_is_reported_with_its_line_and_the_body_read(source, line, says):
    document = read_text(source, format=ContentFormat.MARKDOWN)
    problem = document.problems[0]
    assert problem.span is not None

    assert problem.code == "front-matter-invalid"
    assert says in problem.message
    assert document.position(problem.span.start)[0] == line
    assert document.visible_text == "text"


@pytest.mark.parametrize("fence", ["---\na: b", "+++\na = 'b'"])
def test_front_matter_that_never_closes_is_reported_and_left_in_the_text(fence):
    document = read_text(fence + "\n\nThe body.", format=ContentFormat.MARKDOWN)

    assert [problem.code for problem in document.problems] == ["front-matter-unclosed"]
    assert "The body." in document.visible_text


def test_front_matter_over_the_cap_is_not_read():
    document = read_text("---\na: " + "x" * MAX_FRONT_MATTER + "\n---\ntext", format=ContentFormat.MARKDOWN)

    assert [problem.code for problem in document.problems] == ["front-matter-too-long"]
    assert document.front_matter == {}


def test_an_alias_bomb_costs_no_time():
    layers = "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
    )
    text = "---\na: &a [x]\n" + layers + "---\ntext"

    matter = read_front_matter(text)

    assert seconds_of(lambda: read_front_matter(text), rounds=1) < 1
    assert [problem.code for problem in matter.problems] == ["front-matter-invalid"]


def test_few_aliases_are_followed_but_not_without_bound():
    assert read_front_matter("---\na: &a [1]\nb: *a\n---\n").values["b"] == [1]

    levels = "l0: &l0 [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"l{n}: &l{n} [*l{n - 1}, *l{n - 1}, *l{n - 1}, *l{n - 1}]\n" for n in range(1, 6)
    )
    assert read_front_matter(f"---\n{levels}---\n").problems[0].code == "front-matter-invalid"


def test_the_title_and_language_of_the_front_matter_go_first():
    document = read_text("---\ntitle: Aus\nlang: de-DE\n---\n# In\n\nText", format=ContentFormat.MARKDOWN)

    assert (document.title, document.language) == ("Aus", "de")


def test_a_title_shows_no_escape_sequence():
    document = read_text('---\ntitle: "a\\e[31mb"\n---\n', format=ContentFormat.MARKDOWN)

    assert document.title == "a[31mb"
