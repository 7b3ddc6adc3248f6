"""What people name is reached only where it is public, at the address that was checked, and in bounds."""

import socket
import threading
from contextlib import contextmanager
from ipaddress import ip_address, ip_network
from types import SimpleNamespace

import httpx2
import pytest

from app.config.settings import Settings
from app.domain.errors import ConfigurationError, InvalidContent
from app.notifications.registry import Messenger, check_channel
from app.notifications.send_webhook import check_address
from app.platform.outbound import PUBLIC, AddressRules, ForbiddenAddress, OutboundClient
from app.platform.outbound.client import finished, masked
from app.platform.outbound.guard import only_permitted
from app.platform.outbound.rules import literal
from app.web.pages.oidc import client_of

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # of apprise

HERE = AddressRules((ip_network("127.0.0.1"),))
SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
    "0x7f.1", "127.0.0.1.", "127\uff0e0.0.1",
    "127\u30020\u30020\u30021", "0", "00.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "localhost", "LOCALHOST", "a.localhost", "127.255.255.254",
]  # fmt: skip
OTHERS = [
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
    "198.18.0.1", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "[2001::1]", "printer.local",
    "metadata.google.internal",
]  # fmt: skip


@pytest.mark.parametrize("host", SPELLINGS + OTHERS)
def test_an_address_that_is_not_public_is_refused_in_every_spelling(host):
    with pytest.raises(ForbiddenAddress):
        PUBLIC.check_host(host)
    with pytest.raises(ConfigurationError, match="COPYDESK_OUTBOUND_ALLOW"):
        check_address(f"http://{host}:9/hook", PUBLIC)
    with pytest.raises(InvalidContent):
        check_channel(f"json://{host}:9/hook")


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "134744072", "[2606:4700::1111]", "[64:ff9b::8.8.8.8]", "a.example"]
)
def test_a_public_address_and_a_name_are_not_refused_before_they_are_resolved(host):
    PUBLIC.check_host(host)


def test_an_administrator_allows_a_network_in_any_spelling_and_nothing_beside_it():
    HERE.check_host("2130706433")
    HERE.check_host("[::ffff:127.0.0.1]")
    with pytest.raises(ForbiddenAddress):
        HERE.check_host("127.0.0.2")


def test_a_name_is_not_taken_for_an_address():
    assert literal("a.example") is None
    assert literal("") is None


@contextmanager
def server(answer: bytes):
    """Answers one connection; yields its port and what came."""
    listening, came = socket.create_server(("127.0.0.1", 0)), []

    def serve():
        taken, _ = listening.accept()
        with taken:
            came.append(taken.recv(65_536))
            taken.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1], came
    # Joined before it is closed: under load the thread may not have accepted the last connection yet.
    thread.join(5)
    listening.close()


def resolving(*addresses):
    asked = []

    def resolve(host, port):
        asked.append(host)
        return [ip_address(one) for one in addresses]

    resolve.asked = asked
    return resolve


def post(port, *, resolve, rules=HERE):
    client = OutboundClient(rules, resolve=resolve)
    return client.post(f"http://desk.example:{port}/hook", body=b"{}", headers={})


def test_the_connection_goes_to_the_address_that_was_checked_and_the_name_is_resolved_once():
    resolve = resolving("127.0.0.1")

    with server(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n") as (port, came):
        assert post(port, resolve=resolve).status_code == 200

    assert resolve.asked == ["desk.example"]
    assert f"Host: desk.example:{port}".encode() in came[0]


def test_tls_asks_for_the_name_although_the_connection_goes_to_the_address():
    client = OutboundClient(HERE, resolve=resolving("127.0.0.1"))

    with server(b"not TLS") as (port, came), pytest.raises(httpx2.ConnectError):
        client.post(f"https://desk.example:{port}/hook", body=b"{}", headers={})

    assert b"desk.example" in came[0]


@pytest.mark.parametrize("others", [("10.0.0.1",), ("10.0.0.1", "127.0.0.1"), ("127.0.0.1", "::1")])
def test_a_name_with_one_forbidden_address_is_not_connected_to(others):
    with pytest.raises(ForbiddenAddress):
        post(9, resolve=resolving(*others))


def test_a_redirect_is_not_followed():
    moved = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"

    with server(moved) as (port, _):
        assert post(port, resolve=resolving("127.0.0.1")).status_code == 302


def test_a_short_masked_part_of_an_answer_is_shown():
    body = b"no such hook \x1b[2J key sk-abcdefghijklmnop password=hunter2hunter2 " + b"x y " * 100
    with server(b"HTTP/1.1 404 Not Found\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)) as (port, _):
        excerpt = post(port, resolve=resolving("127.0.0.1")).excerpt

    assert excerpt.startswith("no such hook [2J key … password=… x y")
    assert len(excerpt) <= 80
    assert masked("card 4111 1111-2222-3333") == "card 4111 …"


def test_an_answer_without_end_is_cut_off():
    with server(b"HTTP/1.1 500 No\r\n\r\n" + b"x" * 200_000) as (port, _), pytest.raises(httpx2.ReadError):
        post(port, resolve=resolving("127.0.0.1"))


def test_an_answer_that_comes_too_slowly_ends_at_the_total_limit():
    async def asked(port):
        transport = OutboundClient(HERE, resolve=resolving("127.0.0.1")).transport(total_seconds=0)
        async with httpx2.AsyncClient(transport=transport) as client:
            await client.get(f"http://desk.example:{port}/")

    with pytest.raises(httpx2.TimeoutException):
        finished(asked(9))


def test_a_library_in_the_guard_connects_to_no_forbidden_address():
    with only_permitted(PUBLIC), pytest.raises(ForbiddenAddress):
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    with only_permitted(HERE), pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", 9), timeout=1)


@pytest.mark.parametrize("rules", [PUBLIC, HERE])
def test_apprise_reaches_a_local_server_only_where_that_is_allowed(rules):
    with server(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n") as (port, came):
        is_sent = Messenger(OutboundClient(rules)).send(f"json://127.0.0.1:{port}/", title="t", body="b")
        if not is_sent:
            socket.create_connection(("127.0.0.1", port)).close()

    assert is_sent == (rules is HERE) == bool(came[0])


@pytest.mark.parametrize(
    "address",
    [" file:///tmp/x", "\tsyslog://", "syslog://localhost", "rsyslog://8.8.8.8", "mqtt://8.8.8.8/t",
     "json://a.example,file:///tmp/x", "json://a.example json://b.example", "dbus://"],
)  # fmt: skip
def test_files_programs_unchecked_protocols_and_two_addresses_in_one_are_no_channel(address):
    with pytest.raises(InvalidContent):
        check_channel(address)


@pytest.mark.parametrize("address", ["json://a.example", "ntfy://a.example/t", "mailto://a:b@a.example:22"])
def test_a_viewer_adds_no_channel_that_names_a_server_of_its_own(address):
    check_channel(address)
    with pytest.raises(InvalidContent, match="desk-lead"):
        check_channel(address, may_name_server=False)


def test_a_viewer_adds_mail_and_services_with_a_server_of_their_own():
    check_channel("mailto://a:b@a.example", may_name_server=False)
    check_channel("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", may_name_server=False)


@pytest.mark.parametrize("host", SPELLINGS)
def test_single_sign_on_asks_no_forbidden_issuer_in_any_spelling(host, tmp_path):
    settings = Settings(state_dir=tmp_path, oidc_issuer=f"http://{host}:9", oidc_client_id="desk")
    client = client_of(SimpleNamespace(settings=settings, outbound=OutboundClient(PUBLIC)))

    with pytest.raises((ForbiddenAddress, httpx2.InvalidURL)):
        finished(client.load_server_metadata())


def test_single_sign_on_reads_an_issuer_that_is_allowed(tmp_path):
    known = b'{"issuer": "http://127.0.0.1"}'
    answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
    with server(answer % (len(known), known)) as (port, _):
        settings = Settings(state_dir=tmp_path, oidc_issuer=f"http://127.0.0.1:{port}", oidc_client_id="desk")
        client = client_of(SimpleNamespace(settings=settings, outbound=OutboundClient(HERE)))

        assert finished(client.load_server_metadata())["issuer"] == "http://127.0.0.1"
