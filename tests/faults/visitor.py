"""Somebody at a browser, over HTTP: what they were answered, and how long it took."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

from tests.mailserver import MailServer


@dataclass(frozen=True)
class Answer:
    status: int
    page: str
    seconds: float
    path: str


@dataclass
class Visitor:
    """A browser with cookies of its own, behind an address of its own."""

    at: str
    address: str = "198.51.100.1"
    cookies: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Answer:
        return self._ask(path)

    def post(self, path: str, **form: str) -> Answer:
        token = next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), "")
        form["csrfmiddlewaretoken"] = token or ""
        return self._ask(path, urllib.parse.urlencode(form).encode())

    def _ask(self, path: str, body: bytes | None = None) -> Answer:
        headers = {"Accept-Language": "en", "X-Forwarded-For": self.address, "Referer": self.at + path}
        request = urllib.request.Request(self.at + path, body, headers)  # noqa: S310 — a house of ours
        began = time.monotonic()
        try:
            with self.opener.open(request, timeout=60) as answer:
                return self._read(answer, began)
        except urllib.error.HTTPError as refused:
            return self._read(refused, began)

    def _read(self, answer, began: float) -> Answer:
        page = answer.read().decode(errors="replace")
        where = urllib.parse.urlsplit(answer.url)
        return Answer(answer.status, page, time.monotonic() - began, where.path)

    def cookie(self, name: str) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == name), "")

    # --- what people do ---------------------------------------------------------------------------

    def sign_in(self, address: str, mails: MailServer) -> Answer:
        """Ask for a code, wait for the mail as one does, and type the code."""
        self.get("/account/login/")
        asked = self.post("/account/login/code/", email=address)
        assert asked.status == 200, asked
        assert 'name="code"' in asked.page
        return self.post("/account/login/code/confirm/", code=code_for(address, mails))

    def vote(self, round_id: int, choice: str) -> Answer:
        """Open the booth, and send its form."""
        booth = self.get(f"/rounds/{round_id}/ballot/")
        assert booth.status == 200, booth
        drawn = re.search(r'name="code" value="(\w+)"', booth.page)
        form = {"choice": choice} | ({"code": drawn[1]} if drawn else {})
        answer = self.post(f"/rounds/{round_id}/ballot/", **form)
        if drawn and "/ballot/" in answer.path and 'name="cast"' in answer.page:
            carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.page))
            carried.pop("csrfmiddlewaretoken", None)
            answer = self.post(f"/rounds/{round_id}/ballot/", **carried, cast="1")
        return answer


def code_for(address: str, mails: MailServer, seconds: float = 30) -> str:
    """The code of the last mail to an address, once it has come; each is read once."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for mail in reversed(mails.taken):
            text = (
                mail.get_payload(decode=True)
                if not mail.is_multipart()
                else mail.get_payload(0).get_payload(decode=True)
            )  # type: ignore[union-attr]
            found = re.search(rb"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", text or b"")
            if mail["To"] == address and found:
                mails.taken.remove(mail)
                return found[0].decode()
        time.sleep(0.05)
    raise AssertionError(f"no code came for {address}")
