"""SIGHUP: certificate, issuers and keys are read again, and no request is dropped for it.

SPDX-License-Identifier: MIT
"""

import http.server
import json
import os
import shutil
import signal
import tempfile
import threading
import time
import unittest

import tokens
from certificates import Authority, Client, key_pem, make_key, write
from service import Service, setting, wait_until

ROUNDS = max(8, int(os.environ.get("SAFER_TEST_NUMBERS") or 0))
ROWS = 2000
TARGET = "/v1/contributions?limit=1"
UNLIMITED = {"SAFER_RATE_LIMIT": "0", "SAFER_RATE_LIMIT_ANONYMOUS": "0"}


class Issuer:
    """An issuer of tokens for KCC, with a key of its own."""

    def __init__(self, name):
        self.name = f"https://{name}.test"
        self.file = f"{name}.json"
        self.number = 0
        self.renew_key()

    def renew_key(self):
        self.key = make_key()
        self.number += 1
        self.kid = f"{self.file}-{self.number}"

    def key_set(self):
        return json.dumps({"keys": [{**tokens.jwk("p256", self.key), "kid": self.kid}]}).encode()

    def item(self, **members):
        return {"issuer": self.name, "audience": "safer", "partners": ["kcc"],
                "jwks_file": self.file, **members}

    def token(self, client="kcc-finance"):
        now = int(time.time())
        parts = ({"alg": "ES256", "typ": "at+jwt", "kid": self.kid},
                 {"iss": self.name, "aud": "safer", "exp": now + 3600, "iat": now, "sub": client,
                  "client_id": client, "scope": "funds.read", "partner": "kcc"})
        signed = ".".join(tokens.base64url(json.dumps(part).encode()) for part in parts)
        return signed + "." + tokens.base64url(tokens.signature("p256", self.key, signed.encode()))


class ReloadTest(unittest.TestCase):
    """A folder with everything that is read again, and a service that reads it."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="reload-", dir=setting("SAFER_TEST_FOLDER"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.authority = Authority(self.folder)
        self.kept, self.other = Issuer("kept"), Issuer("other")
        self.write_keys(self.kept, self.other)
        self.write_issuers(self.kept.item())
        self.service = None

    def tearDown(self):
        if self.service:
            self.service.stop()

    def path(self, name):
        return os.path.join(self.folder, name)

    def write_keys(self, *issuers):
        for issuer in issuers:
            write(self.path(issuer.file), issuer.key_set())

    def write_issuers(self, *items):
        write(self.path("issuers.json"), json.dumps(items).encode())

    def start(self, serial=None, **environment):
        settings = {"SAFER_ISSUERS": self.path("issuers.json"), **UNLIMITED, **environment}
        if serial is not None:
            self.authority.install(serial)
            settings.update(self.authority.settings())
        self.service = Service(settings)

    def events(self, *names):
        lines = [json.loads(line) for line in self.service.log().splitlines()]
        return [line for line in lines if line.get("event") in names]

    def reload(self):
        """Sends SIGHUP and waits for the one line that it answers with."""
        before = len(self.events("reloaded", "reload_failed"))
        self.service.process.send_signal(signal.SIGHUP)
        wait_until(lambda: len(self.events("reloaded", "reload_failed")) > before, 60)
        told = self.events("reloaded", "reload_failed")[before:]
        self.assertEqual(len(told), 1, told)
        return told[0]

    def client(self):
        client = Client(self.service.port, self.authority.context())
        self.addCleanup(client.close)
        return client

    def shown_serial(self):
        client = self.client()
        self.assertEqual(client.get("/health/live")[0], 200)
        serial = client.serial()
        client.close()
        return serial

    def status(self, token):
        return self.service.get(TARGET, token).status


# Rows as they would stand after having been posted.
FILL = f"""
    SET session_replication_role = replica;
    INSERT INTO safer.contribution (id, fund, partner, financial_year, booked_in, amount_pence,
        received_on, external_reference)
    SELECT gen_random_uuid(), 'kcst-pooled-budget', 'kcc', '2018/19', '2018/19', n, '2018-04-03', 'REF-' || n
    FROM generate_series(1, {ROWS}) AS n;
"""


class Hammer:
    """Clients that ask without a pause until stop(): half of them on one connection each, half on a
    new one for each request. What goes wrong is kept."""

    def __init__(self, test, count=6):
        self.test = test
        test.service.database.sql(FILL)
        self.stopping = threading.Event()
        self.faults, self.answered = [], [0] * count
        self.threads = [threading.Thread(target=self.run, args=(number,))
                        for number in range(count)]
        for thread in self.threads:
            thread.start()

    def run(self, number):
        client, token = None, None
        while not self.stopping.is_set():
            try:
                if client is None or number % 2:
                    if client:
                        client.close()
                    client = Client(self.test.service.port, self.test.authority.context())
                if self.answered[number] % 20 == 0:
                    token = self.test.kept.token(f"client-{number}")
                # The first reads a long list, streamed by another thread of the service.
                list_wanted = number == 0
                status, _, body = client.get(
                    "/v1/contributions" if list_wanted else TARGET, token,
                    {"Accept": "text/csv"} if list_wanted else None)
                client.connection.auto_open = bool(number % 2)  # a kept connection is not renewed
                if status != 200 or (list_wanted and body.count(b"\r\n") != ROWS + 1):
                    self.faults.append((number, status, body[:1000]))
            except Exception as fault:  # whatever it is, a request was dropped
                self.faults.append((number, repr(fault)))
                client = None
            self.answered[number] += 1
        if client:
            client.close()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()


class WhileItServes(ReloadTest):

    def test_no_request_fails_while_certificate_and_issuers_change_again_and_again(self):
        self.start(serial=100)
        hammer = Hammer(self)
        try:
            for number in range(1, ROUNDS + 1):
                self.authority.install(100 + number, "rsa" if number % 3 == 0 else "ec")
                issuers = [self.kept.item(audience=["safer", f"safer-{number}"])]
                if number % 2:
                    self.other.renew_key()
                    self.write_keys(self.other)
                    issuers.insert(0, self.other.item())
                self.write_issuers(*issuers)
                before = list(hammer.answered)
                self.assertEqual(self.reload()["event"], "reloaded")
                self.assertEqual(self.shown_serial(), 100 + number)
                client = self.client()
                status = client.get(TARGET, self.other.token())[0]
                client.close()
                self.assertEqual(status, 200 if number % 2 else 401, f"round {number}")
                wait_until(lambda: all(now > then for now, then
                                       in zip(hammer.answered, before)), 60)
        finally:
            hammer.stop()
        self.assertEqual(hammer.faults, [])

    def test_signals_that_come_faster_than_it_reads_do_no_harm(self):
        self.start(serial=200)
        hammer = Hammer(self, 2)
        try:
            for _ in range(100):
                self.service.process.send_signal(signal.SIGHUP)
            self.authority.install(201)
            self.service.process.send_signal(signal.SIGHUP)
            wait_until(lambda: self.shown_serial() == 201, 60)
        finally:
            hammer.stop()
        self.assertEqual(hammer.faults, [])
        # Certificate and key are two files: one signal may have come between them.
        wait_until(lambda: self.events("reloaded", "reload_failed")[-1]["event"] == "reloaded", 60)

    def test_what_watches_sees_when_the_certificate_ends(self):
        self.start(serial=300)
        def end():
            body = self.client().get("/metrics")[2].decode()
            return int(body.split("\nsafer_tls_certificate_end_seconds ")[1].split("\n")[0])
        self.assertAlmostEqual(end(), time.time() + 30 * 86400, delta=600)
        self.authority.install(301, ends=7)
        self.reload()
        self.assertAlmostEqual(end(), time.time() + 7 * 86400, delta=600)


class WhatCannotBeRead(ReloadTest):

    def check_kept(self, token, sentence):
        told = self.reload()
        self.assertEqual(told["event"], "reload_failed")
        self.assertIn(sentence, told["message"])
        self.assertEqual(self.shown_serial(), 400)
        for one in (token, self.kept.token("not-seen-before")):
            self.assertEqual(self.client().get(TARGET, one)[0], 200)

    def test_leaves_what_there_was_and_is_told_in_one_line(self):
        self.start(serial=400)
        token = self.kept.token()
        self.assertEqual(self.client().get(TARGET, token)[0], 200)
        good = self.kept.item()
        for items, sentence in (
                ([], "must be a JSON array of 1 to"),
                ([good, good], "item 2: \"issuer\": \"https://kept.test\" is there twice"),
                ([{**good, "jwks_file": "absent.json"}], "item 1: "),
                ([self.other.item(), {**good, "audience": 5}], "item 2: \"audience\" must be")):
            self.write_issuers(*items)
            self.check_kept(token, sentence)
        write(self.path("issuers.json"), b"[{")
        self.check_kept(token, "issuers.json: must be a JSON array")
        os.remove(self.path("issuers.json"))
        self.check_kept(token, "No such file")
        self.write_issuers(good)
        kept = {name: open(self.path(name), "rb").read() for name in ("key.pem", "certificate.pem")}
        write(self.path("key.pem"), key_pem(make_key()))
        self.check_kept(token, "key.pem: is not the key of the certificate")
        self.authority.install(401, begins=-9, ends=-2)
        self.check_kept(token, "certificate.pem: the certificate has expired on")
        write(self.path("certificate.pem"), b"")
        self.check_kept(token, "certificate.pem: is no certificate in PEM")
        for name, text in kept.items():
            write(self.path(name), text)
        self.assertEqual(self.reload()["event"], "reloaded")

    def test_does_not_keep_the_rest_from_being_read(self):
        self.start(serial=500)
        self.write_issuers({"issuer": 5})
        self.authority.install(501)
        self.assertEqual(self.reload()["event"], "reload_failed")
        self.assertEqual(self.shown_serial(), 501)
        write(self.path("key.pem"), key_pem(make_key()))
        self.write_issuers(self.kept.item(), self.other.item())
        self.assertEqual(self.reload()["event"], "reload_failed")
        self.assertEqual(self.shown_serial(), 501)
        self.assertEqual(self.client().get(TARGET, self.other.token())[0], 200)


class WhoIsTrusted(ReloadTest):

    def test_a_key_that_was_taken_out_is_refused_at_once_and_a_new_one_taken(self):
        self.start()
        old = self.kept.token()
        self.assertEqual(self.status(old), 200)
        self.kept.renew_key()
        self.write_keys(self.kept)
        self.assertEqual(self.reload()["event"], "reloaded")
        self.assertEqual(self.status(old), 401)
        self.assertEqual(self.status(self.kept.token()), 200)

    def test_an_issuer_comes_and_goes(self):
        self.start()
        token = self.other.token()
        self.assertEqual(self.status(token), 401)
        self.write_issuers(self.kept.item(), self.other.item())
        self.assertEqual(self.status(token), 401, "it is not asked to be read yet")
        self.reload()
        self.assertEqual(self.status(token), 200)
        self.write_issuers(self.kept.item())
        self.reload()
        self.assertEqual(self.status(token), 401, "a token that was verified before is remembered")
        self.assertEqual(self.status(self.kept.token()), 200)

    def test_a_provider_that_goes_takes_the_tokens_with_it_that_were_verified_before(self):
        items = []
        for issuer in (self.kept, self.other):
            provider = KeyServer(issuer)
            self.addCleanup(provider.stop)
            items.append(issuer.item(jwks_url=provider.url))
            del items[-1]["jwks_file"]
        self.write_issuers(*items)
        self.start(no_proxy="127.0.0.1")
        kept, other = self.kept.token(), self.other.token()
        self.assertEqual((self.status(kept), self.status(other)), (200, 200))
        self.write_issuers(items[0])
        self.reload()
        self.assertEqual((self.status(kept), self.status(other)), (200, 401))

    def test_keys_of_a_provider_that_is_away_go_on_serving(self):
        provider = KeyServer(self.kept)
        self.addCleanup(provider.stop)
        item = self.kept.item(jwks_url=provider.url)
        del item["jwks_file"]
        self.write_issuers(item)
        self.start(no_proxy="127.0.0.1")
        self.assertEqual(self.status(self.kept.token("one")), 200)
        provider.answers = False
        self.write_issuers({**item, "audience": ["safer", "safer-2"]}, self.other.item())
        asked = provider.asked
        self.assertEqual(self.reload()["event"], "reloaded")
        wait_until(lambda: provider.asked > asked, 60)
        self.assertEqual(self.status(self.kept.token("two")), 200)
        self.assertEqual(self.status(self.other.token()), 200)
        provider.answers = True
        old = self.kept.token("three")
        self.kept.renew_key()
        self.reload()
        wait_until(lambda: self.status(self.kept.token("four")) == 200, 60)
        self.assertEqual(self.status(old), 401)

    def test_the_development_key_too(self):
        self.start(SAFER_ISSUERS="")
        token = self.service.token(scope="funds.read")
        self.assertEqual(self.status(token), 200)
        os.remove(os.path.join(self.service.environment["SAFER_STATE"], "development-key.json"))
        self.assertEqual(self.reload()["event"], "reloaded")
        self.assertEqual(self.status(token), 401)


class KeyServer:
    """A key set behind a URL, of an issuer that may be away."""

    def __init__(self, issuer):
        self.answers, self.asked = True, 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked += 1
                self.send_response(200 if outer.answers else 503)
                self.end_headers()
                self.wfile.write(issuer.key_set() if outer.answers else b"")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


if __name__ == "__main__":
    unittest.main()
