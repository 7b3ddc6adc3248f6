"""Accounts over the API, for admins: list, invite, change, and a link for a forgotten password."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from app.accounts.administration import change_account
from app.accounts.login import invite, welcome_again
from app.db.repositories.account_records import AccountRecord
from app.domain.access import Role
from app.web.api.common import Id, Keepable, RequestBody, example
from app.web.people import Admin, CurrentServices

router = APIRouter(prefix="/accounts", tags=["accounts"])
ProjectIds = Annotated[list[Annotated[Keepable, Field(max_length=40)]], Field(max_length=1000)]


class AccountIn(RequestBody):
    """`projects` are ids (`GET /projects`); admins see every project anyway."""

    model_config = example(
        login="nora", role="reviewer", name="Nora Beck", projects=["01m7yd1t4w5n8q2r6s9v0x3z7c"]
    )

    login: Annotated[Keepable, Field(min_length=1, max_length=200)]
    role: Role
    name: Annotated[Keepable, Field(max_length=200)] = ""
    email: Annotated[Keepable, Field(max_length=320)] = ""
    projects: ProjectIds = Field(default_factory=list)


class AccountChange(RequestBody):
    """What is left out stays as it is."""

    model_config = example(is_active=False)

    role: Role | None = None
    is_active: bool | None = None
    projects: ProjectIds | None = None


class AccountOut(BaseModel):
    id: str
    login: str
    name: str
    email: str
    role: Role
    is_active: bool
    projects: list[str]
    last_login_at: datetime | None

    @classmethod
    def of(cls, account: AccountRecord) -> "AccountOut":
        return cls(
            id=account.id,
            login=account.login,
            name=account.name,
            email=account.email,
            role=account.role,
            is_active=account.is_active,
            projects=sorted(account.projects),
            last_login_at=account.last_login_at,
        )


class WelcomeOut(BaseModel):
    """`link` sets the account's password. It is shown only here, once."""

    id: str
    link: str


class ProjectOut(BaseModel):
    id: str
    name: str


projects = APIRouter(tags=["accounts"])


@projects.get("/projects", summary="Every project")
def list_projects(services: CurrentServices, _person: Admin) -> list[ProjectOut]:
    with services.store.read() as tx:
        return [ProjectOut(id=key, name=name) for key, name in tx.accounts.projects().items()]


@router.get("", summary="Every account")
def list_accounts(services: CurrentServices, _person: Admin) -> list[AccountOut]:
    with services.store.read() as tx:
        return [AccountOut.of(account) for account in tx.accounts.all()]


@router.post("", status_code=201, summary="Invite somebody")
def add_account(request: Request, services: CurrentServices, person: Admin, new: AccountIn) -> WelcomeOut:
    account_id, secret = invite(
        new.login,
        role=new.role,
        by=person.login,
        services=services,
        name=new.name,
        email=new.email,
        projects=new.projects,
    )
    return WelcomeOut(id=account_id, link=_link(request, services, secret))


@router.patch("/{account_id}", summary="Change role, projects, or whether it is active")
def change(services: CurrentServices, person: Admin, account_id: Id, wanted: AccountChange) -> AccountOut:
    """Deactivating an account ends its sessions at once."""
    change_account(
        account_id,
        role=wanted.role,
        is_active=wanted.is_active,
        projects=wanted.projects,
        by=person,
        services=services,
    )
    with services.store.read() as tx:
        return AccountOut.of(tx.accounts.get(account_id))


@router.post("/{account_id}/link", status_code=201, summary="A link for a forgotten password")
def make_link(request: Request, services: CurrentServices, person: Admin, account_id: Id) -> WelcomeOut:
    secret = welcome_again(account_id, by=person.login, services=services)
    return WelcomeOut(id=account_id, link=_link(request, services, secret))


def _link(request: Request, services: CurrentServices, secret: str) -> str:
    base = services.settings.public_url or str(request.base_url).rstrip("/")
    return f"{base}/welcome/{secret}"
