"""Which notifier an address goes to: an installed one by the address's scheme, else apprise."""

import structlog

from app.domain.errors import ConfigurationError, InvalidContent
from app.notifications.apprise_notifier import AppriseNotifier, names_its_server
from app.notifications.notifier import Notifier
from app.platform.outbound import PUBLIC, AddressRules, ForbiddenAddress, OutboundClient
from app.platform.plugins import NOTIFIERS

log = structlog.get_logger("copydesk.notifications")


def notifier_for(address: str, rules: AddressRules = PUBLIC) -> Notifier:
    """Raises ConfigurationError for an installed notifier that cannot be built."""
    scheme = address.partition("://")[0].lower()
    if scheme not in NOTIFIERS.names():
        return AppriseNotifier(rules)
    build = NOTIFIERS.load(scheme)
    try:
        notifier = build()
    except Exception as error:
        raise ConfigurationError(f"the notifier {scheme!r} cannot be built: {error}") from error
    if not isinstance(notifier, Notifier):
        raise ConfigurationError(
            f"the notifier {scheme!r} is a {type(notifier).__name__} without `accepts` and `send`"
        )
    return notifier


def check_channel(address: str, rules: AddressRules = PUBLIC, *, may_name_server: bool = True) -> None:
    """Raises InvalidContent, with what exists, for an address that may not become a channel.

    Without `may_name_server`, its kind decides which server it reaches.
    """
    try:
        is_accepted = notifier_for(address, rules).accepts(address)
    except (ConfigurationError, ForbiddenAddress) as error:
        raise InvalidContent(str(error)) from error
    if is_accepted and not may_name_server and names_its_server(address):
        raise InvalidContent(
            f"{address.partition('://')[0]}://... names a server of its own, which takes the role desk-lead: "
            "use e-mail or a service like slack://, or ask a desk lead for a webhook"
        )
    if not is_accepted:
        installed = "".join(f", {name}://..." for name in NOTIFIERS.names())
        raise InvalidContent(
            "no notifier accepts this address: write one that apprise knows, like "
            f"mailto://user:password@host or slack://...{installed}"
        )


class Messenger:
    """Sends each message by the notifier of its address. A test supplies its own."""

    def __init__(self, outbound: OutboundClient) -> None:
        self._outbound = outbound

    def send(self, address: str, *, title: str, body: str) -> bool:
        """False when the service did not take the message. Addresses hold passwords and are never logged."""
        try:
            with self._outbound.guard():
                return notifier_for(address, self._outbound.rules).send(address, title=title, body=body)
        except Exception as error:  # noqa: BLE001 - code of a plug-in: the message is tried again
            reason = str(error) if isinstance(error, ConfigurationError) else type(error).__name__
            log.warning("notifier.failed", notifier=address.partition("://")[0], error=reason)
            return False
