"""A notifier added as the how-to says gets the messages of its addresses; apprise gets all others."""

import json
import re
import sys
import threading
import tomllib
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path

import pytest

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.domain.access import Role
from app.domain.errors import ConfigurationError, InvalidContent
from app.domain.outbound import DeliveryState, Digest
from app.notifications.apprise_notifier import AppriseNotifier
from app.notifications.hooks import try_channel
from app.notifications.notifier import Notifier
from app.notifications.registry import Messenger, check_channel, notifier_for
from app.platform.outbound import AddressRules, OutboundClient
from app.workflow.bootstrap import build_services
from app.workflow.inline import drain
from tests.support.packages import install

PAGE = (Path(__file__).parents[3] / "docs" / "howto" / "write-a-notifier.md").read_text()

HERE = OutboundClient(AddressRules((ip_network("127.0.0.1"),)))
"""May reach the servers of these tests."""


class Posted(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.received.append((self.path, body))
        self.send_response(self.server.status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing: a test reads `received`."""


@pytest.fixture
def pager():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Posted)
    server.received, server.status = [], 200
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def address(pager):
    return f"pager://127.0.0.1:{pager.server_port}/desk"


@pytest.fixture
def offer(tmp_path, monkeypatch):
    """Installs a package with the notifier `pager`; by default the one of the page."""
    (of_page,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (metadata,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    entry_points = tomllib.loads(metadata)["project"]["entry-points"]

    def offered(source=of_page):
        modules = {"copydesk_pager.py": source}
        monkeypatch.syspath_prepend(str(install(tmp_path, "copydesk-pager", modules, entry_points)))

    yield offered
    sys.modules.pop("copydesk_pager", None)


def test_the_notifier_of_the_page_keeps_the_contract_and_posts_the_message(offer, pager, address):
    offer()

    check_channel(address)
    assert isinstance(notifier_for(address), Notifier)
    assert Messenger(HERE).send(address, title="Copydesk: a.md", body="waits for a decision")
    assert pager.received == [("/desk", {"title": "Copydesk: a.md", "text": "waits for a decision"})]


def test_a_message_that_the_service_refuses_or_nobody_hears_is_not_sent(offer, pager, address):
    offer()
    pager.status = 503

    assert not Messenger(HERE).send(address, title="t", body="b")
    assert not Messenger(HERE).send("pager://127.0.0.1:1/desk", title="t", body="b")


def test_a_channel_of_an_installed_notifier_is_served_by_the_pipeline(offer, pager, address, tmp_path):
    offer()
    settings = Settings(state_dir=tmp_path, celery_enabled=False, outbound_allow=HERE.rules.allowed)
    upgrade(settings.database_url)
    services = build_services(settings)
    with closing(services):
        with services.store.transaction() as tx:
            channel_id = tx.outbound.add_channel(
                account_id=tx.accounts.add("ada", role=Role.ADMIN),
                service="pager",
                address=services.cipher.seal(address),
                events=("test",),
                digest=Digest.NONE,
                quiet=None,
                time_zone="UTC",
            )
        try_channel(channel_id, store=services.store)

        drain(services)

        with services.store.read() as tx:
            [delivery] = tx.outbound.log(1, channel_id=channel_id)

    assert delivery.state is DeliveryState.DELIVERED
    [(path, message)] = pager.received
    assert path == "/desk"
    assert "messages arrive here" in message["text"]


def test_an_incomplete_address_is_refused_with_what_can_be_written(offer):
    offer()

    with pytest.raises(InvalidContent, match=r"apprise knows.*pager://\.\.\."):
        check_channel("pager://127.0.0.1")


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise, on Python 3.11
def test_other_addresses_go_to_apprise_which_refuses_programs_of_this_machine(offer):
    offer()

    assert isinstance(notifier_for("json://127.0.0.1"), AppriseNotifier)
    check_channel("json://127.0.0.1", HERE.rules)
    with pytest.raises(InvalidContent):
        check_channel("file:///etc/passwd")
    with pytest.raises(InvalidContent):
        check_channel("pagr://127.0.0.1/desk")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import app.errors", "imports app.errors, which is now app.domain.errors"),
        ("class Pager: pass", "without `accepts` and `send`"),
        ("def Pager(): raise OSError('no pager here')", "cannot be built: no pager here"),
    ],
)
def test_a_broken_notifier_is_refused_when_its_channel_is_added(offer, address, source, reason):
    offer(source)

    with pytest.raises(InvalidContent, match=reason):
        check_channel(address)
    with pytest.raises(ConfigurationError, match=reason):
        notifier_for(address)
    assert not Messenger(HERE).send(address, title="t", body="b")
