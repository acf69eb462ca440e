"""The organisation's signature under a receipt: a complaint that carries one is true, one without proves nothing."""

import hashlib
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

_PURPOSE = b"Assemblage, receipts of secret votes, version 1\n"


def message(round_id: int, code: str) -> bytes:
    """The bytes that a receipt signs: which vote, and the code of the ballot; never what was marked."""
    return f"assemblage receipt v1\nround {round_id}\ncode {code}\n".encode()


def sign(round_id: int, code: str) -> str:
    """Sign a receipt: 128 hexadecimal digits, always the same for the same receipt (Ed25519, RFC 8032)."""
    return sign_bytes(message(round_id, code))


def sign_bytes(message: bytes) -> str:
    """Sign any message that begins by saying what it is, so that no signature can be shown for another thing."""
    return _key().sign(message).hex()


def public_key() -> str:
    """The key that checks signatures, 64 hexadecimal digits."""
    return _key().public_key().public_bytes_raw().hex()


def is_ours(round_id: int, code: str, signature: str, key: str) -> bool:
    """Whether a signature was made under this receipt with the private half of a key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(signature), message(round_id, code)
        )
    except (ValueError, InvalidSignature):
        return False
    return True


@cache
def _key() -> Ed25519PrivateKey:
    """The key of this house: SIGNING_KEY where it is set, or else one drawn from its secret key."""
    secret = settings.SIGNING_KEY
    seed = (
        bytes.fromhex(secret) if secret else hashlib.sha256(_PURPOSE + settings.SECRET_KEY.encode()).digest()
    )
    return Ed25519PrivateKey.from_private_bytes(seed)
