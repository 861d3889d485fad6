#!/usr/bin/env python3
"""Makes keys, right tokens and forged ones, for tests against a running service.
SPDX-License-Identifier: MIT

    tokens.py keys FOLDER            rsa.pem, p256.pem, keys.json (JWK Set), issuers.json (for SAFER_ISSUERS)
    tokens.py sign FOLDER            one token; --key, --header and --claims change it
    tokens.py good FOLDER            NAME <tab> AUTHORIZATION VALUE, a line each: to be taken
    tokens.py forged FOLDER          the same, each to be answered with 401

Needs Debian's python3-cryptography. The issuer is https://issuer.test, the audience "safer".
"""
import argparse
import base64
import hashlib
import hmac
import json
import os
import pathlib
import sys
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

ISSUER, AUDIENCE, PARTNERS = "https://issuer.test", "safer", ["kcc", "kfrs", "kent-police"]
PERSONS = "https://persons.test"  # the same keys; a token of its may come without a partner
ALGORITHMS = {"rsa": "RS256", "p256": "ES256"}


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, size=None):
    return base64url(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def jwk(name, key):
    """The public part of a key."""
    numbers = key.public_key().public_numbers()
    if name == "rsa":
        parts = {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}
    else:
        parts = {"kty": "EC", "crv": "P-256", "x": number(numbers.x, 32), "y": number(numbers.y, 32)}
    return {"kid": name, "use": "sig", "alg": ALGORITHMS[name], **parts}


def public_pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def make_keys(folder):
    folder.mkdir(parents=True, exist_ok=True)
    keys = {"rsa": rsa.generate_private_key(65537, 2048), "p256": ec.generate_private_key(ec.SECP256R1())}
    for name, key in keys.items():
        path = folder / f"{name}.pem"
        path.touch(mode=0o600)
        path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                           serialization.NoEncryption()))
    key_set = {"keys": [jwk(name, key) for name, key in keys.items()]}
    (folder / "keys.json").write_text(json.dumps(key_set, indent=2))
    issuer = {"issuer": ISSUER, "audience": AUDIENCE, "jwks_file": "keys.json", "partners": PARTNERS}
    persons = {**issuer, "issuer": PERSONS, "partners": ["kcc"], "persons": True}
    (folder / "issuers.json").write_text(json.dumps([issuer, persons], indent=2))


def read_keys(folder):
    return {name: serialization.load_pem_private_key((folder / f"{name}.pem").read_bytes(), None)
            for name in ALGORITHMS}


def signature(name, key, data):
    if name == "rsa":
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def changed(base, patch):
    """`base` with the members of `patch`; None takes one out."""
    return {name: value for name, value in {**base, **(patch or {})}.items() if value is not None}


def encoded(part):
    """One segment: an object as JSON, bytes as they are."""
    return base64url(part if isinstance(part, bytes) else json.dumps(part).encode())


class Maker:
    def __init__(self, folder):
        self.keys = read_keys(folder)
        self.now = int(time.time())

    def header(self, name, patch=None):
        return changed({"alg": ALGORITHMS[name], "typ": "at+jwt", "kid": name}, patch)

    def claims(self, patch=None):
        return changed({"iss": ISSUER, "aud": AUDIENCE, "exp": self.now + 600, "iat": self.now,
                        "sub": "test-system", "client_id": "test-client", "jti": os.urandom(8).hex(),
                        "scope": "contributions.write funds.read", "partner": "kcc"}, patch)

    def sign(self, name="rsa", header=None, claims=None, raw_header=None, raw_claims=None):
        data = encoded(raw_header or self.header(name, header)) + "." + \
            encoded(raw_claims or self.claims(claims))
        return data + "." + base64url(signature(name, self.keys[name], data.encode()))

    def with_mac(self, secret):
        data = encoded(self.header("rsa", {"alg": "HS256"})) + "." + encoded(self.claims())
        return data + "." + base64url(hmac.new(secret, data.encode(), hashlib.sha256).digest())

    def good(self):
        yield "RS256", self.sign()
        yield "ES256", self.sign("p256")
        yield "aud array with ours in it", self.sign(claims={"aud": ["portal", AUDIENCE]})
        yield "fractional nbf in the past", self.sign(claims={"nbf": self.now - 0.5})
        yield "exp within the leeway", self.sign(claims={"exp": self.now - 20})
        yield "scope as an array", self.sign(claims={"scope": ["contributions.write", "funds.read"]})

    def forged_headers(self):
        unsigned = encoded(self.header("rsa", {"alg": "none"})) + "." + encoded(self.claims())
        for alg in ("none", "None", "nOnE"):
            yield f"alg {alg}, signed", self.sign(header={"alg": alg})
        yield "alg none, no signature", unsigned + "."
        yield "alg none, two segments", unsigned
        yield "HS256 with the public PEM", self.with_mac(public_pem(self.keys["rsa"]))
        yield "HS256 with the JWK", self.with_mac(json.dumps(jwk("rsa", self.keys["rsa"])).encode())
        yield "unknown kid", self.sign(header={"kid": "other"})
        yield "ES256 against the RSA key", self.sign("p256", header={"kid": "rsa"})
        yield "embedded jwk", self.sign(header={"jwk": jwk("rsa", self.keys["rsa"])})
        for member in ("jku", "x5u"):
            yield member, self.sign(header={member: "https://attacker.test/keys"})
        yield "crit", self.sign(header={"crit": ["exp"]})
        yield "typ JWT", self.sign(header={"typ": "JWT"})
        yield "no typ", self.sign(header={"typ": None})
        yield "alg twice", self.sign(
            raw_header=b'{"alg":"RS256","typ":"at+jwt","kid":"rsa","alg":"RS256"}')

    def forged_claims(self):
        for claim in ("iss", "aud", "exp", "client_id", "sub", "partner"):
            yield f"no {claim}", self.sign(claims={claim: None})
        yield "foreign iss", self.sign(claims={"iss": "https://attacker.test"})
        yield "development iss", self.sign(claims={"iss": "safer-development"})
        yield "foreign aud", self.sign(claims={"aud": "portal"})
        yield "aud array without ours", self.sign(claims={"aud": ["portal", "other"]})
        yield "expired", self.sign(claims={"exp": self.now - 3600})
        yield "exp as text", self.sign(claims={"exp": str(self.now + 600)})
        yield "far future nbf", self.sign(claims={"nbf": self.now + 86400})
        yield "fractional nbf in the future", self.sign(claims={"nbf": self.now + 3600.5})
        yield "partner not permitted", self.sign(claims={"partner": "medway"})
        yield "partner no slug", self.sign(claims={"partner": "KCC"})
        for partner in ("", "KCC", "kfrs", [], {}, False, 0):
            yield f"partner {partner!r} of an issuer of persons", self.sign(claims={"iss": PERSONS, "partner": partner})
        person = json.dumps(self.claims({"iss": PERSONS, "partner": None})).encode()
        yield "partner null of an issuer of persons", self.sign(raw_claims=person[:-1] + b',"partner":null}')
        yield "a person without a subject", self.sign(claims={"iss": PERSONS, "partner": None, "sub": None})
        yield "scope with a quote", self.sign(claims={"scope": 'funds.read"'})
        raw = json.dumps(self.claims()).encode()
        yield "partner twice", self.sign(raw_claims=raw[:-1] + b',"partner":"kfrs"}')
        yield "claims not UTF-8", self.sign(raw_claims=raw[:-1] + b',"name":"\xff\xfe"}')

    def forged_shapes(self):
        token = self.sign()
        header, claims, signed = token.split(".")
        yield "another signature", f"{header}.{claims}.{signed[:9]}{'B' if signed[9] == 'A' else 'A'}{signed[10:]}"
        yield "truncated", token[:-20]
        yield "empty header", f".{claims}.{signed}"
        yield "empty payload", f"{header}..{signed}"
        yield "empty signature", f"{header}.{claims}."
        yield "junk in the signature", f"{header}.{claims}.{signed[:9]}*{signed[9:]}"
        yield "junk after the signature", token + "AAAA"
        yield "padding", token + "=="
        yield "four segments", token + ".AAAA"
        yield "space inside", f"{header}. {claims}.{signed}"
        yield "oversized", self.sign(claims={"filler": "a" * 9000})

    def forged(self):
        for maker in (self.forged_headers, self.forged_claims, self.forged_shapes):
            for name, token in maker():
                yield name, "Bearer " + token
        yield "two Bearer words", "Bearer Bearer " + self.sign()
        yield "another scheme", "Basic " + self.sign()
        yield "no token", "Bearer"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("verb", choices=("keys", "sign", "good", "forged"))
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--key", choices=sorted(ALGORITHMS), default="rsa")
    parser.add_argument("--header", type=json.loads, help="members to set; null takes one out")
    parser.add_argument("--claims", type=json.loads, help="members to set; null takes one out")
    options = parser.parse_args()
    if options.verb == "keys":
        return make_keys(options.folder)
    maker = Maker(options.folder)
    if options.verb == "sign":
        print(maker.sign(options.key, options.header, options.claims))
    elif options.verb == "good":
        for name, token in maker.good():
            print(f"{name}\tBearer {token}")
    else:
        for name, value in maker.forged():
            print(f"{name}\t{value}")
    return None


if __name__ == "__main__":
    sys.exit(main())
