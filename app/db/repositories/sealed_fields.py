"""The encrypted fields of the database: webhooks' secrets, and channel addresses with passwords."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db.tables.outbound import ChannelRow, WebhookRow

Field = tuple[Any, str]
"""A column and the row's id."""
COLUMNS = ((WebhookRow, WebhookRow.secret), (ChannelRow, ChannelRow.address))


class StoredSecrets:
    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, *, for_update: bool = False) -> Iterator[tuple[Field, str]]:
        """Each value with its field. `for_update` locks the rows until the transaction ends."""
        for model, column in COLUMNS:
            query = select(model.id, column).order_by(model.id)
            for row_id, sealed in self._session.execute(
                query.with_for_update() if for_update else query
            ).all():
                yield (column, row_id), sealed

    def put(self, field: Field, sealed: str) -> None:
        column, row_id = field
        model = column.class_
        self._session.execute(update(model).where(model.id == row_id).values({column.key: sealed}))
