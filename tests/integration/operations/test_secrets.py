"""Secrets in the database: sealed, rotated without a pause, and never in a log or a backup in the clear."""

import base64
import gzip
import sqlite3

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.config.settings import load_settings
from app.db.migrate import upgrade
from app.domain.errors import ConfigurationError
from app.notifications.hooks import add_webhook
from app.operations.backup import back_up
from app.operations.doctor import examine
from app.operations.finding import State
from app.operations.secrets import CLEAR, FOREIGN, NEWEST, OLDER, reseal, stored_secrets
from app.workflow.bootstrap import build_services

ONE, TWO = "1" * 64, "2" * 64


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request, tmp_path):
    """A function that opens the desk with these keys."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    opened = []

    def with_keys(*keys: str):
        environ = {
            "COPYDESK_HOME": str(tmp_path),
            "COPYDESK_ENCRYPTION_KEYS": ",".join(keys),
            "DATABASE_URL": url,
        }
        settings = load_settings(environ)
        upgrade(settings.database_url)
        opened.append(build_services(settings))
        return opened[-1]

    yield with_keys
    for services in opened:
        services.close()


def hook(services) -> tuple[str, str]:
    """A webhook's id and its secret."""
    return add_webhook(
        "https://example.org/in", ["case.opened"], by="admin", store=services.store, cipher=services.cipher
    )


def stored(services, webhook_id) -> str:
    with services.store.read() as tx:
        return tx.outbound.webhook(webhook_id).secret


def counts(services) -> dict[str, int]:
    return {name: count for name, count in stored_secrets(services).items() if count}


def test_a_secret_is_stored_sealed_and_opened_where_it_is_used(desk):
    services = desk(ONE)
    webhook_id, secret = hook(services)

    kept = stored(services, webhook_id)

    assert secret not in kept
    assert base64.b64decode(secret.removeprefix("whsec_")) not in kept.encode()
    assert services.cipher.open(kept) == secret
    assert services.cipher.seal(secret) != kept, "never the same twice"


def test_keys_are_rotated_without_a_pause(desk):
    webhook_id, secret = hook(desk(ONE))

    both = desk(TWO, ONE)
    assert counts(both) == {OLDER: 1}
    assert both.cipher.open(stored(both, webhook_id)) == secret
    assert reseal(both) == 1
    assert reseal(both) == 0

    new_alone = desk(TWO)
    assert counts(new_alone) == {NEWEST: 1}
    assert new_alone.cipher.open(stored(new_alone, webhook_id)) == secret


def test_without_its_key_a_secret_is_told_of_and_nothing_is_changed(desk, tmp_path):
    webhook_id, _ = hook(desk(ONE))
    other = desk(TWO)
    before = stored(other, webhook_id)

    with pytest.raises(ConfigurationError, match="COPYDESK_ENCRYPTION_KEYS"):
        reseal(other)

    assert stored(other, webhook_id) == before
    assert counts(other) == {FOREIGN: 1}
    [finding] = [one for one in examine(other.settings, folder=tmp_path) if one.check == "secrets"]
    assert finding.state is State.WRONG
    assert "COPYDESK_ENCRYPTION_KEYS" in finding.remedy


def test_what_an_older_version_stored_in_the_clear_still_works_and_is_sealed_by_a_rotation(desk):
    services = desk(ONE)
    with services.store.transaction() as tx:
        webhook_id = tx.outbound.add_webhook(
            url="https://example.org", secret="whsec_old", events=["test"], project_id=None, created_by="a"
        )

    assert services.cipher.open(stored(services, webhook_id)) == "whsec_old"
    assert counts(services) == {CLEAR: 1}
    assert reseal(services) == 1
    assert counts(services) == {NEWEST: 1}


def test_a_backup_holds_no_secret_in_the_clear(desk, tmp_path):
    services = desk(ONE)
    _, secret = hook(services)

    back_up(services, tmp_path / "b.jsonl.gz")

    assert secret not in gzip.decompress((tmp_path / "b.jsonl.gz").read_bytes()).decode()


def test_without_a_key_in_the_settings_one_is_made_that_only_its_owner_reads(tmp_path, monkeypatch):
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path))
    settings = load_settings({"COPYDESK_HOME": str(tmp_path)})
    upgrade(settings.database_url)
    services = build_services(settings)
    hook(services)
    services.close()

    assert (tmp_path / "seal.key").stat().st_mode & 0o077 == 0
    result = CliRunner().invoke(app, ["secrets", "status"])
    assert result.stdout.startswith("newest key: 1,")
    assert CliRunner().invoke(app, ["secrets", "rotate"]).stdout.startswith("0 secrets re-encrypted")
    with sqlite3.connect(tmp_path / "copydesk.db") as database:
        [(kept,)] = database.execute("SELECT secret FROM webhooks").fetchall()
    database.close()
    assert kept.startswith("sealed:")


def test_a_key_that_could_be_guessed_is_refused_and_a_new_one_is_long_enough(tmp_path):
    with pytest.raises(
        ConfigurationError, match="COPYDESK_ENCRYPTION_KEYS: a key has at least 32 characters"
    ):
        load_settings({"COPYDESK_HOME": str(tmp_path), "COPYDESK_ENCRYPTION_KEYS": "short"})

    made = CliRunner().invoke(app, ["secrets", "new-key"]).stdout.strip()
    load_settings({"COPYDESK_HOME": str(tmp_path), "COPYDESK_ENCRYPTION_KEYS": made})


def test_keys_may_stand_in_a_file_one_a_line(tmp_path):
    (tmp_path / "keys").write_text(f"{TWO}\n{ONE}\n")

    settings = load_settings(
        {"COPYDESK_HOME": str(tmp_path), "COPYDESK_ENCRYPTION_KEYS_FILE": str(tmp_path / "keys")}
    )

    assert settings.encryption_keys == (TWO, ONE)
    assert ONE not in repr(settings)
    assert load_settings(settings.as_environ()).encryption_keys == (TWO, ONE)
