"""A pipeline without a broker whose provider is the local server of the test that asks for it."""

import pytest

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.workflow.bootstrap import build_services


@pytest.fixture
def services(tmp_path, server):
    addresses = {"OPENAI_BASE_URL": server.openai_url}
    settings = Settings(state_dir=tmp_path, celery_enabled=False, provider_settings=addresses)
    upgrade(settings.database_url)
    made = build_services(settings)
    yield made
    made.close()
