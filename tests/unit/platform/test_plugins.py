"""Plug-ins: what is installed is known, and what cannot be used is refused with a sentence."""

import sys
from importlib import import_module
from importlib.util import find_spec

import pytest

from app.domain.errors import ConfigurationError, UnknownPlugin
from app.platform.moved_modules import MOVED, new_home
from app.platform.plugins import PROVIDERS, PluginKind
from tests.support.packages import install

KIND = PluginKind("painter", "copydesk.painters", "write-a-painter.md")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Installs a package with one module whose source is given, as the painter `red`."""
    before = set(sys.modules)

    def offer(source, *, name="red", package="red_paint"):
        folder = tmp_path / package
        install(folder, package, {f"{package}.py": source}, {KIND.group: {name: f"{package}:paint"}})
        monkeypatch.syspath_prepend(str(folder))

    yield offer
    for module in set(sys.modules) - before:
        del sys.modules[module]


def test_the_names_of_installed_plug_ins_are_known_without_importing_them(installed):
    installed("raise RuntimeError('imported')")

    assert KIND.names() == ("red",)


def test_an_installed_plug_in_is_loaded(installed):
    installed("paint = 'red'")

    assert KIND.load("red") == "red"


def test_an_unknown_name_is_refused_with_the_known_ones_and_the_way_to_add_one(installed):
    installed("paint = 'red'")

    with pytest.raises(UnknownPlugin) as refused:
        KIND.load("rod")

    message = str(refused.value)
    assert "no painter 'rod'; did you mean 'red'?" in message
    assert "Known: red" in message
    assert "'copydesk.painters'" in message
    assert "docs/howto/write-a-painter.md" in message


def test_two_packages_of_one_name_are_refused(installed):
    installed("paint = 1")
    installed("paint = 2", package="other_paint")

    with pytest.raises(ConfigurationError, match=r"other_paint:paint and red_paint:paint\. Uninstall one"):
        KIND.load("red")


@pytest.mark.parametrize(
    ("statement", "now"),
    [
        ("import app.errors", "imports app.errors, which is now app.domain.errors"),
        ("from app.errors import PermanentError", "which is now app.domain.errors"),
        ("from app.llm.model import ChatModel", "which is now app.llm.models.contract"),
        ("from app.llm.model import ChatRequest", "ChatRequest, ChatReply and Usage: app.domain.chat"),
        ("from app.testing import RecordedRing", "which is now app.testing.RecordedWakeups"),
        ("from app.delivery.retry_policy import RetryPolicy", "RetryPolicy: app.domain.retry_policy"),
        ("import app.settings.values", "which is now app.config.settings"),
        ("import app.nowhere", "app.nowhere, which this release does not have"),
        ("import no_such_library", "needs the module no_such_library, which is not installed"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_plug_in_that_cannot_be_imported_is_refused_with_what_to_change(installed, statement, now):
    installed(f"{statement}\npaint = 1")

    with pytest.raises(ConfigurationError) as refused:
        KIND.load("red")

    assert "the painter 'red' (red_paint:paint, package red_paint) cannot be loaded" in str(refused.value)
    assert now in str(refused.value)


def test_an_entry_point_without_its_object_is_refused(installed):
    installed("brush = 1")

    with pytest.raises(ConfigurationError, match="no attribute 'paint'"):
        KIND.load("red")


def test_what_comes_with_the_product_is_not_imported_to_be_checked():
    sys.modules.pop("app.llm.providers.anthropic", None)

    PROVIDERS.check("anthropic")

    assert "app.llm.providers.anthropic" not in sys.modules


@pytest.mark.parametrize("old", sorted(MOVED))
def test_each_moved_module_is_gone_and_its_new_one_exists(old):
    new = MOVED[old].partition(" ")[0]
    if old.rpartition(".")[2][0].isupper():
        module, _, name = new.rpartition(".")
        assert hasattr(import_module(module), name)
        assert not hasattr(import_module(old.rpartition(".")[0]), old.rpartition(".")[2])
    else:
        assert find_spec(new) is not None
        assert find_spec(old) is None


def test_a_module_below_a_moved_one_is_found_below_the_new_one():
    assert new_home("app.settings.values") == "app.config.settings.values"
    assert new_home("app.delivery.run") is None
    assert new_home("app.domain.errors") is None
