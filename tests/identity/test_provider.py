"""Tokens of a real OpenID provider, through the whole service: both algorithms, new keys, an absence.

SPDX-License-Identifier: MIT

The provider is npm's oidc-provider: see provider.mjs. What one issuer's tokens may look like is held by
tests/unit/identity; here keys and tokens come from a program that knows nothing of this service.
"""

import base64
import datetime
import ipaddress
import json
import os
import shutil
import ssl
import subprocess
import tempfile
import threading
import unittest
import urllib.parse
import urllib.request

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from service import Service, setting, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
AUDIENCE = "https://safer.test"
SCOPES = "contributions.write funds.read"
CLIENTS = {
    "kcc-finance": {"algorithm": "RS256", "partner": "kcc"},
    "kfrs-finance": {"algorithm": "ES256", "partner": "kfrs"},
    "police-finance": {"algorithm": "RS256", "partner": "kent-police"},  # the issuer may not speak for it
    "nobody": {"algorithm": "RS256"},
}
PERMITTED = ["kcc", "kfrs"]
FIRST_KEYS = ["RS256-first", "ES256-first"]
MANY_SECONDS = 3600
WAIT_SECONDS = 60


class Provider:
    """The provider as a process of its own. It stays at its address when it is started again."""

    def __init__(self, folder, tls=None):
        self.folder = folder
        self.tls = tls
        self.port = 0
        self.process = None
        self.asked = []  # the paths of all requests
        trusted = ssl.create_default_context(cafile=tls["authority"]) if tls else None
        if trusted:
            trusted.check_hostname = False  # that is for the service to do
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusted))
        self.start(FIRST_KEYS)

    def start(self, keys):
        command = [setting("SAFER_TEST_NODE"), os.path.join(HERE, "provider.mjs"),
                   setting("SAFER_TEST_MODULES")]
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *command], text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.process.stdin.write(json.dumps({
            "folder": self.folder, "keys": keys, "port": self.port, "scopes": SCOPES,
            "clients": CLIENTS, "tls": self.tls}) + "\n")
        self.process.stdin.flush()
        self.issuer = self.process.stdout.readline().strip()
        if not self.issuer:
            raise RuntimeError(f"the provider ended with status {self.process.wait()}")
        self.port = urllib.parse.urlsplit(self.issuer).port
        self.listener = threading.Thread(target=self.listen, args=(self.process.stdout,))
        self.listener.start()

    def listen(self, stream):
        for line in stream:
            self.asked.append(line.strip())

    def stop(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait()
            self.listener.join()
            self.process.stdout.close()

    def restart(self, keys):
        self.stop()
        self.start(keys)

    def open(self, url, data=None, headers=None):
        request = urllib.request.Request(url, data, headers or {})
        with self.opener.open(request, timeout=60) as answer:
            return json.load(answer)

    def discovery(self):
        return self.open(self.issuer + "/.well-known/openid-configuration")

    def token(self, client, audience=AUDIENCE):
        """A new access token by the client credentials grant (RFC 6749, section 4.4)."""
        credentials = base64.b64encode(f"{client}:{client}-secret".encode()).decode()
        form = {"grant_type": "client_credentials", "scope": SCOPES, "resource": audience}
        return self.open(self.issuer + "/token", urllib.parse.urlencode(form).encode(),
                         {"Authorization": "Basic " + credentials})["access_token"]


def header_of(token):
    head = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))


def contribution(reference):
    return {"fund": "kcst-pooled-budget", "financial_year": "2018/19", "amount_pence": 100000,
            "received_on": "2018-04-03", "external_reference": reference}


class ProviderTest(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="provider-", dir=setting("SAFER_TEST_FOLDER"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.service = None

    def tearDown(self):
        if self.service:
            self.service.stop()

    def start_provider(self, tls=None):
        self.provider = Provider(self.folder, tls)
        self.addCleanup(self.provider.stop)

    def start_service(self, issuer, interval=1):
        issuers = os.path.join(self.folder, "issuers.json")
        with open(issuers, "w", encoding="utf-8") as file:
            json.dump([issuer], file)
        self.service = Service({
            "SAFER_ISSUERS": issuers, "SAFER_JWKS_INTERVAL_SECONDS": str(interval),
            "SAFER_TODAY": "2018-06-01", "no_proxy": "127.0.0.1"})

    def issuer(self):
        """What an operator writes down about the provider, found as he would find it."""
        return {"issuer": self.provider.issuer, "audience": AUDIENCE, "partners": PERMITTED,
                "jwks_url": self.provider.discovery()["jwks_uri"]}

    def start_both(self, interval=1):
        self.start_provider()
        self.start_service(self.issuer(), interval)

    def status(self, token):
        return self.service.get("/v1/contributions", token).status

    def wait_until_taken(self, token):
        """The service asks for other keys no sooner than its interval allows."""
        wait_until(lambda: self.status(token) == 200, WAIT_SECONDS)

    def last_reason(self):
        lines = [json.loads(line) for line in self.service.log().splitlines()]
        return [line["cause"] for line in lines if line.get("status") == 401][-1]


class Tokens(ProviderTest):

    def test_its_clients_post_contributions_with_tokens_of_either_algorithm(self):
        self.start_both()
        for client, algorithm in (("kcc-finance", "RS256"), ("kfrs-finance", "ES256")):
            token, partner = self.provider.token(client), CLIENTS[client]["partner"]
            self.assertEqual(header_of(token)["alg"], algorithm)
            self.assertEqual(header_of(token)["typ"], "at+jwt")
            reply = self.service.post("/v1/contributions", contribution(client), token, key=client)
            self.assertEqual(reply.status, 201, reply.text)
            self.assertEqual(reply.json()["partner"], partner)
            again = self.service.post("/v1/contributions", contribution(client),
                                      self.provider.token(client), key=client)
            self.assertEqual((again.status, again.json()["id"]), (201, reply.json()["id"]))
        self.assertEqual(self.service.database.sql(
            "SELECT issuer, client, subject, partner FROM safer.audit_event ORDER BY partner"),
            "\n".join(f"{self.provider.issuer}|{client}|{client}|{CLIENTS[client]['partner']}"
                      for client in ("kcc-finance", "kfrs-finance")))

    def test_what_it_may_not_say_is_refused_and_nothing_is_kept(self):
        self.start_both()
        for token, reason in (
                (self.provider.token("police-finance"), "partner_not_permitted"),
                (self.provider.token("nobody"), "partner"),
                (self.provider.token("kcc-finance", "https://portal.test"), "audience")):
            reply = self.service.post("/v1/contributions", contribution(reason), token, key=reason)
            self.assertEqual(reply.status, 401, reply.text)
            self.assertEqual(reply.json()["type"].rsplit("/", 1)[1], "invalid-token")
            self.assertEqual(self.last_reason(), reason)
        self.assertEqual(self.service.database.sql("SELECT count(*) FROM safer.contribution"), "0")

    def test_a_person_of_an_issuer_of_persons_sees_what_everybody_sees_and_acts_for_nobody(self):
        self.start_provider()
        self.start_service({**self.issuer(), "persons": True})
        token = self.provider.token("nobody")
        self.assertEqual(self.service.get("/v1/contributions", token).json()["items"], [])
        self.assertEqual(self.service.get("/v1/agreements", token).body, self.service.get("/v1/agreements").body)
        reply = self.service.post("/v1/contributions", contribution("person"), token, key="person")
        self.assertEqual((reply.status, reply.json()["type"].rsplit("/", 1)[1]), (403, "not-permitted"))
        self.assertEqual(self.status(self.provider.token("kcc-finance")), 200)
        self.assertEqual(self.status(self.provider.token("police-finance")), 401)
        self.assertEqual(self.last_reason(), "partner_not_permitted")
        self.assertEqual(self.service.database.sql("SELECT count(*) FROM safer.contribution"), "0")

    def test_another_provider_with_the_same_kid_is_refused(self):
        self.start_both()
        token = self.provider.token("kcc-finance")
        for key in FIRST_KEYS:
            os.remove(os.path.join(self.folder, key + ".json"))
        self.provider.restart(FIRST_KEYS)
        self.assertEqual(self.status(self.provider.token("kcc-finance")), 401)
        self.assertEqual(self.last_reason(), "signature")
        self.assertEqual(self.status(token), 200)


class Keys(ProviderTest):

    def test_new_keys_are_followed_and_withdrawn_ones_forgotten(self):
        self.start_both()
        old = {client: self.provider.token(client) for client in ("kcc-finance", "kfrs-finance")}
        for token in old.values():
            self.assertEqual(self.status(token), 200)

        self.provider.restart(["RS256-second", "ES256-second", *FIRST_KEYS])
        new = {client: self.provider.token(client) for client in old}
        for client, token in new.items():
            self.assertNotEqual(header_of(token)["kid"], header_of(old[client])["kid"])
            self.wait_until_taken(token)
            self.assertEqual(self.status(old[client]), 200)

        self.provider.restart(["RS256-third", "ES256-second"])
        self.wait_until_taken(self.provider.token("kcc-finance"))
        for token, wanted in ((old["kcc-finance"], 401), (old["kfrs-finance"], 401),
                              (new["kcc-finance"], 401), (new["kfrs-finance"], 200)):
            self.assertEqual(self.status(token), wanted)

    def test_it_is_asked_no_more_often_than_is_set(self):
        self.start_both(interval=MANY_SECONDS)
        self.provider.restart(["RS256-second", *FIRST_KEYS])
        for _ in range(20):
            self.assertEqual(self.status(self.provider.token("kcc-finance")), 401)
            self.assertEqual(self.last_reason(), "unknown_key")
        self.assertEqual(self.status(self.provider.token("kfrs-finance")), 200)
        self.provider.stop()
        self.assertEqual(self.provider.asked.count("/jwks"), 1)


class Absence(ProviderTest):

    def test_known_keys_go_on_serving_while_it_is_away(self):
        self.start_both()
        tokens = [self.provider.token(client) for client in ("kcc-finance", "kfrs-finance") * 5]
        self.provider.restart(["RS256-second", *FIRST_KEYS])
        unknown = self.provider.token("kcc-finance")
        self.provider.stop()
        for number, token in enumerate(tokens):
            reply = self.service.post("/v1/contributions", contribution(f"away-{number}"), token,
                                      key=f"away-{number}")
            self.assertEqual(reply.status, 201, reply.text)
            self.assertEqual(self.status(unknown), 401)
        wait_until(lambda: self.status(unknown) == 401 and self.complaints(), WAIT_SECONDS)
        self.assertEqual(self.status(tokens[0]), 200)

        self.provider.start(["RS256-second", *FIRST_KEYS])
        self.wait_until_taken(unknown)

    def complaints(self):
        return [line for line in self.service.log().splitlines()
                if self.provider.issuer in line and "connect" in line]

    def test_the_service_starts_without_it_and_takes_its_tokens_when_it_comes(self):
        self.start_provider()
        issuer, token = self.issuer(), self.provider.token("kcc-finance")
        self.provider.stop()
        self.start_service(issuer)
        wait_until(self.complaints, WAIT_SECONDS)
        self.assertEqual(self.service.get("/health/ready").status, 200)
        self.assertEqual(self.service.get("/v1/partners").status, 200)
        self.assertEqual(self.status(token), 401)
        self.provider.start(FIRST_KEYS)
        self.wait_until_taken(token)


def pem_of(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


def certificate(name, key, issuer_name, issuer_key, address=None):
    """A certificate for an hour: an authority's own, or a server's at an address."""
    named = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (name, issuer_name)]
    now = datetime.datetime.utcnow()
    builder = (x509.CertificateBuilder().subject_name(named[0]).issuer_name(named[1])
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(now - datetime.timedelta(minutes=5))
               .not_valid_after(now + datetime.timedelta(hours=1))
               .add_extension(x509.BasicConstraints(ca=not address, path_length=None), critical=True))
    if address:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class Https(ProviderTest):

    def setUp(self):
        super().setUp()
        self.authority, self.other, self.server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
        self.write("authority.pem", certificate("Authority", self.authority, "Authority", self.authority))
        self.write("other.pem", certificate("Authority", self.other, "Authority", self.other))
        self.write("server.key", pem_of(self.server))

    def write(self, name, content):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(content)

    def start(self, authorities, address="127.0.0.1"):
        self.write("server.pem", certificate("Server", self.server, "Authority", self.authority, address))
        self.start_provider({name: os.path.join(self.folder, file) for name, file in (
            ("key", "server.key"), ("certificate", "server.pem"), ("authority", "authority.pem"))})
        self.assertEqual(self.provider.issuer[:6], "https:")
        self.start_service({
            "issuer": self.provider.issuer, "audience": AUDIENCE, "partners": PERMITTED,
            "jwks_url": self.provider.issuer + "/jwks", **authorities})

    def test_keys_come_over_https_and_are_followed(self):
        self.start({"ca_file": "authority.pem"})
        self.assertEqual(self.status(self.provider.token("kcc-finance")), 200)
        self.provider.restart(["RS256-second", *FIRST_KEYS])
        self.wait_until_taken(self.provider.token("kcc-finance"))

    def test_whoever_is_not_who_he_says_gives_no_keys(self):
        for sentence, authorities, address in (
                ("an authority the system does not know", {}, "127.0.0.1"),
                ("another authority than the one that is set", {"ca_file": "other.pem"}, "127.0.0.1"),
                ("a certificate for another address", {"ca_file": "authority.pem"}, "127.0.0.2")):
            with self.subTest(sentence):
                self.start(authorities, address)
                wait_until(lambda: "certificate" in self.service.log(), WAIT_SECONDS)
                self.assertEqual(self.status(self.provider.token("kcc-finance")), 401)
                self.assertEqual(self.provider.asked.count("/jwks"), 0)
                self.service.stop()
                self.provider.stop()
                self.service = None


if __name__ == "__main__":
    unittest.main()
