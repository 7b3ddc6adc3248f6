"""One text has one AEO score: on the command line, and sent to the API and scored by a worker's process."""

import json
import subprocess
from pathlib import Path
from shutil import copy

import pytest
from markdown_it import MarkdownIt
from starlette.testclient import TestClient

from app.accounts.login import make_token, person
from app.accounts.secrets import hash_password
from app.domain.access import Permission, Role
from app.web.app import create_app
from app.workflow.bootstrap import build_services
from tests.support.processes import BIN, REPOSITORY, environ, started
from tests.support.services import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SAMPLES = ("guides/http-429.md", "guides/sqlite-wal.rst", "news/smart-bins.html")
PARTS = ("gate", "measured", "interval", "pull", "integrity", "coverage", "components")


def client_of(services) -> TestClient:
    with services.store.transaction() as tx:
        tx.accounts.add("admin", role=Role.ADMIN, password_hash=hash_password("correct horse battery"))
    with services.store.read() as tx:
        account = tx.accounts.by_login("admin")
    scopes = frozenset(Permission)
    _, secret = make_token(person(account), name="test", scopes=scopes, days=1, services=services)
    client = TestClient(create_app(services), base_url="http://desk.test")
    client.headers["authorization"] = f"Bearer {secret}"
    return client


def scored_by_a_worker(client, path, text):
    new = {"path": path, "text": text, "project": "default"}
    submission = client.post("/api/v1/submissions", json=new).json()["id"]

    def evaluation():
        return client.get(f"/api/v1/submissions/{submission}/revisions").json()[0]["evaluation"]

    wait_until(evaluation, seconds=60, what=f"{path} is evaluated")
    return evaluation()["score"]


def scored_on_the_command_line(files, state):
    command = [str(BIN / "copydesk"), "check", "--json", *map(str, files)]
    done = subprocess.run(command, env=environ(state), cwd=state, capture_output=True, check=False)
    return {Path(one["path"]).name: one["aeo"] for one in json.loads(done.stdout)["files"]}


def test_a_text_and_its_html_score_the_same_on_the_command_line_and_by_a_worker_over_the_api(tmp_path):
    state = tmp_path / "state"
    texts = tmp_path / "texts"
    texts.mkdir()
    files = [Path(copy(REPOSITORY / "samples" / sample, texts)) for sample in SAMPLES]
    rendered = texts / "rendered.html"
    markdown = files[0].read_text(encoding="utf-8").partition("\n---\n")[2]
    rendered.write_text(MarkdownIt("commonmark").enable("table").render(markdown), encoding="utf-8")
    with started([str(BIN / "copydesk"), "up", "--queue", "evaluation"], state) as up:
        up.wait_for(" ready.")
        services = build_services(up.settings)
        client = client_of(services)
        worked = {
            file.name: scored_by_a_worker(client, file.name, file.read_text(encoding="utf-8"))
            for file in (*files, rendered)
        }
        services.close()

    on_cli = scored_on_the_command_line((*files, rendered), state)
    for name, score in worked.items():
        assert {part: score[part] for part in PARTS} == {part: on_cli[name][part] for part in PARTS}
    assert abs(worked["rendered.html"]["measured"] - worked["http-429.md"]["measured"]) <= 1
