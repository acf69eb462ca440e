"""The numbers of every limit: how often for one person, how often for one address that visitors come from, within how many seconds.

A person is counted for themselves wherever they are; numbers for an address are those of a hall or an office in which
many people follow without signing in. Casting a ballot is in no list.
"""

LIMITS: dict[str, tuple[int, int, int]] = {
    # Any act: any form that is sent, ballots aside.
    "act": (240, 1200, 60),
    # What takes time to make, or is large.
    "paper": (20, 60, 60),
    "table": (20, 60, 60),
    "archive": (4, 4, 600),
    "check": (20, 120, 60),
    "compare": (60, 240, 60),
    "search": (90, 600, 60),
    # What is read over by the house while somebody types.
    "preview": (180, 180, 60),
    "try": (30, 30, 60),
    # What others are told of.
    "comment": (20, 20, 60),
    "mention": (60, 60, 3600),
    "write": (30, 30, 600),
    "announce": (120, 120, 3600),
    "apply": (5, 5, 3600),
    # What is kept.
    "attach": (30, 30, 600),
    "import": (20, 20, 600),
    "rehearse": (20, 20, 600),
    # What tells somebody at the desk whether one voice has voted in a secret vote: a signature that is refused, or taken
    # off the roll again. A queue that signs is in no limit.
    "probe": (10, 10, 3600),
}

Often = tuple[int, int]  # how often, in how many seconds

# The entrance: what strangers may bring about, and what a browser may in which somebody signed in before.
# E-mails that are asked for from one place: a hall full of people signs in at once.
KNOCKS: Often = (120, 60)
# After each so many within that time, the next stand one place further behind, where e-mails of other places wait too.
KNOCKS_IN_FRONT = 10
# E-mails to one address, before they are ten minutes apart instead of one.
MAILS_TO_ONE: dict[str, Often] = {"known": (20, 3600), "source": (5, 3600), "address": (10, 3600)}
# Wrong passwords: from one place, for one person from there, for one person from anywhere.
WRONG_PASSWORDS: dict[str, Often] = {
    "known": (10, 300), "source": (20, 60), "address here": (10, 300), "address": (100, 3600),
}  # fmt: skip
# What allauth counts by itself. Nothing of it is counted by the address of whom somebody claims to be; from one
# place, as many as a hall holds may sign in within a minute.
ACCOUNT_RATE_LIMITS = {
    "login": "240/m/ip", "signup": "60/m/ip", "reset_password": "60/m/ip", "request_login_code": "", "confirm_email": "",
    "login_failed": "60/m/ip,5/300s/key",
    # Names that were refused: nobody learns by trying who is here.
    "name_refused": "10/d/user",
}  # fmt: skip
MFA_RATE_LIMITS = {"webauthn_login": "240/m/ip"}

# Sockets that one person, and one address, may hold in one process; how many an address may open in a minute; and
# what a page may say through one, which never says anything.
SOCKETS = {"person": 40, "source": 1000, "a minute": 2000, "frames a minute": 20}
LARGEST_FRAME = 4096  # bytes

# Papers and tables that are made at the same time, in the whole house: fewer than `web` has replicas (three), so
# that pages and ballots always find one. The first place is also that of visitors.
PLACES_FOR_DEAR_WORK = 2
