"""Unique constraints by name, the same on every database, and the races that are expected on them.

Two clients may store the same thing at once; the second one then reads what the first one stored. Whoever
means such a race names its constraint. A unique violation that nobody named is a defect.
"""

from collections.abc import Callable, Collection
from functools import cache
from typing import TypeVar

from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint

from app.db.types import Base
from app.domain.errors import AlreadyExists

T = TypeVar("T")

SAME_SUBMISSION = frozenset(
    {"uq_submissions_key", "uq_projects_name", "uq_content_items_project_id"},
)
"""Clients that submit the same text, or the first texts of one project or item, at once."""
SAME_REQUEST = frozenset({"uq_idempotency_keys_account_id"})
SAME_LOGIN = frozenset({"uq_accounts_login"})
SAME_PERSON = SAME_LOGIN | {"uq_accounts_oidc_subject"}
"""A person's first single sign-on, twice at once."""
SAME_REVIEW_SLOT = frozenset({"uq_case_seats_one_each"})
"""One person claiming a case twice at once, as with a double click."""


def again_after(races: Collection[str], store: Callable[[], T]) -> T:
    """Store it; if another client was first at one of these constraints, run again to find what it stored.

    Raises what `store` raises, AlreadyExists for any other constraint and for a second race.
    """
    try:
        return store()
    except AlreadyExists as error:
        if error.constraint not in races:
            raise
    return store()


def unique_constraint(table: str, columns: frozenset[str]) -> str:
    """The name of the unique constraint, index or primary key on these columns; empty if there is none.

    PostgreSQL names the constraint that a row breaks, SQLite its columns.
    """
    return _names().get((table, columns), "")


@cache
def _names() -> dict[tuple[str, frozenset[str]], str]:
    names: dict[tuple[str, frozenset[str]], str] = {}
    for table in Base.metadata.tables.values():
        keys: list[Index | UniqueConstraint | PrimaryKeyConstraint] = [table.primary_key]
        keys += [one for one in table.constraints if isinstance(one, UniqueConstraint)]
        keys += [index for index in table.indexes if index.unique]
        for key in keys:
            names[table.name, frozenset(column.name for column in key.columns)] = str(key.name or "")
    return names
