"""An authority of the test's own, and servers that show its certificates."""

import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import redis
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.services import missing, wait_until


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


_SIGNS_CERTIFICATES = x509.KeyUsage(
    key_cert_sign=True,
    crl_sign=True,
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    encipher_only=False,
    decipher_only=False,
)


@dataclass
class Authority:
    folder: Path

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.file = self.folder / "ca.pem"
        made = self._begin("a test's authority", self._key, days=30)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        made = made.add_extension(_SIGNS_CERTIFICATES, critical=True)
        self.file.write_bytes(self._sign(made))

    def issue(self, name: str, *, days: int = 30) -> tuple[Path, Path]:
        """Certificate and key for 127.0.0.1, valid for so many days; negative: until so many days ago."""
        key = ec.generate_private_key(ec.SECP256R1())
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        certificate, secret = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        certificate.write_bytes(
            self._sign(self._begin(name, key, days=days).add_extension(here, critical=False))
        )
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        secret.chmod(0o600)
        return certificate, secret

    def _begin(self, name: str, key: ec.EllipticCurvePrivateKey, *, days: int) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(_name("a test's authority"), _name(name), key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        # Python 3.13 verifies strictly, by RFC 5280, which wants both identifiers.
        ours = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = builder.add_extension(ours, critical=False)
        builder = builder.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        return builder.not_valid_before(now - timedelta(days=90)).not_valid_after(now + timedelta(days=days))

    def _sign(self, builder: x509.CertificateBuilder) -> bytes:
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def tls_redis(authority: Authority, *, days: int = 30, clients: str = "no") -> Iterator[str]:
    """The address, without a database number, of a Redis that speaks TLS alone.

    `clients` is `yes` where it asks for a certificate of whoever connects.
    """
    server = shutil.which("redis-server")
    if server is None:
        raise missing("redis-tls", "redis-server is not installed")
    certificate, key = authority.issue("redis", days=days)
    port = free_port()
    listens = ["--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1"]
    shows = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", authority.file]
    keeps = ["--dir", authority.folder, "--save", "", "--appendonly", "yes", "--tls-auth-clients", clients]
    command = [str(part) for part in (server, *listens, *shows, *keeps)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT) as process:

        def listens_now() -> bool:
            if process.poll() is not None:
                raise missing("redis-tls", "this redis-server was built without TLS")
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        try:
            wait_until(listens_now, seconds=15, what="redis listens for TLS")
            yield f"rediss://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def knows(address: str, authority: Authority) -> "redis.Redis":
    return redis.Redis.from_url(address, ssl_ca_certs=str(authority.file))


@contextmanager
def tls_postgres(authority: Authority) -> Iterator[str]:
    """The address of an empty PostgreSQL that refuses whoever speaks to it in the clear."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    initdb = found[0] if found else shutil.which("initdb")
    if initdb is None or sys.platform != "linux":
        raise missing("postgresql", "initdb is not installed")
    runs = Path(initdb).resolve().parent
    as_user = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
    certificate, key = authority.issue("postgres")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="cdp", ignore_cleanup_errors=True) as root:
        data = Path(root) / "data"
        data.mkdir(mode=0o700)
        for file in (certificate, key):
            shutil.copy(file, data.parent)
        if as_user:
            for path in (Path(root), data, *Path(root).iterdir()):
                shutil.chown(path, **as_user)
        start = {"cwd": root, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, **as_user}
        subprocess.run(
            [runs / "initdb", "-D", data, "-U", "copydesk", "-A", "trust", "--no-sync"],
            check=True,
            timeout=90,
            **start,
        )
        (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 trust\n")
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": root,
            "fsync": "off",
            "ssl": "on",
            "ssl_cert_file": data.parent / certificate.name,
            "ssl_key_file": data.parent / key.name,
        }
        command = [runs / "postgres", "-D", data]
        command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        process = subprocess.Popen([str(word) for word in command], **start)
        address = f"postgresql://copydesk@127.0.0.1:{port}/postgres"

        def answers() -> bool:
            try:
                psycopg.connect(address, sslmode="require", connect_timeout=2).close()
            except psycopg.OperationalError:
                return False
            return True

        try:
            wait_until(answers, seconds=30, what="postgres answers over TLS")
            yield address
        finally:
            process.terminate()
            process.wait(30)
