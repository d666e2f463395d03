"""`yinuo cert`: HTTPS in the centre's own network, by an authority of its own."""

from __future__ import annotations

import argparse
import contextlib
import ipaddress
import os
import re
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from yinuo.config.commands import Trouble, setup
from yinuo.config.words import gettext as _

CA_DAYS = 3650
SERVER_DAYS = 820  # phones refuse more than 825 days
PRIVATE_NETWORKS = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128",
)  # fmt: skip
PRIVATE_NAMES = ("localhost", "local", "lan", "home.arpa", "internal")

Key = ec.EllipticCurvePrivateKey


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--name", action="append", default=[], type=host_name, help=_("another host name or address of this machine; may be given again")
    )


def host_name(text: str) -> str:
    """An address, or a name as devices can type it; anything else would make a certificate that no device takes."""
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(text))
    if not re.fullmatch(r"(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*", text) or len(text) > 253:
        raise argparse.ArgumentTypeError(
            _("a name is made of letters, digits, hyphens and dots, like tablet.lan, not %(name)s") % {"name": text}
        )
    return text


def run(options: argparse.Namespace) -> int:
    setup()
    from django.conf import settings

    folder = settings.VAR / "cert"
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted({*own_names(), *options.name})
    now = datetime.now(UTC)
    authority, key = load_authority(folder) or make_authority(folder, names, now=now)
    for name in names:
        if not may_vouch(authority, name):
            text = _(
                "The authority made before may not vouch for %(name)s. Delete %(folder)s to begin anew; devices must then trust the new one."
            )
            raise Trouble(text % {"name": name, "folder": folder})
    make_server(folder, authority, key, names, now=now)
    say(folder, names)
    return 0


def own_names() -> set[str]:
    """The host names and addresses by which others reach this machine."""
    host = socket.gethostname()
    names = {"localhost", "127.0.0.1", host, f"{host.split('.')[0]}.local"}
    with contextlib.suppress(OSError):
        names |= {str(row[4][0]).split("%")[0] for row in socket.getaddrinfo(host, None)}
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing; tells which address would be used
        names.add(probe.getsockname()[0])
    return names


def as_general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def subject(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Yinuo"), x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def builder(name: x509.Name, issuer: x509.Name, key: Key, *, now: datetime, days: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign",
        "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


def make_authority(folder: Path, names: list[str], *, now: datetime) -> tuple[x509.Certificate, Key]:
    """An authority that can vouch only for this machine's names and for private addresses, should its key ever be stolen."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = subject(f"Yinuo {socket.gethostname()} {now:%Y-%m}")
    own = [as_general_name(host) for host in names if not any(covers(network, host) for network in private())]
    permitted = [*private(), *(x509.IPAddress(ipaddress.ip_network(n.value)) if isinstance(n, x509.IPAddress) else n for n in own)]
    certificate = (
        builder(name, name, key, now=now, days=CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=False)
        .sign(key, hashes.SHA256())
    )
    write(folder / "ca.pem", folder / "ca.key", [certificate], key)
    return certificate, key


def private() -> list[x509.GeneralName]:
    networks = [x509.IPAddress(ipaddress.ip_network(network)) for network in PRIVATE_NETWORKS]
    return [*(x509.DNSName(name) for name in PRIVATE_NAMES), *networks]


def covers(permitted: x509.GeneralName, name: str) -> bool:
    """Whether a permitted subtree holds a name."""
    wanted = as_general_name(name)
    if isinstance(wanted, x509.IPAddress) and isinstance(permitted, x509.IPAddress):
        network: Any = permitted.value
        return wanted.value in network
    if isinstance(wanted, x509.DNSName) and isinstance(permitted, x509.DNSName):
        return f".{wanted.value}".endswith(f".{permitted.value}")
    return False


def may_vouch(authority: x509.Certificate, name: str) -> bool:
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    return any(covers(subtree, name) for subtree in permitted)


def load_authority(folder: Path) -> tuple[x509.Certificate, Key] | None:
    """The authority made before, which devices already trust."""
    if not (folder / "ca.pem").exists() or not (folder / "ca.key").exists():
        return None
    key = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes()), key


def make_server(folder: Path, authority: x509.Certificate, authority_key: Key, names: list[str], *, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        builder(subject(socket.gethostname()), authority.subject, key, now=now, days=SERVER_DAYS)
        .add_extension(x509.SubjectAlternativeName([as_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    write(folder / "server.pem", folder / "server.key", [certificate, authority], key)


def write(certificate_path: Path, key_path: Path, chain: list[x509.Certificate], key: Key) -> None:
    certificate_path.write_bytes(b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in chain))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    descriptor = os.open(key_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(*plain))


def say(folder: Path, names: list[str]) -> None:
    print(_("The certificate is for: %(names)s") % {"names": ", ".join(names)})
    print(_("1. On every tablet, phone and desk, trust this file once (a QR code, a stick or mail brings it there):"))
    print(f"   {folder / 'ca.pem'}")
    print(_("   iPhone, iPad: open it, install the profile, then Settings > General > About > Certificate Trust Settings."))
    print(_("   Android: Settings > Security > Install a certificate > CA certificate."))
    print(
        _(
            "   Windows: double-click, Install Certificate, Local Machine, Trusted Root Certification Authorities. macOS: Keychain, Always Trust."
        )
    )
    print(_("2. Serve with it:"))
    print(f"   yinuo serve --host 0.0.0.0 --cert {folder / 'server.pem'} --key {folder / 'server.key'}")
    print(
        _(
            "Keep ca.key secret. Run `yinuo cert` again after an address has changed or before two years are over; the devices need nothing new."
        )
    )
