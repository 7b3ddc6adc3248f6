"""What the environment decides about the page and the API."""

from dataclasses import dataclass
from pathlib import Path

from app.config.settings import values
from app.config.settings.field import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Where the desk's page listens, under which address people know it, and who vouches for them."""

    web_host: str = setting(
        "COPYDESK_WEB_HOST",
        values.text,
        "Address on which the page listens. On another than this machine's own, put TLS in front.",
        default="127.0.0.1",
    )
    web_port: int = setting(
        "COPYDESK_WEB_PORT",
        values.whole(least=0, most=65_535, unit="(a port)"),
        "Port of the page; 0 takes any free one.",
        default=8410,
    )
    public_url: str = setting(
        "COPYDESK_PUBLIC_URL",
        values.web_address,
        "The address under which people reach the page: it stands in messages and links. "
        "With `https://` cookies are sent over TLS alone.",
        default="",
        shown="none: messages hold no links",
    )
    secret_key: str | None = setting(
        "COPYDESK_SECRET_KEY",
        values.text,
        "Signs approval links and the way to single sign-on. The same for every process of the page.",
        default=None,
        shown="made once, in `desk.key` in COPYDESK_HOME",
        secret=True,
    )
    policy_file: Path | None = setting(
        "COPYDESK_POLICY",
        values.file,
        "The `copydesk.toml` in force for what comes in by the page and the API.",
        default=None,
        shown="the built-in policy",
    )
    oidc_issuer: str | None = setting(
        "COPYDESK_OIDC_ISSUER",
        values.web_address,
        "Single sign-on: the issuer of OpenID Connect, whose accounts get the role `viewer` at first.",
        default=None,
        shown="none",
    )
    oidc_client_id: str | None = setting(
        "COPYDESK_OIDC_CLIENT_ID", values.text, "Our name at that issuer.", default=None, shown="none"
    )
    oidc_client_secret: str | None = setting(
        "COPYDESK_OIDC_CLIENT_SECRET",
        values.text,
        "Our secret at that issuer.",
        default=None,
        secret=True,
        shown="none",
    )
