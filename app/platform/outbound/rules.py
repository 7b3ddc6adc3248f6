"""Which network addresses a request may reach: public ones, and those that an administrator allows."""

import socket
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = ip_network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are the IPv4 address that is reached."""
_LOCAL_NAMES = (".localhost", ".local", ".internal")
"""RFC 6761, RFC 6762 and ICANN's reserved name: never names on the public internet."""


class ForbiddenAddress(OSError):
    """This address is not public, and COPYDESK_OUTBOUND_ALLOW does not name it."""


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Public addresses are allowed, and the networks in `allowed`."""

    allowed: tuple[Network, ...] = ()

    def permits(self, address: Address) -> bool:
        """Whether a connection to this address may be made. A mapped address counts as what it reaches."""
        reached = _reached(address)
        if any(one in network for one in {address, reached} for network in self.allowed):
            return True
        return _is_public(reached)

    def check(self, host: str, addresses: list[Address]) -> None:
        """Raises ForbiddenAddress if one of the addresses that `host` resolves to is not permitted."""
        if not addresses or not all(map(self.permits, addresses)):
            raise ForbiddenAddress(
                f"{host} is not a public address: an administrator allows others with COPYDESK_OUTBOUND_ALLOW"
            )

    def check_host(self, host: str) -> None:
        """Refuse what needs no resolving: addresses in any spelling, local names. Raises ForbiddenAddress."""
        found = literal(host)
        name = _plain(host)
        if found is not None:
            self.check(host, [found])
        elif not name or "%" in name or (f".{name}".endswith(_LOCAL_NAMES) and not self.allowed):
            self.check(host, [])


PUBLIC = AddressRules()


def literal(host: str) -> Address | None:
    """The address that a host spells: dotted, decimal, octal, hexadecimal or shortened; None for a name."""
    plain = _plain(host)
    try:
        return ip_address(plain)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(plain)) if plain and not plain[-1].isspace() else None
    except (OSError, ValueError):
        return None


def _plain(host: str) -> str:
    """Lower case, without brackets and the final dot; full-width digits and dots as resolvers read them."""
    text = unicodedata.normalize("NFKC", host).replace("。", ".").strip().lower()
    return text.removeprefix("[").removesuffix("]").rstrip(".")


def _reached(address: Address) -> Address:
    """The IPv4 address behind a mapped, 6to4 or NAT64 one, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_public(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not (isinstance(address, IPv6Address) and (address.is_site_local or address.teredo is not None))
    )
