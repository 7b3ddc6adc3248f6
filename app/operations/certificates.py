"""When certificates expire: those of the broker and the database, and of our certificate authorities."""

import socket
import ssl
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

from cryptography import x509

from app.config.settings import Settings
from app.operations.finding import Finding, ok, warning, wrong

SOON = timedelta(days=21)
"""Long enough to get a new one from any authority."""
TIMEOUT_SECONDS = 3.0
POSTGRES_ASKS_FOR_TLS = struct.pack("!II", 8, 80877103)
"""SSLRequest of the frontend protocol; the server answers `S` and starts TLS, or `N`."""
TLS_PORTS = {"rediss": 6379, "amqps": 5671}


def examine_certificates(settings: Settings, *, now: datetime | None = None) -> Iterator[Finding]:
    """One finding per certificate. Raises OSError if a server cannot be reached."""
    now = now or datetime.now(UTC)
    urls = (
        ("CELERY_BROKER_URL", settings.broker_url),
        ("CELERY_RESULT_BACKEND", settings.result_backend),
        ("DATABASE_URL", settings.database_url),
    )
    seen: set[object] = set()
    for name, url in urls:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        for key in ("ssl_ca_certs", "ssl_certfile", "sslrootcert", "sslcert"):
            for path in query.get(key, []):
                if path not in seen and path != "system":
                    yield from _of_file(Path(path), f"{name}'s {key}", now)
                seen.add(path)
        address = (parts.hostname, parts.port or TLS_PORTS.get(parts.scheme, 5432))
        if address in seen:
            continue
        presented = _presented_by(parts, address, query)
        if presented is not None:
            seen.add(address)
            yield judge(presented, f"{name}: the certificate of {address[0]}", now)


def judge(certificate: x509.Certificate, whose: str, now: datetime) -> Finding:
    """Judge a certificate by its dates."""
    ends = certificate.not_valid_after_utc
    day = f"{ends:%Y-%m-%d}"
    if now > ends:
        return wrong(
            "certificates",
            f"{whose} expired on {day}",
            "have it renewed, install it and reload the server",
        )
    if now < certificate.not_valid_before_utc:
        starts = f"{certificate.not_valid_before_utc:%Y-%m-%d %H:%M}"
        return wrong("certificates", f"{whose} is not valid before {starts}", "check the clocks: timedatectl")
    if ends - now < SOON:
        return warning(
            "certificates", f"{whose} expires on {day}, in {(ends - now).days} days", "renew it before then"
        )
    return ok("certificates", f"{whose} is valid until {day}")


def _of_file(path: Path, whose: str, now: datetime) -> Iterator[Finding]:
    try:
        certificates = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        yield wrong(
            "certificates", f"{whose}: {path} cannot be read as certificates ({error})", "fix the path"
        )
        return
    # A bundle of a hundred authorities is judged by the one that expires last: the others may be irrelevant.
    yield judge(max(certificates, key=lambda one: one.not_valid_after_utc), f"{whose} ({path})", now)


def _presented_by(
    parts: SplitResult, address: tuple[str | None, int], query: dict[str, list[str]]
) -> x509.Certificate | None:
    """The server's certificate, trusted or not: whether it is trusted shows when a connection is opened."""
    is_postgres = parts.scheme.startswith("postgresql")
    wants_tls = is_postgres and query.get("sslmode", ["prefer"])[0] not in {"disable", "allow", "prefer"}
    if parts.scheme not in TLS_PORTS and not wants_tls:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # only its dates are read
    with socket.create_connection((address[0] or "localhost", address[1]), timeout=TIMEOUT_SECONDS) as plain:
        if is_postgres:
            plain.sendall(POSTGRES_ASKS_FOR_TLS)
            if plain.recv(1) != b"S":
                raise ConnectionError("the database offers no TLS: ssl = on in postgresql.conf")
        with context.wrap_socket(plain, server_hostname=address[0]) as tls:
            der = tls.getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(der) if der else None
