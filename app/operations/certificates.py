"""Until when certificates hold: those that the broker and the database show, and our authorities' own."""

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
"""Long enough to order a new one, whoever has to sign it."""
TIMEOUT_SECONDS = 3.0
POSTGRES_ASKS_FOR_TLS = struct.pack("!II", 8, 80877103)
"""SSLRequest of the frontend protocol; the server answers `S` and begins, or `N`."""
TLS_PORTS = {"rediss": 6379, "amqps": 5671}


def examine_certificates(settings: Settings, *, now: datetime | None = None) -> Iterator[Finding]:
    """One finding for each certificate. Raises OSError where a server cannot be reached."""
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
        place = (parts.hostname, parts.port or TLS_PORTS.get(parts.scheme, 5432))
        if place in seen:
            continue
        shown = _shown_by(parts, place, query)
        if shown is not None:
            seen.add(place)
            yield judge(shown, f"{name}: the certificate of {place[0]}", now)


def judge(certificate: x509.Certificate, whose: str, now: datetime) -> Finding:
    """What its dates mean."""
    ends = certificate.not_valid_after_utc
    day = f"{ends:%Y-%m-%d}"
    if now > ends:
        return wrong(
            "certificates",
            f"{whose} ended on {day}",
            "have it renewed, put it in place and reload the server",
        )
    if now < certificate.not_valid_before_utc:
        begins = f"{certificate.not_valid_before_utc:%Y-%m-%d %H:%M}"
        return wrong("certificates", f"{whose} is valid from {begins} on", "check the clocks: timedatectl")
    if ends - now < SOON:
        return warning(
            "certificates", f"{whose} ends on {day}, in {(ends - now).days} days", "renew it before that day"
        )
    return ok("certificates", f"{whose} holds until {day}")


def _of_file(path: Path, whose: str, now: datetime) -> Iterator[Finding]:
    try:
        certificates = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        yield wrong(
            "certificates", f"{whose}: {path} cannot be read as certificates ({error})", "mend the path"
        )
        return
    # A bundle of a hundred authorities is told by the one that ends last: the others may be of no use to us.
    yield judge(max(certificates, key=lambda one: one.not_valid_after_utc), f"{whose} ({path})", now)


def _shown_by(
    parts: SplitResult, place: tuple[str | None, int], query: dict[str, list[str]]
) -> x509.Certificate | None:
    """What the server shows, trusted or not: whether it is trusted, the connection itself says."""
    is_postgres = parts.scheme.startswith("postgresql")
    wants_tls = is_postgres and query.get("sslmode", ["prefer"])[0] not in {"disable", "allow", "prefer"}
    if parts.scheme not in TLS_PORTS and not wants_tls:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # only its dates are read
    with socket.create_connection((place[0] or "localhost", place[1]), timeout=TIMEOUT_SECONDS) as line:
        if is_postgres:
            line.sendall(POSTGRES_ASKS_FOR_TLS)
            if line.recv(1) != b"S":
                raise ConnectionError("the database offers no TLS: ssl = on in postgresql.conf")
        with context.wrap_socket(line, server_hostname=place[0]) as tls:
            shown = tls.getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(shown) if shown else None
