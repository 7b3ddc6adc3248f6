"""A broker that answers and refuses."""

from redis.exceptions import ReadOnlyError, ResponseError

from celery_worker.refusal import keys_of, refusal


def test_a_key_of_the_wrong_type_is_named():
    key = keys_of("rewrite")[-1]
    kinds = {"evaluation": "list", key: "string"}

    told = refusal(
        ResponseError("Command # 1 (LLEN) of pipeline caused error: WRONGTYPE Operation"),
        ["evaluation", "rewrite"],
        lambda name: kinds.get(name, "none"),
    )

    assert repr(key) in told
    assert "CELERY_BROKER_URL" in told


def test_a_redis_that_became_a_replica_is_told():
    told = refusal(ReadOnlyError("You can't write against a read only replica."), [], lambda _: "none")

    assert "replica" in told
    assert "new primary" in told
