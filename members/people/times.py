"""Whether a code, a proof or a session of signing in is too old is judged by the database's clock.

allauth asks the machine that serves the page. Behind one address stand several: a code asked for on one and typed on
another would live as much longer, or shorter, as their clocks are apart; and the codes of a generator, which
change every half minute, would never be right on one that is a minute off.
"""

from types import SimpleNamespace

from allauth.account import models
from allauth.account.internal import stagekit
from allauth.account.internal.flows import code_verification, login, reauthentication
from allauth.mfa.internal.flows import trust
from allauth.mfa.totp.internal import auth

from core.clock import database_now

# Each of these modules imports `time`, and asks it for nothing but time.time().
JUDGES = (models, stagekit, code_verification, login, reauthentication, trust, auth)

for judge in JUDGES:
    judge.time = SimpleNamespace(time=lambda: database_now().timestamp())  # type: ignore[attr-defined]
