"""Old rows are summed once; new ones are read again each time, so that their late changes count."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from app.domain.ids import new_id
from app.observability.metrics.totals import ALWAYS, RunningTotals

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Rows:
    def __init__(self):
        self.rows = {}
        self.asked = []

    def put(self, at, value):
        self.rows[new_id(int(at.timestamp() * 1000), lambda _: 7)] = value

    def sums(self, after, upto):
        self.asked.append((after, upto))
        return Counter({"all": sum(value for key, value in self.rows.items() if after < key <= upto)})


def test_every_row_counts_once_however_often_it_is_asked():
    rows, totals = Rows(), RunningTotals(settled_after=timedelta(minutes=10))
    for minute in range(30):
        rows.put(NOON + timedelta(minutes=minute), 1)

    sums = [totals.read(rows.sums, NOON + timedelta(minutes=minute))["all"] for minute in (30, 31, 60, 90)]

    assert sums == [30, 30, 30, 30]


def test_a_young_row_that_changes_is_told_as_it_is_now():
    rows, totals = Rows(), RunningTotals(settled_after=timedelta(minutes=10))
    rows.put(NOON, 1)
    assert totals.read(rows.sums, NOON + timedelta(minutes=1))["all"] == 1

    rows.put(NOON, 5)

    assert totals.read(rows.sums, NOON + timedelta(minutes=2))["all"] == 5


def test_rows_before_the_horizon_are_not_read_again():
    rows, totals = Rows(), RunningTotals(settled_after=timedelta(minutes=10))
    rows.put(NOON, 1)
    totals.read(rows.sums, NOON + timedelta(hours=1))
    rows.asked.clear()

    totals.read(rows.sums, NOON + timedelta(hours=1))

    [(after, upto)] = rows.asked
    assert upto == ALWAYS
    assert after > next(iter(rows.rows))
