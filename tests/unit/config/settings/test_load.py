"""Settings: what is read, from where, and what a wrong one says."""

from pathlib import Path

import pytest

from app.config.settings import Settings, load_settings
from app.domain.errors import ConfigurationError
from tests.support.packages import install

HOME = {"HOME": "/home/ann"}


def wrong(**environ: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(HOME | environ)
    return str(caught.value)


def test_nothing_set_means_sqlite_and_the_embedded_redis_in_the_state_folder():
    settings = load_settings(HOME)

    assert settings.state_dir == Path("/home/ann/.local/state/copydesk")
    assert settings.database_url == "sqlite:////home/ann/.local/state/copydesk/copydesk.db"
    assert settings.broker_url == "redis+socket:///home/ann/.local/state/copydesk/redis.sock"
    assert settings.result_backend == settings.broker_url + "?virtual_host=1"
    assert settings.broker_is_embedded
    assert settings.celery_enabled


def test_the_state_folder_follows_xdg_when_it_is_an_absolute_path():
    assert load_settings(HOME | {"XDG_STATE_HOME": "/var/x"}).state_dir == Path("/var/x/copydesk")
    assert load_settings(HOME | {"XDG_STATE_HOME": "x"}).state_dir == Path("/home/ann/.local/state/copydesk")


def test_without_home_the_state_folder_must_be_named():
    with pytest.raises(ConfigurationError, match="COPYDESK_HOME"):
        load_settings({})


def test_a_long_state_folder_gets_a_short_socket_that_is_always_the_same():
    deep = "/srv/" + "x" * 120
    first, second = (load_settings({"COPYDESK_HOME": deep}) for _ in range(2))

    assert len(str(first.embedded_socket)) <= 107
    assert first.embedded_socket == second.embedded_socket
    assert first.broker_is_embedded
    assert first.embedded_socket != load_settings({"COPYDESK_HOME": deep + "y"}).embedded_socket


def test_a_state_folder_with_a_blank_gives_an_address_that_holds_none():
    settings = load_settings({"COPYDESK_HOME": "/srv/my desk"})

    assert settings.broker_url == "redis+socket:///srv/my%20desk/redis.sock"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_uses_psycopg(scheme):
    settings = load_settings(HOME | {"DATABASE_URL": f"{scheme}://me:pw@db.local:5432/desk?sslmode=require"})

    assert settings.database_url == "postgresql+psycopg://me:pw@db.local:5432/desk?sslmode=require"


def test_tls_always_requires_the_certificate():
    settings = load_settings(HOME | {"CELERY_BROKER_URL": "rediss://r.local:6380/2?ssl_ca_certs=/etc/ca.pem"})

    assert settings.broker_url == "rediss://r.local:6380/2?ssl_ca_certs=/etc/ca.pem&ssl_cert_reqs=required"
    assert (
        settings.result_backend == "rediss://r.local:6380/3?ssl_ca_certs=/etc/ca.pem&ssl_cert_reqs=required"
    )


@pytest.mark.parametrize("spelling", ["none", "CERT_NONE", "optional", "CERT_OPTIONAL"])
def test_tls_without_a_required_certificate_is_refused(spelling):
    message = wrong(CELERY_BROKER_URL=f"rediss://r.local/0?ssl_cert_reqs={spelling}")

    assert message.startswith("CELERY_BROKER_URL: ssl_cert_reqs=")
    assert "ssl_ca_certs" in message


def test_rabbitmq_answers_over_rpc():
    assert (
        load_settings(HOME | {"CELERY_BROKER_URL": "amqp://guest:guest@mq/desk"}).result_backend == "rpc://"
    )


def test_results_may_share_the_brokers_database():
    address = "redis://localhost:6379/0"

    shared = load_settings(
        HOME | {"CELERY_BROKER_URL": address, "CELERY_RESULT_BACKEND": "redis://localhost"}
    )
    apart = load_settings(
        HOME | {"CELERY_BROKER_URL": address, "CELERY_RESULT_BACKEND": "redis://localhost/1"}
    )

    assert shared.results_share_the_broker
    assert not apart.results_share_the_broker


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("DATABASE_URL", "mysql://x/y", "'mysql'"),
        ("DATABASE_URL", "sqlite://", "in memory"),
        ("DATABASE_URL", "postgresql://host", "names no database"),
        ("CELERY_BROKER_URL", "kafka://x", "'kafka'"),
        ("CELERY_BROKER_URL", "redis://h:port/0", "not an address"),
        ("CELERY_BROKER_URL", "redis://h/zero", "numbers them"),
        ("CELERY_BROKER_URL", "redis://h/0?ssl_cert_reqs=required", "rediss://"),
        ("CELERY_BROKER_URL", "redis+socket:///" + "x" * 120, "107 bytes"),
        ("ENABLE_CELERY", "maybe", "true or false"),
        ("LOG_LEVEL", "loud", "debug, info, warning, error"),
        ("CELERY_TASK_TIME_LIMIT", "five", "not a number of seconds"),
        ("COPYDESK_SWEEP_INTERVAL", "0", "outside"),
        ("COPYDESK_CONCURRENCY_REWRITE", "1.5", "whole number"),
        ("OPENAI_BASE_URL", "localhost:8000", "web address"),
        ("COPYDESK_HOME", "/srv/what?", "cannot hold"),
        ("COPYDESK_WEB_PORT", "http", "whole number (a port)"),
        ("COPYDESK_RESERVE_URGENT", "rewrites", "evaluation, rewrite, escalation, celery, none"),
        ("COPYDESK_PRICES", "openai:gpt=1", "INPUT/OUTPUT"),
        ("COPYDESK_LIMITS", "openai=many", "REQUESTS/TOKENS"),
        ("COPYDESK_JUDGE_MODEL", "gpt-5", "openai:MODEL"),
        ("COPYDESK_BINOCULARS_MODELS", "performer", "PERFORMER OBSERVER"),
        ("COPYDESK_ZERO_SHOT_DEVICE", "tpu", "cuda"),
    ],
)
def test_a_wrong_value_is_refused_by_name_with_the_reason(name, value, part):
    message = wrong(**{name: value})

    assert message.startswith(f"{name}: ")
    assert part in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COPYDESK_RESERVE_URGENT", "none"),
        ("COPYDESK_RESERVE_URGENT", "rewrite, evaluation"),
        ("COPYDESK_PRICES", "openai:gpt-x=1.25/10/.125, anthropic:claude-x=3/15"),
        ("COPYDESK_LIMITS", "openai=-/90000, anthropic:claude-x = 50 / -, other=5"),
        ("COPYDESK_JUDGE_MODEL", "openai:ft:gpt-5:us"),
        ("COPYDESK_FAST_DETECT_GPT_MODELS", "/models/one"),
        ("COPYDESK_BINOCULARS_MODELS", "a/b c/d"),
        ("COPYDESK_ZERO_SHOT_DEVICE", "cuda:1"),
    ],
)
def test_every_documented_form_of_a_list_is_taken(name, value):
    assert load_settings(HOME | {name: value})


def test_a_misspelt_name_is_answered_with_the_right_one():
    assert "did you mean COPYDESK_SWEEP_INTERVAL" in wrong(COPYDESK_SWEEP_INTERVALL="5")


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [
        ("CELERY_TASK_SOFT_TIME_LIMIT", "300", "CELERY_TASK_TIME_LIMIT"),
        ("CELERY_TASK_TIME_LIMIT", "330", "COPYDESK_LEASE"),
        ("COPYDESK_LEASE", "1800", "CELERY_VISIBILITY_TIMEOUT"),
    ],
)
def test_a_broken_time_line_names_both_ends(name, value, other):
    message = wrong(**{name: value})

    assert name in message
    assert other in message


def test_one_late_heartbeat_must_not_look_like_death():
    assert "COPYDESK_HEARTBEAT_STALE" in wrong(COPYDESK_HEARTBEAT="20")


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / ".env"
    file.write_text("LOG_LEVEL=debug\nLOG_FORMAT='json'\n# a comment\nexport SENTRY_ENVIRONMENT=stage\n")

    settings = load_settings(HOME | {"LOG_LEVEL": "error"}, dotenv=file)

    assert (settings.log_level, settings.log_format, settings.sentry_environment) == (
        "error",
        "json",
        "stage",
    )


def test_a_secret_can_stand_in_a_file_of_its_own(tmp_path):
    file = tmp_path / "key"
    file.write_text("sk-from-a-file\n")

    assert load_settings(HOME | {"OPENAI_API_KEY_FILE": str(file)}).provider_settings == {
        "OPENAI_API_KEY": "sk-from-a-file"
    }
    assert "both set" in wrong(OPENAI_API_KEY_FILE=str(file), OPENAI_API_KEY="sk-x")
    assert "cannot be read" in wrong(OPENAI_API_KEY_FILE=str(tmp_path / "gone"))


def test_a_secret_file_that_only_root_reads_is_refused_with_the_way_to_share_it(tmp_path, monkeypatch):
    file = tmp_path / "key"
    monkeypatch.setattr(Path, "read_text", _denied)

    said = wrong(OPENAI_API_KEY_FILE=str(file))

    assert "is not readable by this account" in said
    assert f"chgrp copydesk {file}" in said


def _denied(*_given, **_named):
    raise PermissionError(13, "Permission denied")


def test_secrets_never_show_in_repr():
    settings = load_settings(
        HOME
        | {
            "OPENAI_API_KEY": "sk-planted",
            "DATABASE_URL": "postgresql://u:planted@h/d",
            "CELERY_BROKER_URL": "redis://:planted@h/0",
        }
    )

    assert "planted" not in repr(settings)


def test_a_child_process_reads_the_same_settings_back(tmp_path):
    settings = load_settings(
        {
            "COPYDESK_HOME": str(tmp_path),
            "ENABLE_CELERY": "no",
            "OPENAI_API_KEY": "k",
            "COPYDESK_LEASE": "301.5",
        }
    )

    assert load_settings(settings.as_environ()) == settings
    assert Settings(state_dir=tmp_path) == load_settings({"COPYDESK_HOME": str(tmp_path)})


def test_the_variables_of_an_installed_provider_are_read_and_a_broken_one_stops_nothing(
    tmp_path, monkeypatch
):
    source = (
        "from app.llm.provider import Provider\n"
        "provider = Provider(name='house', title='House', build=lambda o: None, default_model='m')\n"
    )
    for name, code in (("house", source), ("old", "import app.errors\n")):
        points = {"copydesk.providers": {name: f"{name}_models:provider"}}
        folder = install(tmp_path / name, f"{name}-models", {f"{name}_models.py": code}, points)
        monkeypatch.syspath_prepend(str(folder))

    settings = load_settings(
        HOME | {"HOUSE_API_KEY": "k", "COPYDESK_HOUSE_MODEL": "large", "COPYDESK_OLD_MODEL": "m"}
    )

    assert settings.provider_settings == {"HOUSE_API_KEY": "k", "COPYDESK_HOUSE_MODEL": "large"}
    assert "web address" in wrong(HOUSE_BASE_URL="models.example")
    assert "COPYDESK_HOUSE_MODELS is not a setting" in wrong(COPYDESK_HOUSE_MODELS="m")
    assert load_settings(settings.as_environ()) == settings


def test_without_a_home_only_what_keeps_nothing_has_settings():
    with pytest.raises(ConfigurationError, match="name a folder"):
        load_settings({})

    assert not load_settings({}, stores=False).state_dir.parent.is_dir()
