"""Providers by name: found, built from their own settings, and never replaced by another."""

import sys
from contextlib import closing
from decimal import Decimal

import pytest

from app.config.settings import Settings
from app.domain.errors import ConfigurationError, UnknownPlugin
from app.llm.middleware.limits import Allowance
from app.llm.models.anthropic import AnthropicModel
from app.llm.models.openai import OpenAIModel
from app.llm.prices import Price
from app.llm.provider import Provider
from app.llm.registry import build_batch_model, build_model, client_types, find_provider
from tests.support.packages import install

SOURCE = """
from decimal import Decimal

from app.llm.middleware.limits import Allowance
from app.llm.prices import Price
from app.llm.provider import Provider


class Model:
    def __init__(self, options):
        self.provider, self.model, self.options = options.provider, options.model, options

    def admit(self, request): ...
    def complete(self, request): ...
    def most_it_can_cost(self, request): ...


provider = Provider(
    name="house",
    title="House",
    build=Model,
    default_model="small",
    base_url="https://models.example",
    prices={"small": Price(Decimal(1), Decimal(1), Decimal(1), Decimal(2))},
    allowance=Allowance(requests_per_minute=60),
    client_types=frozenset({"house.Client"}),
)
"""
KEY = {"HOUSE_API_KEY": "k"}


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Installs the provider `house`; another name for its entry point or other code makes it a broken one."""

    def installed(source=SOURCE, *, name="house", package="house_models"):
        points = {"copydesk.providers": {name: f"{package}:provider"}}
        folder = install(tmp_path / package, package, {f"{package}.py": source}, points)
        monkeypatch.syspath_prepend(str(folder))
        monkeypatch.delitem(sys.modules, package, raising=False)

    return installed


def settings_of(tmp_path, **provider_settings):
    return Settings(state_dir=tmp_path, provider_settings=provider_settings)


@pytest.mark.parametrize(
    ("spec", "kind", "model"),
    [
        ("openai:gpt-5-mini", OpenAIModel, "gpt-5-mini"),
        ("openai", OpenAIModel, "gpt-5-mini"),
        ("anthropic", AnthropicModel, "claude-haiku-4-5"),
    ],
)
def test_a_shipped_provider_builds_its_own_models(tmp_path, spec, kind, model):
    settings = settings_of(tmp_path, OPENAI_API_KEY="k", ANTHROPIC_API_KEY="k")

    with closing(build_batch_model(spec, settings)) as built:
        assert type(built) is kind
        assert (built.provider, built.model) == (spec.partition(":")[0], model)


@pytest.mark.parametrize("spec", ["mystery:1", "mystery", "", ":m", "rules", "OpenAI:gpt"])
def test_an_unknown_provider_is_refused_and_routed_to_nobody(tmp_path, spec):
    settings = settings_of(tmp_path, OPENAI_API_KEY="k", ANTHROPIC_API_KEY="k")

    with pytest.raises(UnknownPlugin, match=r"Known: anthropic, openai"):
        build_model(spec, settings)


def test_an_installed_provider_is_built_from_its_own_settings(tmp_path, house):
    house()

    model = build_model("house", settings_of(tmp_path, **KEY, COPYDESK_HOUSE_MODEL="small"))

    assert (model.provider, model.model) == ("house", "small")
    assert (model.options.api_key, model.options.base_url) == ("k", "https://models.example")
    assert model.options.price.output == 2
    assert find_provider("house:small").allowance == Allowance(requests_per_minute=60)


def test_a_price_of_the_settings_wins_over_the_providers(tmp_path, house):
    house()
    settings = Settings(state_dir=tmp_path, provider_settings=KEY, llm_prices="house:small=3/4")

    assert build_model("house", settings).options.price == Price(
        Decimal(3), Decimal(3), Decimal("3.75"), Decimal(4)
    )


def test_a_model_without_a_price_is_refused_at_the_vendor_and_free_on_an_own_server(tmp_path, house):
    house()

    with pytest.raises(ConfigurationError, match="COPYDESK_PRICES=house:large="):
        build_model("house:large", settings_of(tmp_path, **KEY))
    own = build_model("house:large", settings_of(tmp_path, HOUSE_BASE_URL="http://127.0.0.1:1"))
    assert own.options.price.output == 0


def test_a_missing_key_is_refused_by_the_name_of_its_variable(tmp_path, house):
    house()

    with pytest.raises(ConfigurationError, match="set HOUSE_API_KEY"):
        build_model("house", settings_of(tmp_path, OPENAI_API_KEY="k"))


def test_a_provider_without_batches_is_refused_for_one(tmp_path, house):
    house()

    with pytest.raises(ConfigurationError, match=r"rewrite\.batch = false"):
        build_batch_model("house", settings_of(tmp_path, **KEY))


def test_the_clients_of_every_provider_are_known_to_the_fork_guard(house):
    house()
    house("import app.errors", name="old", package="old_models")

    assert {"openai.OpenAI", "anthropic.Anthropic", "house.Client"} <= client_types()


@pytest.mark.parametrize(
    ("source", "name", "reason"),
    [
        ("provider = object()", "house", "must refer to a Provider"),
        (SOURCE, "home", "calls itself 'house'"),
        ("from app.llm.model import ChatModel", "house", "which is now app.llm.models.contract"),
    ],
)
def test_a_broken_provider_is_refused_with_what_to_change(house, source, name, reason):
    house(source, name=name)

    with pytest.raises(ConfigurationError, match=reason):
        find_provider(name)


def test_a_second_provider_of_a_shipped_name_is_refused(house):
    house(name="openai")

    with pytest.raises(ConfigurationError, match="two packages offer a model provider 'openai'"):
        find_provider("openai")


@pytest.mark.parametrize("name", ["Mistral", "1st", "a b", "a:b", ""])
def test_a_name_that_policies_cannot_hold_is_refused(name):
    with pytest.raises(ValueError, match="cannot be a provider's name"):
        Provider(name=name, title="T", build=lambda _: None, default_model="m")
