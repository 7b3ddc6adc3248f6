"""The kinds of address that apprise knows and that speak HTTP or mail: Slack, Teams, e-mail and others."""

import sys
from typing import Any

from app.platform.outbound import PUBLIC, AddressRules

MAIL_PORTS = frozenset({25, 465, 587, 2525})


class AppriseNotifier:
    """Takes what no installed notifier takes."""

    def __init__(self, rules: AddressRules = PUBLIC) -> None:
        self._rules = rules

    def accepts(self, address: str) -> bool:
        """Whether apprise reads this as one address, of a kind whose connections can be checked.

        Raises ForbiddenAddress for a server that is not public.
        """
        plugin = _plugin(address)
        if plugin is None:
            return False
        for host in _named_hosts(plugin):
            self._rules.check_host(host)
        return True

    def send(self, address: str, *, title: str, body: str) -> bool:
        """Takes seconds: apprise has time limits of its own."""
        plugin = _plugin(address)
        return plugin is not None and bool(plugin.notify(title=title, body=body))


def names_its_server(address: str) -> bool:
    """Whether whoever writes the address chooses the server and port: `json://`, not `slack://`.

    E-mail on a port of mail servers does not count: everybody's provider is another.
    """
    plugin = _plugin(address)
    if plugin is None:
        return False
    is_mail = _is_mail(plugin) and (not plugin.port or plugin.port in MAIL_PORTS)
    return bool(_named_hosts(plugin)) and not is_mail


def _plugin(address: str) -> Any:
    """Apprise's sender for this one address; None for several addresses, and for kinds that are not sent to.

    Those are kinds that write files, start programs, or connect in ways that are not checked.
    """
    import apprise
    from apprise.utils.parse import parse_urls

    if address != address.strip() or not address.isprintable() or len(parse_urls(address)) != 1:
        return None
    plugin = apprise.Apprise.instantiate(address, asset=apprise.AppriseAsset(http_redirects=False))
    if plugin is None or not (_is_mail(plugin) or _speaks_http(plugin)):
        return None
    plugin.redirects = False  # nobody approved the other address, whatever `redirect=` says
    return plugin


def _speaks_http(plugin: Any) -> bool:
    return hasattr(sys.modules[type(plugin).__module__], "requests")


def _is_mail(plugin: Any) -> bool:
    return type(plugin).__module__.startswith("apprise.plugins.email.")


def _named_hosts(plugin: Any) -> list[str]:
    """The servers that the address itself names."""
    if not any("{host}" in template for template in type(plugin).templates):
        return []
    return [str(host) for host in (getattr(plugin, "smtp_host", ""), plugin.host) if host][:1]
