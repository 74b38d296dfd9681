"""Web Push: what is said, encrypted for one browser (RFC 8188 and 8291), and who we are, signed (RFC 8292)."""

from __future__ import annotations

import json
import os
import struct
import time
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from magpie.notices.browsers import CURVE, Keys, decode, encode, point

RECORD_BYTES = 4096
LONGEST_BYTES = RECORD_BYTES - 16 - 1 - 86  # as services count: with head, tag and the end of the record
GOOD_FOR_SECONDS = 12 * 3600


def encrypt(
    said: bytes, p256dh: str, auth: str, *, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """What was said, for that browser alone, in one record; ValueError if its keys are none.

    `own` and `salt` are made for each message; tests give those of the RFC's example.
    """
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(p256dh))
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(16)
    mine = point(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    key = _derive(shared, decode(auth), b"WebPush: info\x00" + point(theirs) + mine, 32)
    content_key = _derive(key, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(key, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + struct.pack("!IB", RECORD_BYTES, len(mine)) + mine
    return head + AESGCM(content_key).encrypt(nonce, said + b"\x02", None)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def authorization(endpoint: str, keys: Keys, contact: str) -> str:
    """The Authorization header: a token for the service of that endpoint; `contact` is "mailto:…" or an address."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + GOOD_FOR_SECONDS, "sub": contact,
    }  # fmt: skip
    signed = ".".join(encode(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(keys.private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={signed}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={keys.public}"
