"""Celery's settings: what must hold on each broker."""

import ssl

import pytest

from app.config.settings import Settings
from app.domain.errors import ConfigurationError
from app.domain.priority import BROKER_STEPS, Priority, broker_priority
from celery_worker.config import celery_config
from celery_worker.queues import QUEUES


def config(tmp_path, broker="redis://h/0", **more):
    return celery_config(Settings(state_dir=tmp_path, broker_url=broker, **more))


def test_the_visibility_timeout_stands_in_all_three_places(tmp_path):
    celery = config(tmp_path, visibility_timeout_seconds=2000.0)

    assert celery.visibility_timeout == 2000
    assert celery.broker_transport_options["visibility_timeout"] == 2000
    assert celery.result_backend_transport_options["visibility_timeout"] == 2000


def test_a_retry_must_not_wait_longer_than_the_visibility_timeout(tmp_path):
    with pytest.raises(ConfigurationError, match="CELERY_VISIBILITY_TIMEOUT"):
        config(tmp_path, visibility_timeout_seconds=600.0)


def test_rabbitmq_has_no_visibility_timeout_to_check(tmp_path):
    celery = config(tmp_path, "amqp://h/v", visibility_timeout_seconds=400.0)

    assert celery.visibility_timeout is None
    assert celery.result_backend == "rpc://"


def test_results_in_the_brokers_own_database_have_names_of_their_own(tmp_path):
    shared = config(tmp_path, "redis://h/0", result_backend="redis://h:6379/0")

    assert shared.result_backend_transport_options["global_keyprefix"] == "copydesk-results:"
    assert "global_keyprefix" not in config(tmp_path).result_backend_transport_options


def test_prefetch_is_one_and_json_is_the_only_language(tmp_path):
    celery = config(tmp_path)

    assert celery.worker_prefetch_multiplier == 1
    assert celery.accept_content == celery.result_accept_content == ("json",)
    assert (celery.task_serializer, celery.result_serializer) == ("json", "json")
    assert celery.timezone == "UTC"
    assert celery.worker_max_tasks_per_child == 1000
    assert (celery.task_soft_time_limit, celery.task_time_limit) == (270.0, 300.0)
    assert celery.result_expires == 3600.0


def test_each_of_our_priorities_has_a_list_of_its_own_on_redis(tmp_path):
    celery = config(tmp_path)

    assert celery.broker_transport_options["priority_steps"] == list(BROKER_STEPS)
    assert len(set(BROKER_STEPS)) == len(Priority)
    assert celery.task_default_priority == broker_priority(Priority.NORMAL, "redis://h/0")


def test_rabbitmqs_classic_queues_know_priorities_and_quorum_queues_take_none(tmp_path):
    classic = config(tmp_path, "amqp://h/v").task_queues
    quorum = config(tmp_path, "amqp://h/v", amqp_queue_type="quorum").task_queues

    assert {queue.queue_arguments["x-max-priority"] for queue in classic} == {9}
    assert {queue.queue_arguments["x-queue-type"] for queue in quorum} == {"quorum"}
    assert not any("x-max-priority" in queue.queue_arguments for queue in quorum)


def test_a_bare_worker_consumes_all_four_queues_and_no_other_is_made(tmp_path):
    celery = config(tmp_path)

    assert tuple(queue.name for queue in celery.task_queues) == QUEUES
    assert celery.task_create_missing_queues is False
    assert celery.task_default_queue == "celery"


def test_tls_asks_for_certificates_on_both_sides(tmp_path):
    celery = config(tmp_path, "rediss://h/0?ssl_cert_reqs=required")

    assert celery.broker_use_ssl == celery.redis_backend_use_ssl == {"ssl_cert_reqs": ssl.CERT_REQUIRED}


def test_a_silent_broker_is_given_up_within_seconds(tmp_path):
    celery = config(tmp_path)
    policy = celery.task_publish_retry_policy

    waits = policy["interval_max"] * policy["max_retries"]
    tries = (policy["max_retries"] + 1) * celery.broker_transport_options["socket_connect_timeout"]
    assert waits + tries <= 15
    assert celery.broker_pool_acquire_timeout <= 5


def test_the_sweep_is_asked_for_in_its_rhythm_and_dropped_when_late(tmp_path):
    entry = config(tmp_path, sweep_interval_seconds=7.0).beat_schedule["sweep"]

    assert (entry["task"], entry["schedule"], entry["options"]["expires"]) == ("tasks.sweep", 7.0, 7.0)


def test_every_field_is_a_setting_that_celery_knows(tmp_path):
    from celery.app.defaults import SETTING_KEYS

    read_by_the_redis_backend = {"visibility_timeout", "redis_backend_health_check_interval"}
    assert set(config(tmp_path).as_celery()) - SETTING_KEYS <= read_by_the_redis_backend


def test_remote_control_can_be_switched_off(tmp_path):
    assert config(tmp_path).worker_enable_remote_control
    assert not config(tmp_path, remote_control=False).worker_enable_remote_control


def test_a_broker_that_refuses_a_command_is_connected_to_again(tmp_path):
    assert config(tmp_path).broker_channel_error_retry
