"""What every route of the API shares: problems, cursors, names that a database can keep."""

from typing import Annotated, Any, Generic, TypeVar

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, Field

from app.web.cursors import decode, encode

T = TypeVar("T")
MOST_ROWS = 200


class Problem(BaseModel):
    """RFC 9457. `type` names the error for programs, `detail` says it to people."""

    type: str
    title: str
    status: int
    detail: str


class InvalidField(BaseModel):
    where: str
    message: str


class InvalidRequest(Problem):
    errors: list[InvalidField] = Field(default_factory=list)


def _problem(description: str, model: type[BaseModel] = Problem) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: _problem("The request cannot be read."),
    401: _problem("No token or session, or one that is void."),
    403: _problem("The token or the role does not allow it."),
    404: _problem("There is nothing under this id, or nothing that you may see."),
    409: _problem("Somebody else was first."),
    413: _problem("Too large."),
    422: _problem("Not as expected; `errors` says where.", InvalidRequest),
    503: _problem("The database or the broker is away; try again."),
}


class Page(BaseModel, Generic[T]):
    """A piece of a list. Ask for the next one with `cursor=next`; null at the end."""

    items: list[T]
    next: str | None = None


def _keepable(value: str) -> str:
    if "\0" in value:
        raise ValueError("holds a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half a character (a lone surrogate)") from None
    return value


Keepable = Annotated[str, AfterValidator(_keepable)]
"""A text that every database can keep."""
Id = Annotated[str, Path(min_length=1, max_length=64, pattern="^[0-9a-z]+$")]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="Rows at most.")]
Cursor = Annotated[str, Query(max_length=400, description="`next` of the page before.")]


def id_cursor(cursor: str) -> str | None:
    """The id in a cursor; raises InvalidContent for one that was not made here."""
    return decode(cursor, str)[0] if cursor else None


def page_of(rows: list[Any], limit: int, shown: Any) -> dict[str, Any]:
    """`rows` holds one more than `limit` where there is a next page."""
    following = encode(rows[limit - 1].id) if len(rows) > limit else None
    return {"items": [shown(row) for row in rows[:limit]], "next": following}
