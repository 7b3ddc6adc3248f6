"""A real desk on a real port, and a real Chromium in front of it."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from tests.integration.web.conftest import PASSWORD, Web, make_web
from tests.support.services import missing, wait_until

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, driven by Playwright; skips by name where it is missing."""
    found = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise missing("browser", "no chromium is installed (apt install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="browser: playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS, headless=True)
        yield browser
        browser.close()


@pytest.fixture
def desk(tmp_path) -> Iterator[tuple[Web, str]]:
    """The app served by uvicorn on a free port of this machine."""
    made = make_web(tmp_path, f"sqlite:///{tmp_path / 'test.db'}")
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(made.app, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    wait_until(lambda: server.started, seconds=20, what="the desk answers")
    yield made, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    listening.close()
    made.services.close()


@pytest.fixture
def visit(chromium, desk):
    """Open a window in which this role is logged in; script errors fail the test."""
    contexts, problems = [], []

    def open_window(role: str, *, java_script: bool = True, **options):
        context = chromium.new_context(java_script_enabled=java_script, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda line: (
                problems.append(line.text)
                if "Content Security Policy" in line.text or "Content-Security-Policy" in line.text
                else None
            ),
        )
        page.goto(desk[1] + "/login")
        page.fill("[name=login]", role)
        page.fill("[name=password]", PASSWORD)
        page.click("button.primary")
        page.wait_for_url("**/queue")
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def shots(request) -> Path:
    """Where this run keeps its screenshots: `COPYDESK_SHOTS`, or the test's own folder."""
    root = os.environ.get("TEST_SHOTS")
    folder = Path(root) if root else request.getfixturevalue("tmp_path") / "shots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def violations(page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, in a line each; the size of targets only when it is named."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],"
        " rules: {'target-size': {enabled: true}}})"
    )
    return [
        f"{one['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for one in found["violations"]
        for node in one["nodes"]
    ]
