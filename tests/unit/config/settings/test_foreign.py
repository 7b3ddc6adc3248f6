"""Variables of other Celery set-ups: read under our names, or refused with them."""

import pytest

from app.config.settings import child_environ, load_settings
from app.domain.errors import ConfigurationError

HOME = {"COPYDESK_HOME": "/srv/copydesk"}
SECRET = "p@ss/word"


def read(**variables):
    return load_settings(HOME | variables)


def wrong(**variables):
    with pytest.raises(ConfigurationError) as refused:
        read(**variables)
    return str(refused.value)


@pytest.mark.parametrize(
    ("given", "broker"),
    [
        ({"REDIS_URL": "redis://r:6379/0"}, "redis://r:6379/0"),
        ({"REDIS_URL": "redis://r:6379/0", "REDIS_PASSWORD": ""}, "redis://r:6379/0"),
        ({"REDIS_URL": "redis://r/0", "REDIS_PASSWORD": SECRET}, "redis://:p%40ss%2Fword@r/0"),
        ({"REDIS_URL": "redis://:old@r/0", "REDIS_PASSWORD": SECRET}, "redis://:old@r/0"),
        ({"REDIS_URL": "redis://r/0", "REDIS_HOST": "other"}, "redis://r/0"),
        ({"REDIS_HOST": "redis"}, "redis://redis:6379/0"),
        ({"REDIS_HOST": "redis", "REDIS_PORT": "6380", "REDIS_DB": "3"}, "redis://redis:6380/3"),
        ({"REDIS_HOST": "redis", "REDIS_PORT": "tcp://10.0.0.7:6379"}, "redis://redis:6379/0"),
        ({"REDIS_HOST": "fd00::7"}, "redis://[fd00::7]:6379/0"),
        (
            {"REDIS_HOST": "r", "REDIS_USE_SSL": "true", "REDIS_SSL_CERT_REQS": "CERT_REQUIRED"},
            "rediss://r:6379/0?ssl_cert_reqs=required",
        ),
        (
            {"REDIS_URL": "redis://r/0", "REDIS_USE_SSL": "true"},
            "rediss://r/0?ssl_cert_reqs=required",
        ),
        ({"CELERY_BROKER_URL": "redis://ours/0", "REDIS_URL": "redis://r/0"}, "redis://ours/0"),
        ({"BROKER_URL": "amqp://mq/desk"}, "amqp://mq/desk"),
    ],
)
def test_the_address_of_redis_is_read_under_each_of_its_names(given, broker):
    assert read(**given).broker_url == broker


def test_a_port_without_a_host_is_kubernetes_speaking_and_names_no_broker():
    assert read(REDIS_PORT="tcp://10.0.0.7:6379").broker_is_embedded


def test_results_follow_redis_url_into_the_next_database():
    assert read(REDIS_URL="redis://r:6379/0").result_backend == "redis://r:6379/1"


@pytest.mark.parametrize(
    ("name", "value", "field", "meant"),
    [
        ("CELERYD_CONCURRENCY", "4", "worker_concurrency", 4),
        ("CELERY_WORKER_CONCURRENCY", "4", "worker_concurrency", 4),
        ("CELERY_WORKER_PREFETCH_MULTIPLIER", "2", "worker_prefetch_multiplier", 2),
        ("CELERYD_PREFETCH_MULTIPLIER", "4", "worker_prefetch_multiplier", 4),
        ("CELERY_WORKER_MAX_TASKS_PER_CHILD", "500", "worker_max_tasks_per_child", 500),
        ("CELERYD_MAX_TASKS_PER_CHILD", "500", "worker_max_tasks_per_child", 500),
        ("TASK_TIMEOUT", "300", "hard_time_limit_seconds", 300.0),
        ("CELERYD_TASK_TIME_LIMIT", "310", "hard_time_limit_seconds", 310.0),
        ("CELERYD_TASK_SOFT_TIME_LIMIT", "240", "soft_time_limit_seconds", 240.0),
    ],
)
def test_a_limit_is_read_under_each_of_its_names(name, value, field, meant):
    assert getattr(read(**{name: value}), field) == meant


@pytest.mark.parametrize(
    "given",
    [
        {"SSL_VERIFY": "true"},
        {"CELERY_TASK_ALWAYS_EAGER": "false"},
        {"CELERY_TASK_IGNORE_RESULT": "true"},
        {"REDIS_SSL_CERT_REQS": "CERT_REQUIRED"},
        {"REDIS_SSL_CERT_REQS": "ssl.CERT_REQUIRED"},
        {"SYNC_BATCH_SIZE": ""},
    ],
)
def test_what_is_so_anyway_is_accepted(given):
    assert read(**given) == read()


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        ({"CREDENTIAL_ENCRYPTION_KEY": "x" * 44}, "COPYDESK_ENCRYPTION_KEYS"),
        ({"SYNC_BATCH_SIZE": "500"}, "COPYDESK_WAKEUP_WINDOW"),
        ({"SSL_VERIFY": "false"}, "SSL_CERT_FILE"),
        ({"CELERY_TASK_ALWAYS_EAGER": "true"}, "ENABLE_CELERY=false"),
        ({"CELERY_TASK_IGNORE_RESULT": "no"}, "copydesk show"),
        ({"REDIS_SSL_CERT_REQS": "CERT_NONE"}, "ssl_ca_certs"),
        ({"REDIS_HOST": "r", "REDIS_PORT": "six"}, "REDIS_PORT"),
        ({"REDIS_URL": "http://r/0"}, "REDIS_URL"),
        ({"REDIS_URL": "rediss://r/0?ssl_cert_reqs=none"}, "ssl_ca_certs"),
        ({"CELERY_BROKER_URL": "redis://r/0", "REDIS_USE_SSL": "true"}, "rediss://"),
        ({"CELERY_BROKER_URL": "redis://r/0", "REDIS_PASSWORD": SECRET}, "CELERY_BROKER_URL"),
        ({"CELERYD_CONCURRENCY": "2", "CELERY_WORKER_CONCURRENCY": "4"}, "CELERY_WORKER_CONCURRENCY"),
        ({"TASK_TIMEOUT": "1800"}, "COPYDESK_LEASE"),
        ({"CELERYD_CONCURRENCY": "many"}, "CELERY_WORKER_CONCURRENCY"),
    ],
)
def test_what_copydesk_does_otherwise_is_refused_with_our_name_and_no_secret(given, ours):
    message = wrong(**given)

    assert ours in message
    assert SECRET not in message
    assert "\n" not in message


def test_a_guides_whole_env_file_is_read(tmp_path):
    (tmp_path / ".env").write_text(
        "# Enable Celery mode (default: false for asyncio mode)\n"
        "ENABLE_CELERY=true\n\n"
        "REDIS_URL=redis://localhost:6379/0\n"
        "REDIS_PASSWORD=  # Set for production\n\n"
        "CELERY_BROKER_URL=redis://localhost:6379/0\n"
        "CELERY_RESULT_BACKEND=redis://localhost:6379/0\n\n"
        "CELERY_WORKER_CONCURRENCY=4  # Number of concurrent tasks per worker\n"
        "CELERY_WORKER_PREFETCH_MULTIPLIER=2  # How many tasks to prefetch\n"
        "CELERY_TASK_TIME_LIMIT=300  # Hard time limit (5 minutes)\n"
        "CELERY_TASK_SOFT_TIME_LIMIT=240  # Soft time limit (4 minutes)\n"
        "CELERY_RESULT_EXPIRES=3600  # Result TTL (1 hour)\n"
    )

    settings = load_settings(HOME, dotenv=tmp_path / ".env")

    assert settings.results_share_the_broker
    assert (settings.worker_concurrency, settings.worker_prefetch_multiplier) == (4, 2)
    assert (settings.soft_time_limit_seconds, settings.hard_time_limit_seconds) == (240.0, 300.0)


def test_a_child_gets_our_names_alone(monkeypatch):
    monkeypatch.setenv("CELERYD_CONCURRENCY", "04")
    monkeypatch.setenv("REDIS_URL", "redis://r/0")

    environ = child_environ(read(CELERYD_CONCURRENCY="04", REDIS_URL="redis://r/0"))

    assert environ["CELERY_BROKER_URL"] == "redis://r/0"
    assert environ["CELERY_WORKER_CONCURRENCY"] == "4"
    assert not {"REDIS_URL", "CELERYD_CONCURRENCY"} & environ.keys()
