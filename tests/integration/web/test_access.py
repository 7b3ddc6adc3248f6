"""Every route times every role: who gets in is one table, and every refusal is an event."""

import io
import re

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from app.accounts.login import welcome_again
from app.domain.access import ALLOWED, Permission, Role
from app.web.people import Needs
from tests.integration.web.conftest import PASSWORD

OPEN_TO_ALL = {
    ("GET", "/login"),
    ("POST", "/login"),
    ("GET", "/welcome/{secret}"),
    ("POST", "/welcome/{secret}"),
    ("GET", "/approve/{link}"),
    ("POST", "/approve/{link}"),
    ("GET", "/login/oidc/back"),
    ("POST", "/login/oidc"),
    ("GET", "/healthz"),
}
"""The login, links that carry their own right, liveness. Nothing else answers without a login."""

READ, SUBMIT, REVIEW = Permission.READ, Permission.SUBMIT, Permission.REVIEW
LEAD, OPERATE, ADMINISTER = Permission.LEAD, Permission.OPERATE, Permission.ADMINISTER

WANTED = {
    ("POST", "/logout"): READ,
    ("GET", "/"): READ,
    ("GET", "/queue"): READ,
    ("GET", "/queue/counts"): READ,
    ("POST", "/queue/next"): REVIEW,
    ("POST", "/queue/bulk"): REVIEW,
    ("GET", "/cases/{case_id}"): READ,
    ("POST", "/cases/{case_id}/decide"): REVIEW,
    ("GET", "/cases/{case_id}/done"): READ,
    ("POST", "/cases/{case_id}/score"): REVIEW,
    ("POST", "/cases/{case_id}/claim"): REVIEW,
    ("POST", "/cases/{case_id}/extend"): REVIEW,
    ("POST", "/cases/{case_id}/release"): REVIEW,
    ("POST", "/cases/{case_id}/skip"): REVIEW,
    ("POST", "/cases/{case_id}/facts/{key}"): REVIEW,
    ("POST", "/cases/{case_id}/hand-over"): REVIEW,
    ("POST", "/cases/{case_id}/take-from"): LEAD,
    ("POST", "/cases/{case_id}/link"): LEAD,
    ("GET", "/library"): READ,
    ("GET", "/library/{submission_id}"): READ,
    ("GET", "/library/{submission_id}/revisions/{number}/download"): READ,
    ("GET", "/submit"): SUBMIT,
    ("POST", "/submit"): SUBMIT,
    ("GET", "/overview"): READ,
    ("GET", "/costs"): READ,
    ("GET", "/what-if"): READ,
    ("GET", "/system"): OPERATE,
    ("POST", "/system/dead-letters"): OPERATE,
    ("POST", "/system/dead-letters/{dead_letter_id}"): OPERATE,
    ("POST", "/system/webhooks"): ADMINISTER,
    ("GET", "/system/webhooks/{webhook_id}"): ADMINISTER,
    ("POST", "/system/webhooks/{webhook_id}"): ADMINISTER,
    ("POST", "/system/deliveries/{delivery_id}/again"): ADMINISTER,
    ("GET", "/system/audit"): ADMINISTER,
    ("GET", "/metrics"): OPERATE,
    ("GET", "/me"): READ,
    ("POST", "/me/tokens"): READ,
    ("POST", "/me/tokens/{token_id}/revoke"): READ,
    ("POST", "/me/channels"): READ,
    ("POST", "/me/channels/{channel_id}"): READ,
    ("POST", "/me/password"): READ,
    ("GET", "/accounts"): ADMINISTER,
    ("POST", "/accounts"): ADMINISTER,
    ("POST", "/accounts/{account_id}"): ADMINISTER,
    ("POST", "/api/v1/submissions"): SUBMIT,
    ("POST", "/api/v1/submissions/batch"): SUBMIT,
    ("POST", "/api/v1/uploads"): SUBMIT,
    ("GET", "/api/v1/submissions"): READ,
    ("GET", "/api/v1/submissions/{submission_id}"): READ,
    ("GET", "/api/v1/submissions/{submission_id}/tasks"): READ,
    ("GET", "/api/v1/tasks/{task_id}"): READ,
    ("GET", "/api/v1/submissions/{submission_id}/revisions"): READ,
    ("GET", "/api/v1/submissions/{submission_id}/revisions/{number}"): READ,
    ("GET", "/api/v1/submissions/{submission_id}/revisions/{number}/file"): READ,
    ("GET", "/api/v1/submissions/{submission_id}/difference"): READ,
    ("GET", "/api/v1/submissions/{submission_id}/decisions"): READ,
    ("GET", "/api/v1/events"): READ,
    ("GET", "/api/v1/submissions/{submission_id}/events"): READ,
    ("GET", "/api/v1/events/stream"): READ,
    ("GET", "/api/v1/exports/submissions"): READ,
    ("POST", "/api/v1/compare"): READ,
    ("GET", "/api/v1/cases"): READ,
    ("GET", "/api/v1/cases/{case_id}"): READ,
    ("POST", "/api/v1/cases/{case_id}/hand-over"): REVIEW,
    ("POST", "/api/v1/cases/{case_id}/skip"): REVIEW,
    ("POST", "/api/v1/cases/{case_id}/facts/{key}"): REVIEW,
    ("POST", "/api/v1/cases/{case_id}/claim"): REVIEW,
    ("POST", "/api/v1/cases/{case_id}/extend"): REVIEW,
    ("POST", "/api/v1/cases/{case_id}/release"): REVIEW,
    ("POST", "/api/v1/cases/{case_id}/decision"): REVIEW,
    ("GET", "/api/v1/dead-letters"): OPERATE,
    ("POST", "/api/v1/dead-letters/replay"): OPERATE,
    ("POST", "/api/v1/dead-letters/{dead_letter_id}/replay"): OPERATE,
    ("POST", "/api/v1/dead-letters/{dead_letter_id}/discard"): OPERATE,
    ("GET", "/api/v1/me"): READ,
    ("GET", "/api/v1/tokens"): READ,
    ("POST", "/api/v1/tokens"): READ,
    ("DELETE", "/api/v1/tokens/{token_id}"): READ,
    ("GET", "/api/v1/openapi.json"): READ,
    ("POST", "/api/v1/check"): SUBMIT,
    ("POST", "/api/v1/cases/next"): REVIEW,
    ("POST", "/api/v1/cases/several"): REVIEW,
    ("GET", "/api/v1/cases/{case_id}/proposal"): READ,
    ("POST", "/api/v1/cases/{case_id}/score"): REVIEW,
    ("POST", "/api/v1/cases/{case_id}/take-from"): LEAD,
    ("POST", "/api/v1/cases/{case_id}/link"): LEAD,
    ("GET", "/api/v1/costs"): READ,
    ("GET", "/api/v1/overview"): READ,
    ("GET", "/api/v1/what-if"): READ,
    ("GET", "/api/v1/channels"): READ,
    ("POST", "/api/v1/channels"): READ,
    ("POST", "/api/v1/channels/{channel_id}/test"): READ,
    ("DELETE", "/api/v1/channels/{channel_id}"): READ,
    ("GET", "/api/v1/projects"): ADMINISTER,
    ("GET", "/api/v1/accounts"): ADMINISTER,
    ("POST", "/api/v1/accounts"): ADMINISTER,
    ("PATCH", "/api/v1/accounts/{account_id}"): ADMINISTER,
    ("POST", "/api/v1/accounts/{account_id}/link"): ADMINISTER,
    ("GET", "/api/v1/system"): OPERATE,
    ("GET", "/api/v1/audit"): ADMINISTER,
    ("GET", "/api/v1/webhooks"): ADMINISTER,
    ("POST", "/api/v1/webhooks"): ADMINISTER,
    ("PATCH", "/api/v1/webhooks/{webhook_id}"): ADMINISTER,
    ("DELETE", "/api/v1/webhooks/{webhook_id}"): ADMINISTER,
    ("POST", "/api/v1/webhooks/{webhook_id}/secret"): ADMINISTER,
    ("POST", "/api/v1/webhooks/{webhook_id}/test"): ADMINISTER,
    ("GET", "/api/v1/webhooks/{webhook_id}/deliveries"): ADMINISTER,
    ("POST", "/api/v1/webhooks/deliveries/{delivery_id}/again"): ADMINISTER,
}
ROUTES = sorted(WANTED)


def routes_of(app) -> dict[tuple[str, str], APIRoute]:
    """Every route of the app, those of routers inside routers too."""
    from app.web.app import ROUTERS

    found = {}

    def walk(routes, prefix: str) -> None:
        for route in routes:
            if isinstance(route, APIRoute):
                found.update({(method, prefix + route.path): route for method in route.methods})
            elif hasattr(route, "original_router"):
                walk(route.original_router.routes, prefix)

    walk([route for route in app.routes if isinstance(route, APIRoute)], "")
    for router in ROUTERS:
        nested = any(hasattr(route, "original_router") for route in router.routes)
        walk(router.routes, router.prefix if nested else "")
    return found


def address(path: str) -> str:
    filled = path.replace("{number}", "0")
    return re.sub(r"\{[a-z_]+\}", "0nothing", filled) + ("?seconds=0" if path.endswith("/stream") else "")


def test_every_route_stands_in_the_table(web):
    assert set(routes_of(web.app)) == set(WANTED) | OPEN_TO_ALL


def test_every_route_declares_the_permission_of_the_table(web):
    declared = {
        key: [d.call.permission for d in route.dependant.dependencies if isinstance(d.call, Needs)]
        for key, route in routes_of(web.app).items()
        if key not in OPEN_TO_ALL
    }

    assert declared == {key: [permission] for key, permission in WANTED.items()}


@pytest.fixture(scope="module")
def shared_web(tmp_path_factory):
    from tests.integration.web.conftest import make_web

    folder = tmp_path_factory.mktemp("access")
    made = make_web(folder, f"sqlite:///{folder / 'test.db'}")
    made.app.state.flood._most = 10**9
    yield made
    made.services.close()


@pytest.fixture(scope="module")
def clients(shared_web):
    return {role: shared_web.as_role(role) for role in Role}


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_route_lets_in_the_roles_that_may_and_no_other(route, shared_web, clients):
    method, path = route
    if path == "/logout":
        pytest.skip("shared: it would end the session that the other cases use")
    for role in Role:
        answer = clients[role].request(method, address(path))
        if WANTED[route] in ALLOWED[role]:
            assert answer.status_code not in {401, 403}, (role, answer.status_code, answer.text[:300])
            assert answer.status_code < 500
        else:
            assert answer.status_code == 403, (role, answer.status_code)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_nothing_answers_without_a_login_and_the_refusal_is_an_event(route, shared_web):
    method, path = route
    before = len(shared_web.refusals())

    answer = shared_web.anonymous().request(method, address(path))

    if path.startswith("/api/") or path == "/metrics":
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login")
    assert len(shared_web.refusals()) == min(before + 1, 200)


@pytest.mark.parametrize("route", [r for r in ROUTES if r[0] != "GET"], ids=" ".join)
def test_a_form_without_the_sessions_secret_is_refused(route, shared_web, clients):
    method, path = route
    client = clients[Role.ADMIN]

    answer = client.request(method, address(path), headers={"x-csrf-token": "made up"})

    assert answer.status_code == 403


def test_a_token_allows_its_scopes_and_no_more(web):
    reads = web.token("admin", Permission.READ)

    assert reads.get("/api/v1/submissions").status_code == 200
    refused = reads.post("/api/v1/submissions", json={"path": "a.md", "text": "x"})
    assert refused.status_code == 403
    assert reads.get("/queue").status_code == 303, "a token opens the API, not the page"


def test_prometheus_reads_the_numbers_with_a_token_that_may_operate(web):
    web.case()
    answer = web.token("desk-lead", Permission.OPERATE).get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "copydesk_cases_open" in answer.text
    assert web.token("desk-lead", Permission.READ).get("/metrics").status_code == 403


def test_a_revoked_token_and_a_made_up_one_open_nothing(web):
    client = web.token("viewer")
    token_id = client.get("/api/v1/tokens").json()[0]["id"]
    assert client.delete(f"/api/v1/tokens/{token_id}").status_code == 204

    assert client.get("/api/v1/me").status_code == 401
    client.headers["authorization"] = "Bearer cd_madeup"
    assert client.get("/api/v1/me").status_code == 401


def child_of(client, headers=None, **wanted):
    """A token made by this client's token: its id, and the headers that carry it."""
    new = {"name": "child", "scopes": ["read"]} | wanted
    made = client.post("/api/v1/tokens", json=new, headers=headers).json()
    return made["id"], {"authorization": f"Bearer {made['token']}"}


def test_a_token_makes_only_tokens_that_are_weaker_and_end_when_it_does(web):
    parent = web.token("admin", Permission.READ)

    assert parent.post("/api/v1/tokens", json={"name": "x", "scopes": ["operate"]}).status_code == 403
    child_of(parent, days=3650)
    child_of(parent, days=None)
    *children, first = parent.get("/api/v1/tokens").json()

    assert {child["expires_at"] for child in children} == {first["expires_at"]}


def test_what_a_token_made_ends_with_it(web):
    parent = web.token("viewer")
    _, child = child_of(parent)
    anonymous = web.anonymous()
    _, grandchild = child_of(anonymous, headers=child)
    assert anonymous.get("/api/v1/me", headers=grandchild).status_code == 200

    parent_id = parent.get("/api/v1/tokens").json()[-1]["id"]
    assert web.as_role("viewer").post(f"/me/tokens/{parent_id}/revoke").status_code == 303

    assert [anonymous.get("/api/v1/me", headers=one).status_code for one in (child, grandchild)] == [401, 401]


def test_a_token_revokes_itself_and_what_it_made_and_no_other(web):
    one, other = web.token("viewer"), web.token("viewer")
    other_id, one_id = (token["id"] for token in one.get("/api/v1/tokens").json())
    child_id, child = child_of(one)

    assert one.delete(f"/api/v1/tokens/{other_id}").status_code == 404
    assert web.anonymous().delete(f"/api/v1/tokens/{one_id}", headers=child).status_code == 404
    assert one.delete(f"/api/v1/tokens/{child_id}").status_code == 204
    assert one.delete(f"/api/v1/tokens/{one_id}").status_code == 204
    assert other.get("/api/v1/me").status_code == 200


def test_a_token_is_stored_as_its_hash_alone(web):
    client = web.token("viewer")
    token = client.headers["authorization"].removeprefix("Bearer ")

    with web.services.store.read() as tx:
        dump = "".join(tx.session.connection().connection.driver_connection.iterdump())

    assert token not in dump


def test_what_belongs_to_another_project_does_not_exist(web):
    case_id = web.case(path="secret.md", project="secret")
    with web.services.store.read() as tx:
        submission_id = tx.cases.get(case_id).submission_id
    client = web.as_role("desk-lead")

    for path in (
        f"/cases/{case_id}",
        f"/library/{submission_id}",
        f"/library/{submission_id}/revisions/0/download",
        f"/api/v1/submissions/{submission_id}",
        f"/api/v1/submissions/{submission_id}/revisions",
        f"/api/v1/submissions/{submission_id}/events",
    ):
        assert client.get(path).status_code == 404, path
    assert client.post(f"/cases/{case_id}/claim").status_code == 404
    assert "secret.md" not in client.get("/queue").text
    assert "secret.md" not in client.get("/library").text
    assert "secret.md" not in client.get("/api/v1/exports/submissions").text
    assert submission_id not in client.get("/api/v1/events?limit=200").text
    assert web.as_role("admin").get(f"/cases/{case_id}").status_code == 200


def test_too_many_failed_logins_are_held_off_also_with_the_right_password(web):
    client = web.anonymous()
    answers = [
        client.post("/login", data={"login": "admin", "password": "wrong"}).status_code for _ in range(9)
    ]

    assert answers == [403] * 8 + [429]
    right = client.post("/login", data={"login": "admin", "password": "correct horse battery"})
    assert right.status_code == 429
    assert (
        client.post("/login", data={"login": "viewer", "password": "correct horse battery"}).status_code
        == 303
    )


def log_in(client, password=PASSWORD, login="admin") -> int:
    return client.post("/login", data={"login": login, "password": password}).status_code


def test_who_guesses_elsewhere_does_not_lock_a_known_browser_or_another_address_out(web):
    known, guesser = web.anonymous(), web.anonymous()
    assert log_in(known) == 303
    elsewhere = TestClient(
        web.app, base_url="http://desk.test", follow_redirects=False, client=("203.0.113.9", 1)
    )

    assert [log_in(guesser, "wrong") for _ in range(9)] == [403] * 8 + [429]

    assert log_in(known) == 303
    assert log_in(elsewhere) == 303


def test_a_known_browser_is_held_off_for_its_own_failures_and_knows_one_account(web):
    known = web.anonymous()
    assert log_in(known) == 303

    assert [log_in(known, "wrong") for _ in range(9)] == [403] * 8 + [429]
    assert log_in(known, login="viewer") == 303
    assert log_in(web.anonymous()) == 303


def test_a_link_of_an_admin_lets_in_who_is_held_off(web):
    client = web.anonymous()
    assert [log_in(client, "wrong") for _ in range(9)][-1] == 429

    secret = welcome_again(web.accounts["admin"], by="admin", services=web.services)

    assert client.post(f"/welcome/{secret}", data={"password": "a good long password"}).status_code == 303
    assert log_in(client, "a good long password") == 303


def test_an_unknown_name_and_a_wrong_password_say_the_same(web):
    client = web.anonymous()

    known = client.post("/login", data={"login": "admin", "password": "wrong"}).text
    unknown = client.post("/login", data={"login": "nobody", "password": "wrong"}).text

    assert known.replace("admin", "") == unknown.replace("nobody", "")


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_login_never_leads_to_another_site(web, to):
    answer = web.anonymous().post(
        "/login", data={"login": "viewer", "password": "correct horse battery", "next": to}
    )

    assert answer.headers["location"] == "/"


def test_a_closed_account_is_out_at_once(web):
    client = web.as_role("reviewer")
    admin = web.as_role("admin")
    admin.post(f"/accounts/{web.accounts['reviewer']}", data={"role": "reviewer"})

    assert client.get("/queue").status_code == 303


def test_the_first_admins_link_works_once_and_opening_it_uses_nothing_up(tmp_path):
    from app.accounts.login import first_admin
    from app.config.settings import Settings
    from app.db.migrate import upgrade
    from app.web.app import create_app
    from app.workflow.bootstrap import build_services

    settings = Settings(state_dir=tmp_path)
    upgrade(settings.database_url)
    services = build_services(settings)
    client = TestClient(create_app(services), follow_redirects=False)
    secret = first_admin(services)

    assert [client.get(f"/welcome/{secret}").status_code for _ in range(3)] == [200] * 3
    assert client.post(f"/welcome/{secret}", data={"password": "short"}).status_code == 422
    assert client.post(f"/welcome/{secret}", data={"password": "a good long password"}).status_code == 303
    assert client.get("/accounts").status_code == 200
    assert client.post(f"/welcome/{secret}", data={"password": "a good long password"}).status_code == 410
    assert first_admin(services) is None
    services.close()


@pytest.mark.parametrize(
    ("host", "log_format", "is_shown"),
    [("127.0.0.1", "auto", True), ("127.0.0.1", "journal", False), ("0.0.0.0", "auto", False)],  # noqa: S104
)
def test_the_one_time_link_is_printed_where_only_the_owner_reads_it(tmp_path, host, log_format, is_shown):
    from app.config.settings import Settings
    from app.db.migrate import upgrade
    from app.web.serve import first_admin_link, say_welcome
    from app.workflow.bootstrap import build_services

    settings = Settings(state_dir=tmp_path, log_format=log_format, celery_enabled=False)
    upgrade(settings.database_url)
    services = build_services(settings)
    out = io.StringIO()

    say_welcome(services, host=host, port=80, out=out)

    assert ("/welcome/" in out.getvalue()) is is_shown
    assert ("copydesk first-admin" in out.getvalue()) is not is_shown
    assert (first_admin_link(settings) is None) is is_shown, "it is made once"
    services.close()
