"""Shared by all routes of the API: problems, cursors, text that a database can store."""

from typing import Annotated, Any, Generic, TypeVar

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.web.cursors import decode, encode

T = TypeVar("T")
MOST_ROWS = 200


class RequestBody(BaseModel):
    """What a client sends. An unknown field is refused: a misspelt one would be ignored without a word."""

    model_config = ConfigDict(extra="forbid")


def example(**fields: Any) -> ConfigDict:
    """A body's configuration with an example, which a test sends as it stands, with ids that exist."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


class Problem(BaseModel):
    """RFC 9457. `type` identifies the error for programs, `detail` explains it to people."""

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
    401: _problem("No token or session, or an invalid one."),
    403: _problem("The token or the role does not allow it."),
    404: _problem("There is nothing with this id, or you may not see it."),
    409: _problem("It conflicts with the current state: somebody else was first."),
    413: _problem("Too large."),
    422: _problem("The request is invalid; `errors` lists the fields.", InvalidRequest),
    503: _problem("The database or the broker is unavailable; try again."),
}


class Page(BaseModel, Generic[T]):
    """One page of a list. Request the next one with `cursor=next`; null at the end."""

    items: list[T]
    next: str | None = None


def _keepable(value: str) -> str:
    if "\0" in value:
        raise ValueError("contains a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("contains half a character (a lone surrogate)") from None
    return value


Keepable = Annotated[str, AfterValidator(_keepable)]
"""A text that every database can store."""
Id = Annotated[str, Path(min_length=1, max_length=64, pattern="^[0-9a-z]+$")]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="The maximum number of rows.")]
Cursor = Annotated[str, Query(max_length=400, description="`next` of the previous page.")]


def id_cursor(cursor: str) -> str | None:
    """The id in a cursor; raises InvalidContent for a cursor that this API did not create."""
    return decode(cursor, str)[0] if cursor else None


def page_of(rows: list[Any], limit: int, shown: Any) -> dict[str, Any]:
    """`rows` has one more than `limit` if there is a next page."""
    following = encode(rows[limit - 1].id) if len(rows) > limit else None
    return {"items": [shown(row) for row in rows[:limit]], "next": following}
