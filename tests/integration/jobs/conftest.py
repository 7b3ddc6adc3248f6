"""Services over a real database, a clock that stands still, and stages that do what a test tells them."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.domain.jobs import ANNOUNCE, EVALUATE, REWRITE, Claimed
from app.domain.policy import Policy
from app.domain.retry_policy import CRITICAL, IDEMPOTENT
from app.testing import FakeClock, RecordedWakeups
from app.workflow.bootstrap import build_services
from app.workflow.handlers.announce import announce
from app.workflow.services import Services

DATABASES = ("sqlite", "postgresql")


@dataclass
class Bench:
    """What a delivery test holds in its hands."""

    services: Services
    clock: FakeClock
    wakeups: RecordedWakeups
    behaviour: dict[str, Callable[[Claimed, Services], None]] = field(default_factory=dict)

    def submit(
        self, text: bytes = b"# A title\n\nSome words that are the body.\n", path: str = "a.md"
    ) -> str:
        from app.workflow.application import Application

        return Application(self.services).submit(text, path=path, policy=Policy(), run_id="run").submission_id


@pytest.fixture(params=DATABASES)
def bench(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'test.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    upgrade(url)
    clock, wakeups = FakeClock(), RecordedWakeups()
    settings = Settings(state_dir=tmp_path, database_url=url)
    behaviour: dict[str, Callable[[Claimed, Services], None]] = {}

    def behaving(name: str) -> Callable[[Claimed, Services], None]:
        def run(claim: Claimed, services: Services) -> None:
            behaviour[name](claim, services)

        return run

    services = build_services(
        settings,
        notify=wakeups,
        clock=clock,
        handlers={
            EVALUATE: (behaving(EVALUATE), IDEMPOTENT),
            REWRITE: (behaving(REWRITE), CRITICAL),
            ANNOUNCE: (announce, IDEMPOTENT),
        },
    )
    yield Bench(services, clock, wakeups, behaviour)
    services.close()
