"""Who may be assigned a case."""

from app.accounts.login import clean_login
from app.db.repositories.account_records import AccountRecord
from app.domain.access import ALLOWED, Permission, Role
from app.domain.errors import InvalidContent
from app.workflow.services import Services


def reviewer(login: str, project_id: str, services: Services) -> AccountRecord:
    """The active account of a reviewer of this project. Raises InvalidContent."""
    with services.store.read() as tx:
        found = tx.accounts.by_login(clean_login(login))
    may = found is not None and found.is_active and Permission.REVIEW in ALLOWED[found.role]
    if found is not None and may and (found.role is Role.ADMIN or project_id in found.projects):
        return found
    raise InvalidContent(f"{login!r} does not review this project: give the login name of a reviewer")
