"""What must not be shared with children is found before they are made."""

import gc
import sqlite3

import httpx2
import openai
import pytest
import sqlalchemy

from app.domain.errors import ConfigurationError
from celery_worker.fork_guard import inherited, refuse_inherited


def test_an_engine_made_at_import_refuses_the_start():
    engine = sqlalchemy.create_engine("sqlite://")

    with pytest.raises(ConfigurationError, match=r"sqlalchemy.engine.base.Engine.*in the child"):
        refuse_inherited([object(), engine])


def test_a_client_of_any_subclass_is_found():
    class OurClient(httpx2.Client):
        pass

    with OurClient() as client:
        assert list(inherited([client])) == ["httpx2.Client"]


def test_a_client_of_a_model_provider_is_found():
    with openai.OpenAI(api_key="k", base_url="http://127.0.0.1:1") as client:
        assert list(inherited([client])) == ["openai.OpenAI"]


def test_a_living_connection_is_found_among_all_objects():
    connection = sqlite3.connect(":memory:")
    try:
        assert "sqlite3.Connection" in set(inherited(gc.get_objects()))
    finally:
        connection.close()


def test_ordinary_objects_are_no_reason():
    refuse_inherited([object(), "text", 1, [], {}])

    assert list(inherited([object()])) == []
