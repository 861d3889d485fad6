"""Certificates for the tests of TLS, and https requests that say which one was shown.

SPDX-License-Identifier: MIT
"""

import datetime
import http.client
import ipaddress
import os
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)


def write(path, *parts):
    """Writes a file beside its place and renames it into it, as a program that renews would."""
    with open(path + ".new", "wb") as file:
        file.write(b"".join(parts))
    os.chmod(path + ".new", 0o600)
    os.rename(path + ".new", path)


def make_key(kind="ec"):
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1())


def key_pem(key, password=None):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password) if password
        else serialization.NoEncryption())


def certificate_pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


class Authority:
    """A certificate authority in a folder: `ca.pem` is what clients trust."""

    def __init__(self, folder):
        self.folder = folder
        self.key = make_key()
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
        self.certificate = self._sign(self.name, self.key.public_key(), 1, authority=True)
        self.file = os.path.join(folder, "ca.pem")
        write(self.file, certificate_pem(self.certificate))

    def _sign(self, name, public_key, serial, begins=-1, ends=30, authority=False):
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (
            x509.CertificateBuilder().subject_name(name).issuer_name(self.name)
            .public_key(public_key).serial_number(serial)
            .not_valid_before(now + begins * DAY).not_valid_after(now + ends * DAY)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True))
        if not authority:
            addresses = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(addresses), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def sign(self, key, serial, **dates):
        """A certificate for 127.0.0.1; `begins` and `ends` are days from now."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "safer.test")])
        return self._sign(name, key.public_key(), serial, **dates)

    def install(self, serial, kind="ec", **dates):
        """Makes certificate and key and puts them where settings() says they are."""
        key = make_key(kind)
        certificate = self.sign(key, serial, **dates)
        write(self.path("key.pem"), key_pem(key))
        write(self.path("certificate.pem"), certificate_pem(certificate))

    def path(self, name):
        return os.path.join(self.folder, name)

    def settings(self):
        return {"SAFER_TLS_CERTIFICATE": self.path("certificate.pem"),
                "SAFER_TLS_KEY": self.path("key.pem")}

    def context(self):
        """What a client needs to trust what was signed here, and nothing else."""
        return ssl.create_default_context(cafile=self.file)


class Client:
    """An https client: each request on the same connection until close() is called."""

    def __init__(self, port, context):
        self.connection = http.client.HTTPSConnection(
            "127.0.0.1", port, timeout=60, context=context)

    def get(self, target, token=None, headers=None):
        """The status, the headers and the body."""
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = "Bearer " + token
        self.connection.request("GET", target, headers=headers)
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def serial(self):
        """The serial number of the certificate that this connection was shown."""
        return x509.load_der_x509_certificate(
            self.connection.sock.getpeercert(binary_form=True)).serial_number

    def close(self):
        self.connection.close()
