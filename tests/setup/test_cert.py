"""`yinuo cert`: an authority that devices trust once, and a certificate that a server really serves with."""

import contextlib
import socket
import ssl
import threading

import pytest
from cryptography import x509

from yinuo.config.commands.cert import may_vouch

from .running import yinuo


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    var = tmp_path_factory.mktemp("centre") / "var"
    done = yinuo("cert", "--name", "yinuo.lan", "--name", "192.168.7.7", var=var)
    assert done.returncode == 0, done.stderr
    assert str(var / "cert" / "ca.pem") in done.stdout and "yinuo serve --host 0.0.0.0" in done.stdout
    return var / "cert"


def handshake(folder, name):
    """Serve one TLS connection with the certificate and greet it as a device that trusts the authority."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem", folder / "server.key")
    client = ssl.create_default_context(cafile=folder / "ca.pem")
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer():
            connection, _address = listener.accept()
            with connection, contextlib.suppress(OSError):
                server.wrap_socket(connection, server_side=True).close()

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            with socket.create_connection(listener.getsockname()) as raw, client.wrap_socket(raw, server_hostname=name) as secure:
                return secure.version()
        finally:
            thread.join()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "yinuo.lan", "192.168.7.7"])
def test_a_device_that_trusts_the_authority_trusts_the_server(folder, name):
    assert handshake(folder, name) == "TLSv1.3"


def test_a_name_that_was_not_given_is_refused(folder):
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(folder, "bank.example")


def test_the_authority_vouches_for_no_name_of_the_public_network(folder):
    authority = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    assert may_vouch(authority, "desk.lan") and may_vouch(authority, "10.1.2.3")
    assert not any(may_vouch(authority, name) for name in ("bank.example", "8.8.8.8", "notlan", "2600::1"))
    done = yinuo("cert", "--name", "bank.example", var=folder.parent)
    assert done.returncode == 1 and "may not vouch for bank.example" in done.stderr


def test_keys_are_closed_to_others(folder):
    assert {(folder / name).stat().st_mode & 0o777 for name in ("ca.key", "server.key")} == {0o600}


def test_a_second_run_keeps_the_authority_that_devices_trust(folder):
    authority, server = (folder / "ca.pem").read_bytes(), (folder / "server.pem").read_bytes()
    assert yinuo("cert", var=folder.parent).returncode == 0
    assert (folder / "ca.pem").read_bytes() == authority
    assert (folder / "server.pem").read_bytes() != server
