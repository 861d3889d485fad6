"""Tokens that were never seen before, with each allocation on their way failing: never 401, never another caller.

SPDX-License-Identifier: MIT

Whoever sends a good token is told that he is who he is, or that the service cannot tell just now. What was
found out while memory was missing is not kept: the same token, sent again, is taken, and so are all keys of
the issuer's set when that was read meanwhile.
"""

import functools
import http.server
import json
import os
import pathlib
import shutil
import sys
import tempfile
import threading
import time
import unittest

from cryptography.hazmat.primitives.asymmetric import ec
from service import setting, wait_until

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from every_operation import is_refusal, is_same  # noqa: E402
from faults import MEMORY, Faulty, request  # noqa: E402
import tokens  # noqa: E402

MOST = 1000  # far more allocations than such a request has
INTERVAL = 1  # seconds between two fetches of keys
DEVELOPMENT = "safer-development"


def is_no_answer(answer):
    """A connection that is visibly broken, or a refusal that is not the client's fault."""
    return not answer.whole or is_refusal(answer)


def number(text):
    return int.from_bytes(tokens.base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


class DevelopmentMaker(tokens.Maker):
    """Signs as `saferd token` does, a thousand times faster."""

    def __init__(self, service):  # pylint: disable=super-init-not-called
        with open(os.path.join(service.environment["SAFER_STATE"], "development-key.json"),
                  encoding="utf-8") as file:
            self.jwk = json.load(file)
        numbers = ec.EllipticCurvePublicNumbers(
            number(self.jwk["x"]), number(self.jwk["y"]), ec.SECP256R1())
        self.keys = {"p256": ec.EllipticCurvePrivateNumbers(
            number(self.jwk["d"]), numbers).private_key()}
        self.now = int(time.time())

    def sign(self, name="p256", header=None, claims=None, **_):
        return super().sign("p256", {"kid": self.jwk["kid"], **(header or {})},
                            {"iss": DEVELOPMENT, "aud": "safer-communities", **(claims or {})})


class Tokens:
    """What is asked, whoever has issued them."""

    def ask(self, token):
        """What only this caller is answered so."""
        return request("GET", self.own, token)

    def every(self, make, persists=False, numbers=range(1, MOST)):
        """Each allocation of a request fails in turn: its number, what make() gave, the answer."""
        for at in numbers:
            made = make()
            bytes_ = made if isinstance(made, bytes) else made[0]
            self.service.plan.arm(MEMORY, at, persists)
            answer = self.service.send(bytes_)
            failed = self.service.plan.disarm()
            yield at, made, answer
            if not failed:
                return
        self.assertLess(at, MOST - 1, "the allocations have no end")

    def hold(self, condition, what, at, answer):
        if not condition:
            self.fail(f"{what}, allocation number {at}: {answer}\n{self.service.plan.trace()}")

    def hold_good(self, what, persists=False, **parts):
        """Of a good token: the right answer, or that nobody knows just now; and afterwards the right one."""
        right = self.service.clean(self.ask(self.maker.sign(**parts)))
        self.assertEqual(right.status, 200, f"{what}: {right}")
        for at, bytes_, answer in self.every(lambda: self.ask(self.maker.sign(**parts)), persists):
            self.hold(is_same(answer, right) or is_no_answer(answer), what, at, answer)
            again = self.service.clean(bytes_)
            self.hold(is_same(again, right), what, at, again)
        self.assertTrue(is_same(answer, right), answer)
        return at - 1

    def hold_bad(self, what, **parts):
        """Of a bad one: that it is bad, or that nobody knows just now; and afterwards that it is bad."""
        for at, bytes_, answer in self.every(lambda: self.ask(self.maker.sign(**parts))):
            self.hold(answer.problem == "invalid-token" or is_no_answer(answer), what, at, answer)
            self.assertEqual(self.service.clean(bytes_).problem, "invalid-token", what)
        return at - 1

    def contribution(self, reference, note=""):
        return {"fund": "kcst-pooled-budget", "financial_year": "2018/19", "amount_pence": 1600000,
                "received_on": "2018-04-03", "external_reference": reference, "note": note}

    def post(self, token, key, note="", blanks=0):
        body = json.dumps(self.contribution(key, note)) + " " * blanks
        return request("POST", "/v1/contributions", token, body, {"Idempotency-Key": key})

    def hold_writes(self, what, blanks):
        """Of a write: it is stored in the name of whoever sent it, once, or refused."""
        kept, keys = [], iter(range(MOST))

        def make():
            key = f"{what}-{next(keys)}"
            token = self.maker.sign(claims={"client_id": key})
            kept.append(key)
            return self.post(token, key, blanks=blanks)

        for at, bytes_, answer in self.every(make):
            self.hold(answer.status == 201 or is_no_answer(answer), what, at, answer)
            again = self.service.clean(bytes_)
            self.hold(again.status == 201, what, at, again)
        self.assertEqual(answer.status, 201, answer)
        stored = self.service.sql.ask(
            "SELECT string_agg(c.external_reference, ' ' ORDER BY c.id) FROM safer.contribution AS c"
            " JOIN safer.audit_event AS e ON e.object LIKE '%' || c.id AND e.client = c.external_reference"
            f" WHERE c.external_reference LIKE '{what}-%' AND c.partner = 'kcc'")
        self.assertEqual(sorted(stored.split(" ")), sorted(kept), what)
        return at - 1

    def begin(self):
        """A contribution that only its partner may read."""
        answer = self.service.clean(self.post(self.maker.sign(), f"first-{id(self)}"))
        self.assertEqual(answer.status, 201, answer)
        self.own = answer.headers["Location"]


class OfDevelopment(Tokens, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Faulty()
        cls.addClassCleanup(cls.service.stop)
        cls.maker = DevelopmentMaker(cls.service)

    def setUp(self):
        self.begin()

    def test_a_good_token(self):
        self.assertGreater(self.hold_good("good"), 40)

    def test_a_good_token_with_no_memory_from_then_on(self):
        self.hold_good("good", persists=True)

    def test_a_bad_token(self):
        self.assertGreater(self.hold_bad("no audience of ours", claims={"aud": "portal"}), 15)


class WithIssuers(Tokens):
    """What an operator writes down; keys() says where the keys are."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="issuers-", dir=setting("SAFER_TEST_FOLDER")))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        tokens.make_keys(cls.folder)
        path = cls.folder / "issuers.json"
        issuer = json.loads(path.read_text())[0]
        del issuer["jwks_file"]
        path.write_text(json.dumps([{**issuer, **cls.keys(), "typ": ["at+jwt", "JWT"]}]))
        cls.service = Faulty({"SAFER_ISSUERS": str(path), "SAFER_JWKS_INTERVAL_SECONDS": str(INTERVAL),
                              "no_proxy": "127.0.0.1"})
        cls.addClassCleanup(cls.service.stop)
        cls.maker = tokens.Maker(cls.folder)

    def setUp(self):
        self.begin()

    def put_keys(self, suffix):
        """Another set of keys under other kids, in one step."""
        key_set = {"keys": [{**tokens.jwk(name, key), "kid": name + suffix}
                            for name, key in self.maker.keys.items()]}
        draft = self.folder / "keys.json.new"
        draft.write_text(json.dumps(key_set))
        draft.rename(self.folder / "keys.json")

    def wait_until_due(self):
        """Until the service will look for an unknown key once more."""

    def hold_other_keys(self, numbers=range(1, MOST)):
        """Of keys that a good token is the first to need: each of them can be used."""
        self.addCleanup(self.put_keys, "")
        self.put_keys("")
        right = self.service.clean(self.ask(self.maker.sign()))
        self.assertEqual(right.status, 200, right)
        suffixes = iter(range(MOST))

        def make():
            suffix = f"-{next(suffixes)}"
            self.wait_until_due()
            self.put_keys(suffix)
            return self.ask(self.maker.sign(header={"kid": "rsa" + suffix})), suffix

        for at, (bytes_, suffix), answer in self.every(make, numbers=numbers):
            self.hold(is_same(answer, right) or is_no_answer(answer), "other keys", at, answer)
            other = self.ask(self.maker.sign("p256", {"kid": "p256" + suffix}))
            for again in self.service.clean(bytes_), self.service.clean(other):
                self.hold(is_same(again, right), "other keys", at, again)
        return at


class OfIssuers(WithIssuers, unittest.TestCase):
    @classmethod
    def keys(cls):
        return {"jwks_file": "keys.json"}

    def test_a_write_is_stored_in_the_name_of_whoever_sent_it_or_refused(self):
        self.assertGreater(self.hold_writes("small", 0), 60)

    def test_a_body_that_is_admitted_by_its_token_is_not_lost(self):
        self.assertGreater(self.hold_writes("large", 20000), 60)

    def test_good_tokens(self):
        for name in ("rsa", "p256"):
            for kind in ("at+jwt", "JWT"):
                self.assertGreater(
                    self.hold_good(f"{name}, {kind}", name=name, header={"typ": kind}), 40)

    def test_a_good_token_with_no_memory_from_then_on(self):
        self.hold_good("JWT", persists=True, header={"typ": "JWT"})

    def test_bad_tokens(self):
        for what, parts in {
            "expired": {"claims": {"exp": self.maker.now - 3600}},
            "of a partner that is not the issuer's": {"claims": {"partner": "medway"}},
            "of a key that is another's": {"name": "p256", "header": {"kid": "rsa", "alg": "RS256"}},
        }.items():
            self.assertGreater(self.hold_bad(what, **parts), 15, what)

    def test_a_set_of_keys_that_is_read_meanwhile_is_read_whole(self):
        self.assertGreater(self.hold_other_keys(), 100)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class OfAnIssuerElsewhere(WithIssuers, unittest.TestCase):
    """Its keys are fetched by a thread of their own, once a second at the most."""

    @classmethod
    def keys(cls):
        handler = functools.partial(Quiet, directory=str(cls.folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        return {"jwks_url": f"http://127.0.0.1:{server.server_port}/keys.json"}

    def test_a_set_of_keys_that_is_read_meanwhile_is_read_whole(self):
        self.addCleanup(self.put_keys, "")
        self.wait_until_due()
        self.put_keys("-now")
        self.service.plan.arm(MEMORY, MOST)
        new = self.service.send(self.ask(self.maker.sign(header={"kid": "rsa-now"})))
        self.assertEqual(new.status, 200, new)
        calls = self.service.plan.calls
        self.put_keys("")
        self.wait_until_due()
        # Most of what lies behind the middle is the fetch's; each of these takes seconds.
        self.hold_other_keys((calls // 2, calls * 5 // 6))

    def wait_until_due(self):
        before = time.monotonic()
        wait_until(lambda: time.monotonic() - before > INTERVAL)


if __name__ == "__main__":
    unittest.main()
