"""Everything that a page does, a program can do: each route of a page has one of the API beside it."""

from tests.integration.web.test_access import OPEN_TO_ALL, routes_of

ONLY_A_PAGE = {
    ("GET", "/login"): "a program has a token",
    ("POST", "/login"): "a program has a token",
    ("POST", "/logout"): "a program revokes its token",
    ("POST", "/login/oidc"): "a program has a token",
    ("GET", "/login/oidc/back"): "a program has a token",
    ("GET", "/welcome/{secret}"): "its person sets the password",
    ("POST", "/welcome/{secret}"): "its person sets the password",
    ("POST", "/me/password"): "its person sets the password",
    ("GET", "/approve/{link}"): "a link is for a person without a login",
    ("POST", "/approve/{link}"): "a link is for a person without a login",
    ("GET", "/"): "leads to the queue",
    ("GET", "/submit"): "an empty form",
    ("GET", "/healthz"): "for programs already",
    ("GET", "/metrics"): "for programs already",
}
PROGRAM = {
    ("GET", "/queue"): "GET /cases",
    ("GET", "/queue/counts"): "GET /overview",
    ("POST", "/queue/next"): "POST /cases/next",
    ("POST", "/queue/bulk"): "POST /cases/several",
    ("GET", "/cases/{case_id}"): "GET /cases/{case_id}/proposal",
    ("POST", "/cases/{case_id}/decide"): "POST /cases/{case_id}/decision",
    ("GET", "/cases/{case_id}/done"): "GET /cases/{case_id}",
    ("POST", "/cases/{case_id}/score"): "POST /cases/{case_id}/score",
    ("POST", "/cases/{case_id}/claim"): "POST /cases/{case_id}/claim",
    ("POST", "/cases/{case_id}/extend"): "POST /cases/{case_id}/extend",
    ("POST", "/cases/{case_id}/release"): "POST /cases/{case_id}/release",
    ("POST", "/cases/{case_id}/skip"): "POST /cases/{case_id}/skip",
    ("POST", "/cases/{case_id}/hand-over"): "POST /cases/{case_id}/hand-over",
    ("POST", "/cases/{case_id}/take-from"): "POST /cases/{case_id}/take-from",
    ("POST", "/cases/{case_id}/facts/{key}"): "POST /cases/{case_id}/facts/{key}",
    ("POST", "/cases/{case_id}/link"): "POST /cases/{case_id}/link",
    ("GET", "/library"): "GET /submissions",
    ("GET", "/library/{submission_id}"): "GET /submissions/{submission_id}/revisions",
    ("GET", "/library/{submission_id}/revisions/{number}/download"): (
        "GET /submissions/{submission_id}/revisions/{number}/file"
    ),
    ("POST", "/submit"): "POST /uploads",
    ("GET", "/overview"): "GET /overview",
    ("GET", "/costs"): "GET /costs",
    ("GET", "/what-if"): "GET /what-if",
    ("GET", "/system"): "GET /system",
    ("GET", "/system/audit"): "GET /audit",
    ("POST", "/system/dead-letters"): "POST /dead-letters/replay",
    ("POST", "/system/dead-letters/{dead_letter_id}"): "POST /dead-letters/{dead_letter_id}/discard",
    ("POST", "/system/webhooks"): "POST /webhooks",
    ("GET", "/system/webhooks/{webhook_id}"): "GET /webhooks/{webhook_id}/deliveries",
    ("POST", "/system/webhooks/{webhook_id}"): "DELETE /webhooks/{webhook_id}",
    ("POST", "/system/deliveries/{delivery_id}/again"): "POST /webhooks/deliveries/{delivery_id}/again",
    ("GET", "/me"): "GET /me",
    ("POST", "/me/tokens"): "POST /tokens",
    ("POST", "/me/tokens/{token_id}/revoke"): "DELETE /tokens/{token_id}",
    ("POST", "/me/channels"): "POST /channels",
    ("POST", "/me/channels/{channel_id}"): "DELETE /channels/{channel_id}",
    ("GET", "/accounts"): "GET /accounts",
    ("POST", "/accounts"): "POST /accounts",
    ("POST", "/accounts/{account_id}"): "PATCH /accounts/{account_id}",
}


def test_each_route_of_a_page_has_one_of_the_api_beside_it_or_a_reason(web):
    every = set(routes_of(web.app)) | OPEN_TO_ALL
    of_pages = {(method, path) for method, path in every if not path.startswith("/api/")}

    assert {key for key in of_pages if key not in ONLY_A_PAGE and key not in PROGRAM} == set()


def test_each_route_named_for_programs_exists(web):
    every = set(routes_of(web.app))
    wanted = {tuple(route.split(" ", 1)) for route in PROGRAM.values()}

    assert {(method, f"/api/v1{path}") for method, path in wanted} - every == set()
