"""Accounts: who has one, what they may do, which projects they see. For admins."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.accounts.administration import change_account
from app.accounts.login import invite, welcome_again
from app.domain.access import Role
from app.web.people import Admin, CurrentServices
from app.web.render import render

router = APIRouter(include_in_schema=False)


@router.get("/accounts")
def show_accounts(request: Request, services: CurrentServices, _person: Admin) -> Response:
    with services.store.read() as tx:
        accounts = tx.accounts.all()
        projects = tx.accounts.projects()
    return render(
        request, "accounts.html", accounts=accounts, projects=projects, roles=[role.value for role in Role]
    )


@router.post("/accounts")
def add_account(
    request: Request,
    services: CurrentServices,
    person: Admin,
    *,
    login: Annotated[str, Form(max_length=200)],
    role: Annotated[Role, Form()],
    name: Annotated[str, Form(max_length=200)] = "",
    email: Annotated[str, Form(max_length=320)] = "",
    projects: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Invite somebody: the one-time link is shown only here, once."""
    _, secret = invite(
        login, role=role, by=person.login, services=services, name=name, email=email, projects=projects or []
    )
    return _link_page(request, services, login, secret)


@router.post("/accounts/{account_id}")
def save_account(
    request: Request,
    services: CurrentServices,
    person: Admin,
    account_id: str,
    *,
    role: Annotated[Role, Form()],
    is_active: Annotated[str, Form(max_length=5)] = "",
    projects: Annotated[list[str] | None, Form()] = None,
    action: Annotated[str, Form(max_length=20)] = "save",
) -> Response:
    """Change role, projects and whether it is active; or create a link for a forgotten password."""
    if action == "link":
        with services.store.read() as tx:
            account = tx.accounts.get(account_id)
        secret = welcome_again(account_id, by=person.login, services=services)
        return _link_page(request, services, account.login, secret)
    change_account(
        account_id,
        role=role,
        is_active=bool(is_active),
        projects=projects or [],
        by=person,
        services=services,
    )
    return RedirectResponse("/accounts", status_code=303)


def _link_page(request: Request, services: CurrentServices, login: str, secret: str) -> Response:
    base = services.settings.public_url or str(request.base_url).rstrip("/")
    return render(request, "welcome_made.html", login=login, link=f"{base}/welcome/{secret}")
