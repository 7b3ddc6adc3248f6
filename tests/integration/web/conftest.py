"""The whole app over a real database, asked as a browser or a program asks it."""

from dataclasses import dataclass, field

import pytest
from starlette.testclient import TestClient

from app.accounts.login import make_token, open_session, person
from app.accounts.secrets import hash_password
from app.config.settings import Settings
from app.db.migrate import upgrade
from app.domain.access import Permission, Role
from app.domain.lifecycle import SubmissionStatus
from app.domain.policy import Policy
from app.domain.review import EscalationReason
from app.transitions.take_step import escalate
from app.web.app import create_app
from app.web.people import COOKIE
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from app.workflow.services import Services

PASSWORD = "correct horse battery"
HASHED = hash_password(PASSWORD)
"""Once: hashing is slow on purpose."""
TEXT = b"# Kettles\n\nThe old kettle boils. It takes four minutes.\n"


@dataclass
class Web:
    services: Services
    app: object
    accounts: dict[str, str] = field(default_factory=dict)
    """Account ids by role."""

    def anonymous(self) -> TestClient:
        return TestClient(
            self.app, base_url="http://desk.test", follow_redirects=False, raise_server_exceptions=True
        )

    def as_role(self, role: str) -> TestClient:
        """A browser in which this role's account is logged in; forms carry the session's secret."""
        client = self.anonymous()
        with self.services.store.transaction() as tx:
            opened = open_session(tx, tx.accounts.by_login(role))
        client.cookies.set(COOKIE, opened.secret)
        client.headers["x-csrf-token"] = opened.csrf
        return client

    def token(self, role: str, *scopes: Permission) -> TestClient:
        with self.services.store.read() as tx:
            account = tx.accounts.by_login(role)
        made = make_token(
            person(account),
            name="test",
            scopes=frozenset(scopes or (Permission.READ,)),
            days=1,
            services=self.services,
        )
        client = self.anonymous()
        client.headers["authorization"] = f"Bearer {made[1]}"
        return client

    def submit(self, text: bytes = TEXT, *, path: str = "a.md", project: str = "default") -> str:
        from dataclasses import replace

        policy = replace(Policy(), project=project)
        return Application(self.services).submit(text, path=path, policy=policy, run_id=path).submission_id

    def case(self, text: bytes = TEXT, *, path: str = "a.md", project: str = "default") -> str:
        submission_id = self.submit(text, path=path, project=project)
        with self.services.store.transaction() as tx:
            for work in tx.jobs.unfinished(submission_id):
                tx.session.delete(work)
            escalate(
                tx,
                tx.submissions.get(submission_id),
                EscalationReason.REWRITE_CAP,
                "it stays under the score",
                expected=SubmissionStatus.EVALUATING,
            )
        return Application(self.services).escalation(submission_id).id

    def refusals(self) -> list[dict]:
        with self.services.store.read() as tx:
            events = tx.pages.library.audit(limit=200)
        return [event.event.data for event in events if event.event.kind == "access.refused"]


def make_web(tmp_path, url: str, **settings) -> Web:
    upgrade(url)
    services = build_services(Settings(state_dir=tmp_path, database_url=url, **settings))
    web = Web(services, create_app(services))
    web.submit(b"# First\n\nA text.\n", path="first.md")
    with services.store.read() as tx:
        projects = list(tx.accounts.projects())
    for role in Role:
        with services.store.transaction() as tx:
            account_id = tx.accounts.add(role.value, role=role, password_hash=HASHED)
            tx.accounts.set_projects(account_id, projects)
        web.accounts[role.value] = account_id
    return web


@pytest.fixture
def web(tmp_path):
    made = make_web(tmp_path, f"sqlite:///{tmp_path / 'test.db'}")
    yield made
    made.services.close()


@pytest.fixture
def postgres_web(tmp_path, postgres_url):
    made = make_web(tmp_path, postgres_url)
    yield made
    made.services.close()
