"""Check a signature Ed25519 with whole numbers alone, as RFC 8032 (5.1.7) writes it. It signs nothing and holds no secret.

Points are in extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, x·y = T/Z.
"""

from __future__ import annotations

import hashlib

Point = tuple[int, int, int, int]

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL: Point = (0, 1, 1, 0)


def fingerprint(key: str) -> str:
    """What people compare of a public key: the SHA-256 of its 32 bytes."""
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()


def is_signed(key: str, message: bytes, signature: str) -> bool:
    """Whether a signature (128 hexadecimal digits) was made under a message by the owner of a key (64 digits)."""
    try:
        public, given = bytes.fromhex(key), bytes.fromhex(signature)
    except ValueError:
        return False
    if len(public) != 32 or len(given) != 64:
        return False
    owner, scalar = _point(public), int.from_bytes(given[32:], "little")
    if owner is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(given[:32] + public + message).digest(), "little") % ORDER
    return _bytes(_add(_times(scalar, BASE), _times(challenge, _minus(owner)))) == given[:32]


def _add(one: Point, other: Point) -> Point:
    """Add two points by the formula that holds for all of them, equal ones too."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, point: Point) -> Point:
    total = NEUTRAL
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point, scalar = _add(point, point), scalar >> 1
    return total


def _minus(point: Point) -> Point:
    return P - point[0], point[1], point[2], P - point[3]


def _x(y: int, odd: int) -> int | None:
    """The x of a point on the curve whose y is known, odd or even; None where there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (not x and odd):
        return None
    return x if x & 1 == odd else P - x


def _point(encoded: bytes) -> Point | None:
    number = int.from_bytes(encoded, "little")
    y = number & (2**255 - 1)
    x = _x(y, number >> 255) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def _bytes(point: Point) -> bytes:
    shrink = pow(point[2], -1, P)
    x, y = point[0] * shrink % P, point[1] * shrink % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _base() -> Point:
    y = 4 * pow(5, -1, P) % P
    x = _x(y, 0)
    assert x is not None
    return x, y, 1, x * y % P


BASE = _base()
