"""A provider added as the how-to says, by one file and one line, rewrites an article over HTTP."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.llm_server import LlmServer
from tests.support.packages import install
from tests.support.rewriting_model import rewriting

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "docs" / "howto" / "write-a-provider.md").read_text()
ARTICLE = (REPOSITORY / "samples" / "drafts" / "rain-barrel.md").read_text()
LOW = "min_aeo = 70\n"
"""More than the article has, so that it is rewritten."""
POLICY = LOW + '[rewrite]\nproviders = ["{}"]\n'


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def entry_points(group):
    return next(
        table["project"]["entry-points"][group]
        for table in map(tomllib.loads, blocks("toml"))
        if group in table.get("project", {}).get("entry-points", {})
    )


@pytest.fixture
def server():
    with LlmServer(answer=rewriting()) as running:
        yield running


@pytest.fixture
def folder(tmp_path):
    """An article, and the packages of the page as `pip install` leaves them."""
    mistral, shout = blocks("python")
    for name, source in (("mistral", mistral), ("shout", shout)):
        group = "copydesk.providers" if name == "mistral" else "copydesk.rewriters"
        modules = {f"copydesk_{name}.py": source}
        install(tmp_path / "installed" / name, f"copydesk-{name}", modules, {group: entry_points(group)})
    (tmp_path / "barrel.md").write_text(ARTICLE)
    return tmp_path


def run(folder, *options, installed=("mistral", "shout"), **variables):
    paths = (*(str(folder / "installed" / name) for name in installed), str(REPOSITORY))
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "COPYDESK_HOME": str(folder / "home"),
        **variables,
    }
    command = [sys.executable, "-m", "app.cli.main", "run", "barrel.md", "--no-broker", "--json", *options]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_the_provider_of_the_page_rewrites_a_sample_at_its_own_address(folder, server):
    (folder / "copydesk.toml").write_text(POLICY.format("mistral:mistral-small-latest"))

    finished = run(folder, MISTRAL_BASE_URL=server.openai_url, MISTRAL_API_KEY="key-of-mistral")

    assert finished.returncode == 1, finished.stderr
    call = server.calls[0]
    assert "Bearer key-of-mistral" in call.headers.values()
    assert call.body["model"] == "mistral-small-latest"
    assert call.body["response_format"] == {"type": "json_object"}
    assert "barrel" in call.user
    (article,) = json.loads(finished.stdout)["articles"]
    assert article["rewrites"] == 1


def test_the_option_names_the_provider_and_its_settings_name_the_model(folder, server):
    (folder / "copydesk.toml").write_text(LOW)
    variables = {"MISTRAL_BASE_URL": server.openai_url, "COPYDESK_MISTRAL_MODEL": "open-mistral-nemo"}

    run(folder, "--provider", "mistral", **variables)

    assert {call.body["model"] for call in server.calls} == {"open-mistral-nemo"}


def test_a_provider_without_its_key_is_not_asked_and_no_other_vendor_is(folder, server):
    (folder / "copydesk.toml").write_text(POLICY.format("mistral:mistral-small-latest"))

    finished = run(folder, OPENAI_BASE_URL=server.openai_url, ANTHROPIC_BASE_URL=server.anthropic_url)

    assert "set MISTRAL_API_KEY" in finished.stdout
    assert server.calls == []


@pytest.mark.parametrize("way", ["policy", "option"])
def test_a_provider_that_is_not_installed_is_refused_before_anything_is_submitted(folder, server, way):
    options = ()
    if way == "policy":
        (folder / "copydesk.toml").write_text(POLICY.format("mistral:mistral-small-latest"))
    else:
        options = ("--provider", "mistral:mistral-small-latest")

    finished = run(folder, *options, installed=(), OPENAI_BASE_URL=server.openai_url)

    assert finished.returncode == 2
    assert "Known: rules, anthropic:MODEL, openai:MODEL" in finished.stderr
    assert "docs/howto/write-a-provider.md" in finished.stderr
    assert finished.stdout == ""
    assert server.calls == []


def test_a_provider_written_for_an_earlier_release_is_refused_with_the_new_module(folder, server):
    module = folder / "installed" / "mistral" / "copydesk_mistral.py"
    module.write_text("from app.llm.model import ChatModel\n" + module.read_text())

    finished = run(folder, "--provider", "mistral", MISTRAL_BASE_URL=server.openai_url)

    assert finished.returncode == 2
    assert "imports app.llm.model, which is now app.llm.models.contract" in finished.stderr
    assert run(folder, "--provider", "rules").returncode in {0, 1}


def test_the_rewriter_of_the_page_is_tried(folder):
    (folder / "copydesk.toml").write_text(POLICY.format("shout"))

    finished = run(folder)

    assert finished.returncode == 1, finished.stderr
    (article,) = json.loads(finished.stdout)["articles"]
    assert article["rewrites"] >= 1
