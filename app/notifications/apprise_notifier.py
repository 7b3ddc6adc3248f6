"""Every kind of address that apprise knows: Slack, Teams, e-mail and the rest."""

REFUSED = frozenset(
    {"file", "syslog", "dbus", "qt", "kde", "glib", "gnome", "macosx", "windows", "exec", "python"}
)
"""Files and programs of this machine are not channels."""


class AppriseNotifier:
    """Takes what no installed notifier takes."""

    def accepts(self, address: str) -> bool:
        import apprise

        scheme = address.partition("://")[0].lower()
        return scheme not in REFUSED and bool(apprise.Apprise().add(address))

    def send(self, address: str, *, title: str, body: str) -> bool:
        """Takes seconds: apprise has time limits of its own."""
        import apprise

        sender = apprise.Apprise()
        return bool(sender.add(address)) and bool(sender.notify(title=title, body=body))
