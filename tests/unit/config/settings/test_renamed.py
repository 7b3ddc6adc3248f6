"""A setting under its name of the release before works, warns, and never silently wins over the new one."""

import logging

import pytest

from app.config.settings import child_environ, load_settings
from app.config.settings.renamed import renamed_variables
from app.domain.errors import ConfigurationError

HOME = {"HOME": "/home/ann"}
KEY, OTHER_KEY = "k" * 32, "o" * 32
RENAMED = [
    ("COPYDESK_RING_WINDOW", "COPYDESK_WAKEUP_WINDOW", "wakeup_window", "32", 32, "64"),
    ("COPYDESK_DEAF_AFTER", "COPYDESK_STUCK_AFTER", "stuck_after_seconds", "45", 45.0, "60"),
    ("COPYDESK_SEAL_KEYS", "COPYDESK_ENCRYPTION_KEYS", "encryption_keys", KEY, (KEY,), OTHER_KEY),
]
each_renamed = pytest.mark.parametrize(("old", "new", "field", "raw", "value", "other"), RENAMED)


def test_every_renamed_variable_is_tried_here():
    assert {old: new for old, new in renamed_variables().items() if not old.endswith("_FILE")} == {
        old: new for old, new, *_ in RENAMED
    }


@each_renamed
def test_the_old_name_is_read_and_the_warning_names_the_new_one(old, new, field, raw, value, other, caplog):
    with caplog.at_level(logging.WARNING):
        settings = load_settings(HOME | {old: raw})

    assert getattr(settings, field) == value
    assert caplog.messages == [
        f"{old} is now called {new}: rename it. The next release will refuse the old name."
    ]


@each_renamed
def test_the_new_name_alone_warns_of_nothing(old, new, field, raw, value, other, caplog):
    with caplog.at_level(logging.WARNING):
        settings = load_settings(HOME | {new: raw})

    assert getattr(settings, field) == value
    assert caplog.messages == []


@each_renamed
def test_both_names_with_different_values_are_refused(old, new, field, raw, value, other):
    with pytest.raises(ConfigurationError, match=f"{old} and {new} are both set and differ.*remove {old}"):
        load_settings(HOME | {old: raw, new: other})


@each_renamed
def test_both_names_with_one_value_are_accepted(old, new, field, raw, value, other):
    assert getattr(load_settings(HOME | {old: raw, new: f" {raw} "}), field) == value


@each_renamed
def test_a_wrong_value_under_the_old_name_is_refused_under_the_new_one(old, new, field, raw, value, other):
    with pytest.raises(ConfigurationError, match=f"^{new}: "):
        load_settings(HOME | {old: "-"})


def test_the_file_of_a_secret_is_found_under_its_old_name(tmp_path):
    file = tmp_path / "keys"
    file.write_text(KEY)

    assert load_settings(HOME | {"COPYDESK_SEAL_KEYS_FILE": str(file)}).encryption_keys == (KEY,)


def test_an_empty_old_variable_is_as_if_it_were_not_set(caplog):
    assert load_settings(HOME | {"COPYDESK_RING_WINDOW": ""}).wakeup_window == 16
    assert caplog.messages == []


def test_a_child_process_gets_the_new_names_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("COPYDESK_RING_WINDOW", "32")
    monkeypatch.setenv("COPYDESK_SEAL_KEYS_FILE", str(tmp_path / "keys"))
    (tmp_path / "keys").write_text(KEY)

    environ = child_environ(load_settings())

    assert environ["COPYDESK_WAKEUP_WINDOW"] == "32"
    assert environ["COPYDESK_ENCRYPTION_KEYS"] == KEY
    assert not {"COPYDESK_RING_WINDOW", "COPYDESK_SEAL_KEYS", "COPYDESK_SEAL_KEYS_FILE"} & set(environ)
