"""How one setting's text becomes a value. Every refusal is a sentence without the setting's name before it.

The caller puts the name in front, so a parser says only what is wrong and how to fix it.
"""

import os
import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from app.config.plugin_names import check_model
from app.domain.errors import ConfigurationError, UnknownPlugin

UNIX_SOCKET_PATH_MOST_BYTES = 107
"""`sun_path` of Linux holds 108 bytes with the closing zero."""

LEAST_KEY_CHARACTERS = 32


class Refused(ValueError):
    """This text is not a value for this setting; the message says why and how to fix it."""


def text(raw: str) -> str:
    return raw.strip()


def boolean(raw: str) -> bool:
    """Read the usual words for yes and no."""
    word = raw.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise Refused(f"{raw!r} is neither yes nor no: write true or false")


def folder(raw: str) -> Path:
    """An absolute path; `~` is the home folder. The folder need not exist yet."""
    if any(character in raw for character in "\0?#"):
        raise Refused("the path stands in addresses too, so it cannot hold a zero byte, ? or #")
    try:
        path = Path(raw.strip()).expanduser()
    except RuntimeError as error:
        raise Refused(f"{raw!r} names a home folder that cannot be found: write the path in full") from error
    path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links, and the socket path is hashed
    if path.exists() and not path.is_dir():
        raise Refused(f"{path} is a file: name a folder")
    return path


def file(raw: str) -> Path:
    """The absolute path of a file that exists."""
    path = Path(os.path.abspath(raw.strip()))  # noqa: PTH100 - the path as it was written, links and all
    if not path.is_file():
        raise Refused(f"there is no file {path}")
    return path


def number(*, least: float, most: float, unit: str) -> Callable[[str], float]:
    """A parser of a number within bounds; `unit` stands in the refusal."""

    def parse(raw: str) -> float:
        try:
            value = float(raw.strip())
        except ValueError:
            raise Refused(f"{raw!r} is not a number{_of(unit)}") from None
        if not least <= value <= most:
            raise Refused(f"{raw.strip()} is outside {least:g} to {most:g} {unit}")
        return value

    return parse


def whole(*, least: int, most: int, unit: str) -> Callable[[str], int]:
    """A parser of a whole number within bounds."""

    def parse(raw: str) -> int:
        try:
            value = int(raw.strip().replace("_", ""))
        except ValueError:
            raise Refused(f"{raw!r} is not a whole number{_of(unit)}") from None
        if not least <= value <= most:
            raise Refused(f"{raw.strip()} is outside {least} to {most} {unit}")
        return value

    return parse


def _of(unit: str) -> str:
    return f" {unit}" if unit.startswith("(") else f" of {unit}"


def one_of(*words: str) -> Callable[[str], str]:
    """A parser of one word out of a few, in lower case."""

    def parse(raw: str) -> str:
        word = raw.strip().lower()
        if word not in words:
            raise Refused(f"{raw!r} is not one of {', '.join(words)}")
        return word

    return parse


def some_of(*words: str) -> Callable[[str], frozenset[str]]:
    """A parser of some words with commas between them; `none` is the empty set."""

    def parse(raw: str) -> frozenset[str]:
        chosen = {word.strip() for word in raw.split(",") if word.strip()} - {"none"}
        unknown = sorted(chosen - set(words))
        if unknown:
            raise Refused(f"{unknown[0]!r} is not one of {', '.join(words)}, none")
        return frozenset(chosen)

    return parse


def formed(pattern: str, form: str) -> Callable[[str], str]:
    """A parser of text that the whole pattern fits; `form` describes the form to people."""

    def parse(raw: str) -> str:
        value = raw.strip()
        if re.fullmatch(pattern, value) is None:
            raise Refused(f"{value!r} is not understood: write {form}")
        return value

    return parse


def language_model(raw: str) -> str:
    """`PROVIDER:MODEL` of an installed provider, or a provider alone."""
    try:
        return check_model(raw.strip())
    except (UnknownPlugin, ConfigurationError) as error:
        raise Refused(str(error)) from error


def listed(pattern: str, form: str) -> Callable[[str], str]:
    """A parser of entries with commas between them, each of which the pattern fits."""
    entry = formed(pattern, form)

    def parse(raw: str) -> str:
        return ",".join(entry(part) for part in raw.split(",") if part.strip())

    return parse


def keys(raw: str) -> tuple[str, ...]:
    """Keys with commas or line ends between them, each long enough not to be guessed."""
    found = tuple(word.strip() for word in re.split(r"[,\n]", raw) if word.strip())
    if any(len(key) < LEAST_KEY_CHARACTERS for key in found):
        raise Refused(f"a key has at least {LEAST_KEY_CHARACTERS} characters: copydesk secrets new-key")
    return found


def networks(raw: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses and networks with commas between them; `none` is the empty list."""
    words = [word.strip() for word in raw.split(",") if word.strip() not in {"", "none"}]
    try:
        return tuple(ip_network(word) for word in words)
    except ValueError as error:
        raise Refused(f"{error}: write addresses or networks, like 10.1.0.0/16,127.0.0.1") from error


def web_address(raw: str) -> str:
    """An http(s) address without a closing slash."""
    address = raw.strip()
    parts = _split(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refused("this is not a web address: one starts with https:// (or http:// on a private network)")
    return address.rstrip("/")


def database_url(raw: str) -> str:
    """`sqlite:///file` or PostgreSQL, the latter always with the psycopg driver."""
    address = raw.strip()
    scheme = address.partition("://")[0]
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        parts = _split(address)
        if not parts.path.strip("/"):
            raise Refused("the address names no database: it ends in /NAME")
        return "postgresql+psycopg://" + address.partition("://")[2]
    if scheme == "sqlite":
        if not address.startswith("sqlite:///") or address in {"sqlite:///", "sqlite:///:memory:"}:
            raise Refused(
                "a database in memory is gone for the next process: name a file, "
                "sqlite:////var/lib/copydesk/copydesk.db"
            )
        # Made absolute: the workers are started in another folder.
        path, question, query = address.removeprefix("sqlite:///").partition("?")
        return f"sqlite:///{os.path.abspath(path)}{question}{query}"  # noqa: PTH100 - links stay as written
    raise Refused(
        f"the scheme {scheme!r} is not supported: use postgresql://user:password@host/name "
        "or sqlite:////path/to/file.db"
    )


def redis_or_amqp_url(raw: str) -> str:
    """A broker's address: `redis://`, `rediss://` with certificates required, `redis+socket://`, `amqp(s)://`."""
    address = raw.strip()
    scheme = address.partition("://")[0]
    if scheme in {"amqp", "amqps", "pyamqp"}:
        _split(address)
        return address
    if scheme in {"redis", "rediss", "redis+socket"}:
        return redis_url(address)
    raise Refused(
        f"the scheme {scheme!r} is not supported: use redis://host:6379/0, rediss:// for TLS, or amqp://host/vhost"
    )


def result_url(raw: str) -> str:
    """Where short-lived task results go: Redis, or `rpc://` with RabbitMQ."""
    address = raw.strip()
    return address if address == "rpc://" else redis_url(address)


def redis_url(raw: str) -> str:
    """A Redis address; over TLS the server's certificate is always required."""
    address = raw.strip()
    parts = _split(address)
    if parts.scheme == "redis+socket":
        if len(os.fsencode(parts.path)) > UNIX_SOCKET_PATH_MOST_BYTES:
            raise Refused(
                f"the socket's path is over {UNIX_SOCKET_PATH_MOST_BYTES} bytes: choose a shorter one"
            )
        return address
    if parts.scheme not in {"redis", "rediss"}:
        raise Refused(f"the scheme {parts.scheme!r} is not supported here: use redis:// or rediss://")
    number_of = parts.path.strip("/")
    if number_of and not number_of.isdecimal():
        raise Refused(f"/{number_of} is not a database: Redis numbers them, /0, /1, ...")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme == "redis":
        if any(key.startswith("ssl_") for key in query):
            raise Refused("the address asks for certificates without TLS: write rediss:// (two s)")
        return address
    wanted = query.get("ssl_cert_reqs", "required").lower().removeprefix("cert_")
    if wanted != "required":
        raise Refused(
            f"ssl_cert_reqs={query['ssl_cert_reqs']} would trust any server that answers: leave it out, "
            "and name your own authority with ssl_ca_certs=/path/ca.pem"
        )
    query["ssl_cert_reqs"] = "required"
    return urlunsplit(parts._replace(query=urlencode(query, safe="/")))


def database_of(redis_address: str) -> tuple[str, str]:
    """The server and the database number of a Redis address, to tell two of them apart."""
    parts = urlsplit(redis_address)
    if parts.scheme == "redis+socket":
        return parts.path, dict(parse_qsl(parts.query)).get("virtual_host", "0").strip("/") or "0"
    return f"{parts.hostname}:{parts.port or 6379}", parts.path.strip("/") or "0"


def next_database(redis_address: str) -> str:
    """The same server with the next database number."""
    parts = urlsplit(redis_address)
    following = str(int(database_of(redis_address)[1]) + 1)
    if parts.scheme == "redis+socket":
        query = dict(parse_qsl(parts.query)) | {"virtual_host": following}
        return f"redis+socket://{parts.path}?{urlencode(query)}"  # urlunsplit would drop the two slashes
    return urlunsplit(parts._replace(path=f"/{following}"))


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise Refused(f"this is not an address ({error})") from error
    return parts
