"""Roles and permissions, in one table. Every page and every API route names its permission."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    VIEWER = "viewer"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    DESK_LEAD = "desk-lead"
    ADMIN = "admin"


class Permission(StrEnum):
    READ = "read"
    """Library, cases, results of one's projects."""
    SUBMIT = "submit"
    REVIEW = "review"
    """Claim cases and decide them."""
    LEAD = "lead"
    """Hand over other people's cases, settle disputes, decide in bulk."""
    OPERATE = "operate"
    """System page, dead letters, webhooks."""
    ADMINISTER = "administer"
    """Accounts, memberships."""


_ORDER = (Role.VIEWER, Role.AUTHOR, Role.REVIEWER, Role.DESK_LEAD, Role.ADMIN)
_ADDED = {
    Role.VIEWER: {Permission.READ},
    Role.AUTHOR: {Permission.SUBMIT},
    Role.REVIEWER: {Permission.REVIEW},
    Role.DESK_LEAD: {Permission.LEAD, Permission.OPERATE},
    Role.ADMIN: {Permission.ADMINISTER},
}
ALLOWED: dict[Role, frozenset[Permission]] = {
    role: frozenset().union(*(_ADDED[lower] for lower in _ORDER[: number + 1]))
    for number, role in enumerate(_ORDER)
}
"""Each role may do everything the role below it may, and more."""


class LinkPurpose(StrEnum):
    WELCOME = "welcome"
    """Set a password: a first admin, an invited person, a forgotten password."""
    APPROVAL = "approval"
    """See one case and decide it without logging in."""


@dataclass(frozen=True, slots=True)
class Person:
    """The person behind a request, and what they may do."""

    account_id: str
    login: str
    name: str
    role: Role
    projects: frozenset[str] | None
    """Ids of the projects this person sees; None for all."""
    scopes: frozenset[Permission] | None = None
    """Permissions of the API token; None for a session, which has all permissions of the role."""

    token_id: str | None = None
    """The API token of the request; None for a session."""

    def may(self, permission: Permission) -> bool:
        granted = permission in ALLOWED[self.role]
        return granted and (self.scopes is None or permission in self.scopes)

    def sees(self, project_id: str) -> bool:
        return self.projects is None or project_id in self.projects
