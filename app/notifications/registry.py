"""Which notifier an address goes to: an installed one by the address's scheme, else apprise."""

import structlog

from app.domain.errors import ConfigurationError, InvalidContent
from app.notifications.apprise_notifier import AppriseNotifier
from app.notifications.notifier import Notifier
from app.platform.plugins import NOTIFIERS

log = structlog.get_logger("copydesk.notifications")


def notifier_for(address: str) -> Notifier:
    """Raises ConfigurationError for an installed notifier that cannot be built."""
    scheme = address.partition("://")[0].lower()
    if scheme not in NOTIFIERS.names():
        return AppriseNotifier()
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


def check_channel(address: str) -> None:
    """Raises InvalidContent, with what exists, for an address that no notifier accepts."""
    try:
        is_accepted = notifier_for(address).accepts(address)
    except ConfigurationError as error:
        raise InvalidContent(str(error)) from error
    if not is_accepted:
        installed = "".join(f", {name}://..." for name in NOTIFIERS.names())
        raise InvalidContent(
            "no notifier accepts this address: write one that apprise knows, like "
            f"mailto://user:password@host or slack://...{installed}"
        )


class Messenger:
    """Sends each message by the notifier of its address. A test supplies its own."""

    def send(self, address: str, *, title: str, body: str) -> bool:
        """False when the service did not take the message. Addresses hold passwords and are never logged."""
        try:
            return notifier_for(address).send(address, title=title, body=body)
        except Exception as error:  # noqa: BLE001 - code of a plug-in: the message is tried again
            reason = str(error) if isinstance(error, ConfigurationError) else type(error).__name__
            log.warning("notifier.failed", notifier=address.partition("://")[0], error=reason)
            return False
