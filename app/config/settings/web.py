"""What the environment decides about the web app and the API."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from app.config.settings import values
from app.config.settings.field import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Where the web app listens, its public address, and single sign-on."""

    web_host: str = setting(
        "COPYDESK_WEB_HOST",
        values.text,
        "Address on which the web app listens. If it is not a loopback address, put TLS in front.",
        default="127.0.0.1",
    )
    web_port: int = setting(
        "COPYDESK_WEB_PORT",
        values.whole(least=0, most=65_535, unit="(a port)"),
        "Port of the web app; 0 takes any free one.",
        default=8410,
    )
    public_url: str = setting(
        "COPYDESK_PUBLIC_URL",
        values.web_address,
        "The address under which people reach the web app, used in messages and links. "
        "With `https://`, cookies are only sent over TLS.",
        default="",
        shown="none: messages hold no links",
    )
    secret_key: str | None = setting(
        "COPYDESK_SECRET_KEY",
        values.text,
        "Signs approval links and single sign-on requests. The same for every process of the web app.",
        default=None,
        shown="created once, in `desk.key` in COPYDESK_HOME",
        secret=True,
    )
    outbound_allow: tuple[IPv4Network | IPv6Network, ...] = setting(
        "COPYDESK_OUTBOUND_ALLOW",
        values.networks,
        "Networks that are not public and that webhooks, channels and single sign-on may reach all the same, "
        "like `10.1.0.0/16,127.0.0.1`.",
        default=(),
        shown="none: public addresses only",
    )
    policy_file: Path | None = setting(
        "COPYDESK_POLICY",
        values.file,
        "The `copydesk.toml` for texts submitted through the web app and the API.",
        default=None,
        shown="the built-in policy",
    )
    oidc_issuer: str | None = setting(
        "COPYDESK_OIDC_ISSUER",
        values.web_address,
        "Single sign-on: the OpenID Connect issuer; its accounts start with the role `viewer`.",
        default=None,
        shown="none",
    )
    oidc_client_id: str | None = setting(
        "COPYDESK_OIDC_CLIENT_ID", values.text, "Our client id at that issuer.", default=None, shown="none"
    )
    oidc_client_secret: str | None = setting(
        "COPYDESK_OIDC_CLIENT_SECRET",
        values.text,
        "Our client secret at that issuer.",
        default=None,
        secret=True,
        shown="none",
    )
