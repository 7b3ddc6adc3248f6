"""The caller's identity and API tokens. The document of the whole API is here too."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from app.accounts.login import make_token
from app.domain.access import Permission, Role
from app.domain.errors import NotFound
from app.domain.events import EventKind
from app.web.api.common import Id, Keepable, RequestBody, example
from app.web.people import CurrentServices, Reader, Refused

router = APIRouter(tags=["me"])


class MeOut(BaseModel):
    login: str
    role: Role
    may: list[Permission]
    projects: list[str] | None
    """Ids; null for all."""


class TokenIn(RequestBody):
    model_config = example(name="cms", scopes=["submit", "read"], days=90)

    name: Annotated[Keepable, Field(min_length=1, max_length=200, pattern=r"\S")]
    scopes: Annotated[list[Permission], Field(min_length=1)]
    days: Annotated[int, Field(ge=1, le=3650)] | None = 90


class TokenLine(BaseModel):
    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class TokenMade(BaseModel):
    """`token` is shown only here, once."""

    id: str
    token: str


@router.get("/me", summary="Who this token or session is")
def show_me(person: Reader) -> MeOut:
    return MeOut(
        login=person.login,
        role=person.role,
        may=[permission for permission in Permission if person.may(permission)],
        projects=None if person.projects is None else sorted(person.projects),
    )


@router.get("/tokens", summary="My tokens")
def list_tokens(services: CurrentServices, person: Reader) -> list[TokenLine]:
    with services.store.read() as tx:
        tokens = tx.accounts.tokens_of(person.account_id)
    return [
        TokenLine(
            id=token.id,
            name=token.name,
            scopes=list(token.scopes),
            created_at=token.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            revoked_at=token.revoked_at,
        )
        for token in tokens
    ]


@router.post("/tokens", status_code=201, summary="Create a token")
def add_token(services: CurrentServices, person: Reader, new: TokenIn) -> TokenMade:
    """A token creates another only within its own scopes, and the new one ends with it at the latest."""
    beyond = [scope.value for scope in new.scopes if not person.may(scope)]
    if beyond:
        raise Refused(f"you may not {', '.join(beyond)}, so your tokens may not either")
    token_id, token = make_token(
        person, name=new.name, scopes=frozenset(new.scopes), days=new.days, services=services
    )
    return TokenMade(id=token_id, token=token)


@router.delete("/tokens/{token_id}", status_code=204, summary="Revoke a token")
def revoke_token(services: CurrentServices, person: Reader, token_id: Id) -> None:
    """What a token made is revoked with it. A token revokes itself and what it made, a session all."""
    with services.store.transaction() as tx:
        if not tx.accounts.revoke_token(token_id, account_id=person.account_id, within=person.token_id):
            raise NotFound(f"you have no token {token_id!r}")
        tx.submissions.record(None, EventKind.TOKEN_REVOKED, {"token": token_id}, actor=person.login)


@router.get("/openapi.json", include_in_schema=False)
def show_document(request: Request, _person: Reader) -> dict[str, Any]:
    document: dict[str, Any] = request.app.openapi()
    return document
