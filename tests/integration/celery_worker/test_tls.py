"""Redis and PostgreSQL over TLS, on real servers: certificates are required, the doctor reads their dates."""

from datetime import UTC, datetime, timedelta

import pytest
from kombu.exceptions import OperationalError

from app.config.settings import load_settings
from app.db.migrate import upgrade
from app.domain.errors import StoreUnavailable
from app.operations.certificates import examine_certificates
from app.operations.finding import State
from app.operations.redis_checks import examine_redis
from app.workflow.bootstrap import build_services
from celery_worker.build import celery_client
from tests.support.tls import Authority, knows, tls_postgres, tls_redis


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def address(authority):
    with tls_redis(authority) as found:
        yield found


def client(tmp_path, address):
    return celery_client(load_settings({"COPYDESK_HOME": str(tmp_path), "CELERY_BROKER_URL": address}))


def send_and_answer(app):
    sent = app.send_task("tasks.sweep", queue="celery", ignore_result=False)
    app.backend.store_result(sent.id, {"ok": True}, "SUCCESS")
    return app.AsyncResult(sent.id).get(timeout=5)


def test_with_the_authority_named_messages_and_results_go_over_tls(address, authority, tmp_path):
    with client(tmp_path, f"{address}/0?ssl_ca_certs={authority.file}") as app:
        assert send_and_answer(app) == {"ok": True}
    with knows(f"{address}/0", authority) as broker:
        assert broker.llen("celery\x06\x164") + broker.llen("celery") == 1, broker.keys("*")
    with knows(f"{address}/1", authority) as results:
        assert results.keys("celery-task-meta-*")


def test_without_the_authority_nothing_is_sent(address, tmp_path):
    # Another database, because kombu would hand out the connection of the test above, with its authority.
    with client(tmp_path, f"{address}/2") as app, pytest.raises(OperationalError, match=r"(?i)certificate"):
        app.send_task("tasks.sweep", queue="celery", ignore_result=True, retry=False)


def test_a_redis_that_wants_a_certificate_of_ours_is_shown_it(authority, tmp_path):
    certificate, key = authority.issue("worker")
    with tls_redis(authority, clients="yes") as address:
        ours = f"ssl_certfile={certificate}&ssl_keyfile={key}"
        with client(tmp_path, f"{address}/0?ssl_ca_certs={authority.file}&{ours}") as app:
            assert send_and_answer(app) == {"ok": True}

        without = f"{address}/2?ssl_ca_certs={authority.file}"
        with client(tmp_path, without) as app, pytest.raises(OperationalError):
            app.send_task("tasks.sweep", queue="celery", ignore_result=True, retry=False)


def found(tmp_path, **settings):
    loaded = load_settings({"COPYDESK_HOME": str(tmp_path), **settings})
    return list(examine_certificates(loaded))


def test_the_doctor_asks_over_tls_and_says_until_when_the_certificates_hold(address, authority, tmp_path):
    url = f"{address}/0?ssl_ca_certs={authority.file}"

    one = found(tmp_path, CELERY_BROKER_URL=url)

    assert [finding.state for finding in one] == [State.OK, State.OK], "the authority's and the server's"
    assert "redis-persistence" in {finding.check for finding in examine_redis(url)}


@pytest.mark.parametrize(
    ("days", "state", "words"), [(-1, State.WRONG, "expired on"), (5, State.WARNING, "in 4 days")]
)
def test_a_certificate_that_has_expired_or_expires_soon_is_found(authority, tmp_path, days, state, words):
    with tls_redis(authority, days=days) as address:
        finding = found(tmp_path, CELERY_BROKER_URL=f"{address}/0")[-1]

    assert finding.state is state
    assert words in finding.detail
    assert "renew" in finding.remedy


def test_an_authority_whose_file_is_missing_is_found(tmp_path, address):
    first = found(tmp_path, CELERY_BROKER_URL=f"{address}/0?ssl_ca_certs=/no/such.pem")[0]

    assert first.state is State.WRONG
    assert "/no/such.pem" in first.detail


def test_postgresql_is_used_over_tls_and_only_with_a_certificate_that_the_authority_signed(
    authority, tmp_path
):
    stranger = Authority(tmp_path)
    with tls_postgres(authority) as address:
        trusted = f"{address}?sslmode=verify-full&sslrootcert={authority.file}"
        upgrade(trusted.replace("postgresql://", "postgresql+psycopg://"))
        services = build_services(load_settings({"COPYDESK_HOME": str(tmp_path), "DATABASE_URL": trusted}))
        with services.store.transaction() as tx:
            assert tx.maintenance.is_due("sweep", every=timedelta(0))
        services.close()

        untrusted = f"{address}?sslmode=verify-full&sslrootcert={stranger.file}"
        refused = build_services(load_settings({"COPYDESK_HOME": str(tmp_path), "DATABASE_URL": untrusted}))
        with pytest.raises(StoreUnavailable, match="SSL error"), refused.store.read() as tx:
            tx.maintenance.paused()
        refused.close()

        loaded = load_settings({"COPYDESK_HOME": str(tmp_path), "DATABASE_URL": trusted})
        dates = list(examine_certificates(loaded, now=datetime.now(UTC) + timedelta(days=29)))
        assert [finding.state for finding in dates] == [State.WARNING, State.WARNING]
