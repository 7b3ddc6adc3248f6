"""Which failures hold an attempt off."""

from app.accounts.login_limits import MOST_FOR_A_NAME, known_device, limits_of, new_device

KEY = "k" * 32


def test_failures_count_for_the_name_at_the_address_for_the_address_and_for_the_name():
    assert limits_of("ada", "203.0.113.9", None) == [
        ("here:203.0.113.9 ada", 8),
        ("address:203.0.113.9", 40),
        ("login:ada", MOST_FOR_A_NAME),
    ]


def test_all_addresses_of_one_ipv6_network_count_as_one():
    keys = {limits_of("ada", address, None)[1][0] for address in ("2001:db8::1", "2001:db8::ffff:1")}
    assert keys == {"address:2001:db8::/64"}
    assert limits_of("ada", "::ffff:203.0.113.9", None)[1][0] == "address:203.0.113.9"


def test_a_known_browser_is_counted_by_its_mark_alone():
    device = known_device(new_device("ada", KEY), "ada", KEY)

    assert limits_of("ada", "203.0.113.9", device) == [(f"device:{device}", 8)]


def test_a_forged_mark_and_one_of_another_account_or_key_count_for_nothing():
    mark = new_device("ada", KEY)

    assert known_device(mark, "bob", KEY) is None
    assert known_device(mark, "ada", "o" * 32) is None
    assert known_device(mark + "x", "ada", KEY) is None
    assert known_device(None, "ada", KEY) is None
    assert known_device("é", "ada", KEY) is None
