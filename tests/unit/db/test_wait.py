"""What `db upgrade --wait` and a starting worker wait for, and what they do not."""

import pytest

from app.db.error_kinds import is_login_refused
from app.db.wait import EVERY_SECONDS, when_available
from app.domain.errors import ConfigurationError, StoreRefusesLogin, StoreUnavailable


class Database:
    """Gives these errors, one for each attempt, and then works."""

    def __init__(self, *errors):
        self.errors, self.attempts = list(errors), 0

    def __call__(self):
        self.attempts += 1
        if self.errors:
            raise self.errors.pop(0)


def test_a_database_that_is_away_is_waited_for_and_each_reason_told_once():
    database = Database(*[StoreUnavailable("refused")] * 3, StoreUnavailable("starting up"))
    told, slept = [], []

    when_available(database, note=told.append, sleep=slept.append)

    assert told == ["refused", "starting up"]
    assert slept == [EVERY_SECONDS] * 4
    assert database.attempts == 5


@pytest.mark.parametrize("error", [StoreRefusesLogin("no such user"), ConfigurationError("no such driver")])
def test_what_a_person_has_to_mend_ends_the_wait_at_once(error):
    database = Database(StoreUnavailable("refused"), error)

    with pytest.raises(type(error)):
        when_available(database, note=lambda _: None, sleep=lambda _: None)

    assert database.attempts == 2


@pytest.mark.parametrize(
    ("message", "is_refused"),
    [
        ('connection to server at "h", port 5432 failed: FATAL:  role "nobody" does not exist', True),
        ('connection failed: FATAL:  database "none" does not exist', True),
        ('connection failed: FATAL:  role "x" is not permitted to log in', True),
        ('FATAL:  password authentication failed for user "x"', True),
        ('FATAL:  Peer authentication failed for user "x"', True),
        ("connection to server failed: fe_sendauth: no password supplied", True),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "x", database "y"', True),
        ('FATAL:  permission denied for database "x"', True),
        ('connection to server at "h", port 5432 failed: Connection refused', False),
        ("FATAL:  the database system is starting up", False),
        ("FATAL:  the database system is not yet accepting connections", False),
        ("FATAL:  sorry, too many clients already", False),
        ("failed to resolve host 'db': [Errno -2] Name or service not known", False),
        ("connection timeout expired", False),
        ("server closed the connection unexpectedly", False),
    ],
)
def test_a_refused_login_is_told_from_a_server_that_is_away(message, is_refused):
    assert is_login_refused(message) is is_refused
