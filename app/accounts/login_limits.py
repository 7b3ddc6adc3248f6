"""How many failed logins are taken, and from whom, so that a guesser is held off and the right person is not.

Failures count for a name at an address, for the address, and for the name from anywhere. A browser in which
this account has logged in before carries a signed mark and is counted by that mark alone (OWASP: device
cookies): whoever guesses elsewhere does not lock it out.
"""

import secrets
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from itsdangerous import BadSignature, URLSafeTimedSerializer

WINDOW = timedelta(minutes=15)
MOST_FOR_A_NAME_HERE = 8
MOST_FROM_AN_ADDRESS = 40
MOST_FOR_A_NAME = 100
DEVICE_LASTS = timedelta(days=180)

Limit = tuple[str, int]
"""What failures are counted under, and how many of them are taken within the window."""


def limits_of(login: str, address: str, device: str | None) -> list[Limit]:
    """The limits of one attempt; `device` is the mark of a browser that this account has used."""
    if device is not None:
        return [(f"device:{device}", MOST_FOR_A_NAME_HERE)]
    network = _network(address)
    return [
        (f"here:{network} {login}", MOST_FOR_A_NAME_HERE),
        (f"address:{network}", MOST_FROM_AN_ADDRESS),
        (f"login:{login}", MOST_FOR_A_NAME),
    ]


def new_device(login: str, key: str) -> str:
    """A mark for a browser in which this account has just logged in."""
    return _signer(key).dumps([login, secrets.token_hex(8)])


def known_device(mark: str | None, login: str, key: str) -> str | None:
    """What a mark's failures are counted under; None for one that is forged, old or another account's."""
    try:
        owner, device = _signer(key).loads(mark or "", max_age=int(DEVICE_LASTS.total_seconds()))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(device) if owner == login else None


def _network(address: str) -> str:
    """One household of IPv6 has 2^64 addresses and counts as one; an IPv4 address for itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def _signer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="copydesk.device")
