"""Single sign-on with OpenID Connect: authlib implements the protocol, we decide who gets an account."""

from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from app.accounts.login import Opened, clean_login, open_session
from app.config.settings import Settings
from app.db.constraints import SAME_PERSON, again_after
from app.domain.access import Role
from app.domain.errors import NotFound, ProviderUnavailable
from app.domain.events import EventKind
from app.web.pages.login import with_session
from app.web.people import CurrentServices, Refused, note_refusal
from app.workflow.services import Services

router = APIRouter(include_in_schema=False)


@router.post("/login/oidc")
async def leave(request: Request, services: CurrentServices) -> Response:
    """Redirect the browser to the issuer. Raises NotFound if single sign-on is not set up."""
    client = client_of(services)
    try:
        answer: Response = await client.authorize_redirect(request, _back_address(request, services.settings))
    except (OAuthError, OSError, httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise ProviderUnavailable(f"single sign-on cannot be reached: {error}") from error
    return answer


@router.get("/login/oidc/back")
async def come_back(request: Request, services: CurrentServices) -> Response:
    """Check the issuer's response, and open a session for the account."""
    client = client_of(services)
    try:
        token = await client.authorize_access_token(request)
    except OAuthError as error:
        await run_in_threadpool(note_refusal, request, None, "single sign-on failed")
        raise Refused(f"single sign-on did not work: {error.description or error.error}") from error
    except (OSError, httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise ProviderUnavailable(f"single sign-on cannot be reached: {error}") from error
    claims = token.get("userinfo") or {}
    opened = await run_in_threadpool(admit, claims, services)
    if opened is None:
        await run_in_threadpool(note_refusal, request, None, "account closed")
        raise Refused("this account is closed: ask an admin")
    return with_session(RedirectResponse("/", status_code=303), opened, services)


def admit(claims: dict[str, Any], services: Services) -> Opened | None:
    """The session of the account with this subject; an unknown one becomes a viewer without projects.

    An account is bound to the issuer's subject and never looked up by e-mail address or name, which others
    could claim. None for a closed account. Raises Refused for claims without a subject.
    """
    issuer, subject = str(claims.get("iss") or ""), str(claims.get("sub") or "")
    if not subject:
        raise Refused("single sign-on did not say who you are")
    known_as = f"{issuer}#{subject}"[:500]
    return again_after(SAME_PERSON, lambda: _admit(known_as, subject, claims, services))


def _admit(known_as: str, subject: str, claims: dict[str, Any], services: Services) -> Opened | None:
    with services.store.transaction() as tx:
        account = tx.accounts.by_subject(known_as)
        if account is None:
            wanted = clean_login(str(claims.get("preferred_username") or claims.get("email") or subject))
            login, number = wanted, 1
            while tx.accounts.by_login(login) is not None:
                number += 1
                login = f"{wanted[:190]}-{number}"
            account_id = tx.accounts.add(
                login,
                role=Role.VIEWER,
                name=str(claims.get("name") or "")[:200],
                email=str(claims.get("email") or "")[:320],
                oidc_subject=known_as,
            )
            tx.submissions.record(
                None, EventKind.ACCOUNT_CREATED, {"login": login, "by": "single sign-on"}, actor=login
            )
            account = tx.accounts.get(account_id)
        return open_session(tx, account) if account.is_active else None


def client_of(services: Services) -> Any:
    """Raises NotFound if single sign-on is not set up."""
    settings = services.settings
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        raise NotFound("single sign-on is not set up here")
    registry = OAuth()
    registry.register(
        name="issuer",
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "transport": services.outbound.transport(),
            "trust_env": False,
        },
    )
    return registry.issuer


def _back_address(request: Request, settings: Settings) -> str:
    base = settings.public_url or str(request.base_url).rstrip("/")
    return f"{base}/login/oidc/back"
