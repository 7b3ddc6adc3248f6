"""`POST /api/v1/compare`: the command's document for two texts that nobody keeps."""

import json

import pytest

from app.cli.main import run
from app.domain.access import Permission
from tests.integration.web.conftest import make_web

BEFORE = "# Kettles\n\nThe kettle may boil in four minutes. Never fill it above the mark.\n"
AFTER = "# Kettles\n\nThe kettle boils in five minutes. Never fill it above the mark.\n"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A desk that takes texts of at most 2,000 bytes."""
    folder = tmp_path_factory.mktemp("desk")
    made = make_web(folder, f"sqlite:///{folder / 'test.db'}", max_content_bytes=2000)
    yield made
    made.services.close()


@pytest.fixture
def reader(small):
    return small.token("viewer", Permission.READ)


def asked(client, before=BEFORE, after=AFTER, **further):
    return client.post(
        "/api/v1/compare",
        json={"original": {"text": before, "path": "a.md"}, "rewritten": {"text": after}, **further},
    )


def test_the_answer_is_the_document_of_the_command(reader, tmp_path, monkeypatch, capsys):
    (tmp_path / "a.md").write_text(BEFORE)
    (tmp_path / "b.md").write_text(AFTER)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["copydesk", "compare", "a.md", "b.md", "--format", "json"])
    with pytest.raises(SystemExit):
        run()
    printed = json.loads(capsys.readouterr().out)

    texts = {"original": {"text": BEFORE, "path": "a.md"}, "rewritten": {"text": AFTER, "path": "b.md"}}
    answer = reader.post("/api/v1/compare", json=texts)

    assert answer.status_code == 200
    assert answer.json() == printed
    assert printed["schema"] == "copydesk.compare/1"
    assert printed["outcome"] == "broken"
    assert printed["doubts"][0]["was"]["text"] == "The kettle may boil in four minutes."


def test_a_source_explains_what_is_new(reader):
    new = BEFORE + "\nIt was tested with the pump P-77 in Oslo.\n"

    alone = asked(reader, after=new).json()
    backed = asked(reader, after=new, sources=[{"text": "It was tested with the pump P-77 in Oslo."}]).json()

    assert not any(one["sourced"] for one in alone["doubts"])
    assert any(one["sourced"] for one in backed["explained"])


def test_the_format_says_how_a_text_is_read(reader):
    page = {"text": "<h1>Kettles</h1><p>It boils in four minutes.</p>"}
    as_text = {"original": {**page, "format": "text"}, "rewritten": {**page, "format": "html"}}

    answer = reader.post("/api/v1/compare", json=as_text).json()

    assert "different formats (text and html)" in answer["notes"][0]


def test_what_cannot_be_compared_is_a_problem_that_says_which_text(reader):
    large = asked(reader, after="word " * 500)
    noise = asked(reader, before="a\0b")
    unknown = asked(reader, policy="loose")

    assert large.status_code == 422
    assert large.json()["detail"].startswith("the rewritten text: ")
    assert "the limit is 2,000" in large.json()["detail"]
    assert noise.json()["errors"][0]["where"] == "body.original.text"
    assert unknown.json()["errors"][0]["where"] == "body.policy"


def test_it_needs_the_right_to_read_and_stores_nothing(small, reader):
    with small.services.store.read() as tx:
        before = len(tx.pages.library.audit(limit=200))

    assert asked(reader).status_code == 200
    with small.services.store.read() as tx:
        assert len(tx.pages.library.audit(limit=200)) == before
    assert asked(small.anonymous()).status_code == 401
