"""What admins change about accounts: role, projects, whether one is active."""

from collections.abc import Collection
from typing import Any

from app.domain.access import Person, Role
from app.domain.errors import InvalidContent
from app.domain.events import EventKind
from app.workflow.services import Services


def change_account(
    account_id: str,
    *,
    role: Role | None,
    is_active: bool | None,
    projects: Collection[str] | None,
    by: Person,
    services: Services,
) -> None:
    """None leaves a value as it is. Deactivating ends the account's sessions.

    Raises NotFound; InvalidContent for an unknown project, and for admins who would remove their own rights.
    """
    if account_id == by.account_id and (role not in {None, Role.ADMIN} or is_active is False):
        raise InvalidContent("admins cannot remove their own admin rights: ask another admin")
    with services.store.transaction() as tx:
        account = tx.accounts.get(account_id)
        values: dict[str, Any] = {"role": role, "is_active": is_active}
        given = {name: value for name, value in values.items() if value is not None}
        if given:
            tx.accounts.change(account_id, **given)
        if is_active is False:
            tx.accounts.close_sessions_of(account_id)
        if projects is not None:
            known = tx.accounts.projects()
            unknown = [project for project in projects if project not in known]
            if unknown:
                raise InvalidContent(f"there is no project {unknown[0]!r}")
            tx.accounts.set_projects(account_id, projects)
        details = {
            "login": account.login,
            "role": (role or account.role).value,
            "active": account.is_active if is_active is None else is_active,
        }
        tx.submissions.record(None, EventKind.ACCOUNT_CHANGED, details, actor=by.login)
