"""The code social amends itself: prepared, frozen, voted under its own rule, in force by the decision."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.clock import database_now, living_at
from core.errors import Refusal
from core.journal.models import Entry
from governance.code.actions.amending import bring_up_to_date, freeze
from governance.code.actions.articles import write_article
from governance.code.actions.drafts import copy_edition
from governance.code.actions.enacting import enact_by_hand
from governance.code.amendments import conflicts_with
from governance.code.in_force import in_force
from governance.code.merging import content_of, merge
from governance.code.models import Article, Edition
from governance.code.review import InvalidCode
from governance.proposals.actions import tabling, writing
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import leading, opening, settling
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.models import Plan
from tests import make
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast, code):
    """Edition 5, where an ordinary decision needs no quorum of a third but of a fifth."""
    fresh = copy_edition(Edition.objects.enacted().last())
    fresh.parameters.filter(key="ordinary.quorum").update(value="1/5")
    with translation.override("en"):
        yield fresh


def propose(cast, draft):
    made = writing.draft(cast.dana, title="Lower the quorum", body="A fifth is enough.", amends=draft)
    return writing.submit(made, cast.dana)


def vote(cast, proposal, kind="extraordinary"):
    return opening.put_to_vote(
        proposal, cast.dana, decision_type=kind, electorate=Electorate(make.today()),
        closes_at=database_now() + timedelta(days=1),
    )  # fmt: skip


def settle(round_, choice):
    for voice in Voice.objects.filter(round=round_).exclude(bearer=None):
        cast_ballot(voice.bearer, round_.pk, {voice.pk: choice})
    with living_at(round_.closes_at):
        return settling.settle(round_.pk)


def test_an_adopted_amendment_comes_into_force_by_its_decision_and_votes_apply_it_from_the_next_day(
    cast, draft
):
    before = make.voting(cast.alice, title="Before").round.rule
    decision = settle(vote(cast, propose(cast, draft)), "for")
    draft.refresh_from_db()
    assert decision.adopted
    assert draft.adopted_by == decision.reference
    assert draft.effective_from == timezone.localdate(decision.decided_at) + timedelta(days=1)
    with living_at(decision.decided_at + timedelta(days=1)):
        assert in_force(draft.effective_from).edition == draft.number
        after = opening.put_to_vote(
            make.proposal(cast.alice, title="After"), cast.alice, decision_type="ordinary",
            electorate=Electorate(draft.effective_from), closes_at=database_now() + timedelta(days=1),
        ).rule  # fmt: skip
    assert (before["quorum"]["whole"]["threshold"], after["quorum"]["whole"]["threshold"]) == ("1/3", "1/5")
    assert Proposal.objects.get(title="Before").round.rule == before


def test_a_rejected_amendment_changes_nothing(cast, draft):
    decision = settle(vote(cast, propose(cast, draft)), "against")
    draft.refresh_from_db()
    assert (decision.adopted, draft.enacted_at) == (False, None)
    assert in_force(make.today()).edition == 4


def test_an_amendment_that_names_a_later_day_waits_for_it(cast, draft):
    draft.effective_from = make.today() + timedelta(days=90)
    draft.save()
    decision = settle(vote(cast, propose(cast, draft)), "for")
    assert in_force(timezone.localdate(decision.decided_at)).edition == 4
    assert in_force(draft.effective_from).edition == 5


def test_the_code_is_amended_by_the_vote_that_it_names_and_no_other(cast, draft):
    with pytest.raises(Refusal, match="another kind of vote"):
        vote(cast, propose(cast, draft), kind="ordinary")
    assert Edition.objects.get(pk=draft.pk).is_draft
    current = Edition.objects.enacted().last()
    current.parameters.filter(key="code.amended_by").update(value="ordinary")
    assert vote(cast, Proposal.objects.get(amends=draft), kind="ordinary").decision_type == "ordinary"


def test_a_draft_is_frozen_while_it_is_voted_on_and_written_again_when_the_vote_is_cancelled(
    cast, draft, sign_in
):
    proposal = propose(cast, draft)
    round_ = vote(cast, proposal)
    desk, article = sign_in(cast.erik), Article.objects.filter(edition=draft).first()
    assert desk.post(f"/admin/code/article/{article.pk}/change/", {}).status_code == 403
    assert "fingerprint" in round_.text
    leading.cancel_vote(proposal, cast.dana, because="A typo")
    assert Edition.objects.get(pk=draft.pk).is_draft


def test_a_draft_that_cannot_be_applied_is_not_put_to_a_vote(cast, draft):
    draft.parameters.filter(key="colleges.weights").update(value={"F": "1/2", "S": "1/3"})
    with pytest.raises(InvalidCode, match="instead of 1"):
        vote(cast, propose(cast, draft))
    assert Edition.objects.get(pk=draft.pk).frozen_at is None


def test_the_proposal_shows_what_it_changes_in_words_and_in_values(cast, draft, sign_in):
    proposal = propose(cast, draft)
    page = sign_in(cast.bob).get(f"/proposals/{proposal.number}/").content.decode()
    assert "What it changes in the code social" in page
    assert "one third" in page
    assert "1/5" in page


def test_the_desk_proposes_its_drafts_and_members_do_not_see_the_field(cast, draft, sign_in):
    assert "Which draft of the code social" not in sign_in(cast.bob).get("/proposals/new/").content.decode()
    desk = sign_in(cast.erik)
    assert "Which draft of the code social" in desk.get("/proposals/new/").content.decode()
    desk.post(
        "/proposals/new/",
        {"title": "Amend", "body": "Words", "visibility": "members", "amends": draft.pk},
    )
    assert Proposal.objects.get(title="Amend").amends == draft
    assert "Which draft of the code social" not in desk.get("/proposals/new/").content.decode()


# --- an amendment is a change to its base ---------------------------------------------------------


@pytest.fixture
def rival(cast, draft):
    """Edition 6, begun beside edition 5: another value, and another title of an article."""
    fresh = copy_edition(Edition.objects.enacted().last())
    fresh.parameters.filter(key="notice.days").update(value=21)
    article = fresh.articles.last()
    article.title = "Renamed"
    article.save()
    return fresh


def said(edition, key):
    return edition.parameters.get(key=key).value


def test_two_amendments_of_one_edition_voted_on_together_are_both_in_force_whatever_the_order(
    cast, draft, rival
):
    first, second = vote(cast, propose(cast, draft)), vote(cast, propose(cast, rival))
    frozen = second.text
    settle(first, "for")
    decision = settle(second, "for")
    rival.refresh_from_db()
    with living_at(decision.decided_at + timedelta(days=1)):
        number = in_force(timezone.localdate(database_now())).edition
    now = Edition.objects.get(number=number)
    assert (said(now, "ordinary.quorum"), said(now, "notice.days")) == ("1/5", 21)
    assert now.articles.last().title == "Renamed"
    assert now.adopted_by == rival.adopted_by == decision.reference
    # What was voted on is still what it was.
    assert (said(rival, "ordinary.quorum"), rival.enacted_at) == ("1/3", None)
    second.refresh_from_db()
    assert second.text == frozen


def test_the_page_of_an_amendment_shows_the_same_changes_after_another_one_was_adopted(
    cast, draft, rival, sign_in
):
    first, proposal = vote(cast, propose(cast, draft)), propose(cast, rival)
    vote(cast, proposal)
    reader = sign_in(cast.bob)
    before = changes_shown(reader, proposal)
    settle(first, "for")
    page = reader.get(f"/proposals/{proposal.number}/").content.decode()
    assert changes_shown(reader, proposal) == before
    assert "What is voted on stays as it was frozen" in page
    assert len(before) == 2


def changes_shown(reader, proposal):
    """The articles and the values that the page says are changed."""
    page = reader.get(f"/proposals/{proposal.number}/").content.decode()
    there = page.split("What it changes in the code social")[1].split("</section>")[0]
    return re.findall(r"<article.*?</article>", there, re.DOTALL)


def test_two_amendments_that_change_the_same_are_voted_on_one_after_the_other(cast, draft, rival):
    rival.parameters.filter(key="ordinary.quorum").update(value="1/4")
    vote(cast, propose(cast, draft))
    with pytest.raises(Refusal, match=r"changes the same.*Wait for its result"):
        vote(cast, propose(cast, rival))
    assert Edition.objects.get(pk=rival.pk).is_draft


def test_an_amendment_of_a_replaced_edition_is_brought_up_to_date_before_its_vote(
    cast, draft, rival, sign_in
):
    settle(vote(cast, propose(cast, draft)), "for")
    proposal = propose(cast, rival)
    with pytest.raises(Refusal, match="Bring it up to date first"):
        vote(cast, proposal)
    desk = sign_in(cast.erik)
    assert "Bring up to date" in desk.get(f"/desk/code/{rival.number}/").content.decode()
    assert desk.post(f"/desk/code/{rival.number}/update/").status_code == 302
    rival.refresh_from_db()
    assert (rival.base, said(rival, "ordinary.quorum"), said(rival, "notice.days")) == (draft, "1/5", 21)
    settle(vote(cast, proposal), "for")
    assert Edition.objects.last_enacted() == rival


def test_where_both_change_the_same_the_desk_says_which_holds_and_nothing_is_assumed(
    cast, draft, rival, sign_in
):
    rival.parameters.filter(key="ordinary.quorum").update(value="1/4")
    settle(vote(cast, propose(cast, draft)), "for")
    desk, there = sign_in(cast.erik), f"/desk/code/{rival.number}/update/"
    assert desk.post(there).status_code == 422
    assert said(Edition.objects.get(pk=rival.pk), "ordinary.quorum") == "1/4"
    assert desk.post(there, {"place-0": "last"}).status_code == 302
    assert said(rival, "ordinary.quorum") == "1/5"
    assert said(rival, "notice.days") == 21


def test_an_amendment_overtaken_by_hand_during_its_vote_waits_and_says_so(cast, draft, rival, sign_in):
    rival.parameters.filter(key="ordinary.quorum").update(value="1/4")
    proposal = propose(cast, draft)
    round_ = vote(cast, proposal)
    enact_by_hand(rival, actor=cast.erik)
    decision = settle(round_, "for")
    draft.refresh_from_db()
    assert (decision.adopted, draft.enacted_at, draft.adopted_by) == (True, None, decision.reference)
    assert (
        "Adopted, and not in force"
        in sign_in(cast.bob).get(f"/proposals/{proposal.number}/").content.decode()
    )
    assert (
        "Start a draft from this one"
        in sign_in(cast.erik).get(f"/desk/code/{draft.number}/").content.decode()
    )
    following = copy_edition(draft)
    assert following.base == draft.base
    bring_up_to_date(following, rival, keep=[("value", "ordinary.quorum")], actor=cast.erik)
    assert (said(following, "ordinary.quorum"), said(following, "notice.days")) == ("1/5", 21)


def test_an_edition_is_never_in_force_before_the_one_that_it_changes(cast, draft, rival):
    later = make.today() + timedelta(days=60)
    Edition.objects.filter(pk=draft.pk).update(effective_from=later)
    settle(vote(cast, propose(cast, Edition.objects.get(pk=draft.pk))), "for")
    bring_up_to_date(rival, Edition.objects.last_enacted(), actor=cast.erik)
    settle(vote(cast, propose(cast, rival)), "for")
    rival.refresh_from_db()
    assert rival.effective_from == later
    assert in_force(later).edition == rival.number
    assert in_force(later - timedelta(days=1)).edition == 4


def test_a_value_whose_article_the_other_takes_away_is_a_meeting_of_both(cast, draft, rival):
    article = rival.parameters.get(key="ordinary.quorum").article
    rival.articles.filter(pk=article.pk).delete()
    assert ("article", article.number) in conflicts_with(draft, rival)
    assert ("article", article.number) in conflicts_with(rival, draft)


def test_articles_that_two_amendments_add_keep_their_places(cast, draft, rival):
    for edition, number, behind in ((draft, "1bis", 0), (rival, "9bis", 3)):
        rows = list(edition.articles.all())
        write_article(edition, number=number, title=number, body="…", after=rows[behind], actor=cast.erik)
    both = merge(content_of(draft.base), content_of(draft), content_of(rival))
    order = list(both.order)
    first = list(draft.base.articles.values_list("number", flat=True))
    assert order[order.index("1bis") - 1] == first[0]
    assert order[order.index("9bis") - 1] == first[3]
    assert [number for number in order if number in first] == first


# --- all members amend the code social ------------------------------------------------------------


def asked_of(cast, proposal, *colleges):
    return opening.put_to_vote(
        proposal, cast.dana, decision_type="extraordinary",
        electorate=Electorate(make.today(), colleges=colleges),
        closes_at=database_now() + timedelta(days=1),
    )  # fmt: skip


@pytest.mark.parametrize("colleges", [("F",), ("F", "S", "U")])
def test_a_part_of_the_members_does_not_amend_the_code(colleges, cast, draft):
    proposal = propose(cast, draft)
    with pytest.raises(Refusal, match="amended by all members"):
        asked_of(cast, proposal, *colleges)
    assert Edition.objects.get(pk=draft.pk).is_draft
    everybody = asked_of(cast, proposal, "F", "P", "S", "U")
    settle(everybody, "for")
    assert Edition.objects.last_enacted() == draft


def test_a_register_put_right_during_the_vote_does_not_make_it_one_of_some_members(cast, draft):
    """Who all members were is said as the vote opens: Paul, noted later for that day, has no say over it afterwards."""
    proposal = propose(cast, draft)
    everybody = asked_of(cast, proposal, "F", "P", "S", "U")
    make.member(make.person("Paul Late"), "C", on=make.LONG_AGO)
    settle(everybody, "for")
    assert Edition.objects.last_enacted() == draft


def test_a_day_that_has_a_code_keeps_it_to_its_end(cast, draft):
    """What is called, given or opened on a day is read by its rules for ever, whatever is decided or done by hand."""
    before = Edition.objects.in_force(make.today())
    settle(asked_of(cast, propose(cast, draft), "F", "P", "S", "U"), "for")
    draft.refresh_from_db()
    decided = make.today() + timedelta(days=1)
    assert Edition.objects.in_force(decided) == before
    assert draft.effective_from == decided + timedelta(days=1)
    by_hand = copy_edition(draft)
    Edition.objects.filter(pk=by_hand.pk).update(effective_from=decided)
    with living_at(database_now() + timedelta(days=2)):
        enact_by_hand(by_hand, actor=cast.erik)
    by_hand.refresh_from_db()
    assert Edition.objects.in_force(decided + timedelta(days=1)) == draft
    assert by_hand.effective_from == decided + timedelta(days=2)


def test_the_page_that_puts_an_amendment_to_a_vote_offers_all_members_and_the_vote_that_amends(
    cast, draft, sign_in
):
    proposal, dana = propose(cast, draft), sign_in(cast.dana)
    there = f"/proposals/{proposal.number}/vote/"
    form = dana.get(there).context["form"]
    assert [value for value, _label in form.fields["electorate"].choices] == ["members"]
    assert [value for value, _label in form.fields["decision_type"].choices] == ["extraordinary"]
    closes = f"{timezone.localtime() + timedelta(days=3):%Y-%m-%dT%H:%M}"
    sent = {"decision_type": "extraordinary", "electorate": "colleges", "colleges": ["F"], "closes": closes}
    assert dana.post(there, sent).status_code == 422
    assert dana.post(there, {**sent, "electorate": "members"}).status_code == 302
    assert Plan.objects.get(proposal=proposal).request["electorate"]["kind"] == "members"


def test_an_amendment_is_put_on_an_agenda_under_the_kind_of_vote_that_amends(cast, draft, sign_in):
    """Members would be called for a vote that cannot be opened."""
    proposal, meeting = propose(cast, draft), make.meeting(chair=cast.seats["dana"])
    there = reverse("proposals:table", args=[proposal.number])
    window = sign_in(cast.sara)
    form = window.get(there).context["form"]
    assert [kind for kind, _name in form.fields["decision_type"].choices] == ["extraordinary"]
    sent = {"meeting": meeting.pk, "decision_type": "ordinary", "supported": "on"}
    assert window.post(there, sent).status_code == 422
    with pytest.raises(Refusal, match="amended by another kind of vote"):
        tabling.table(proposal, meeting, decision_type="ordinary", supported=True, actor=cast.sara)
    assert not meeting.items.exists()
    assert window.post(there, {**sent, "decision_type": "extraordinary"}).status_code == 302


def test_an_amendment_goes_to_a_meeting_and_comes_into_force_by_its_vote(cast, draft):
    proposal, meeting = propose(cast, draft), make.meeting(chair=cast.seats["dana"])
    tabling.table(proposal, meeting, decision_type="extraordinary", supported=True, actor=cast.sara)
    for name in ("alice", "bob", "dana", "fay"):
        make.arrive(meeting, cast.seats[name], actor=cast.theo)
    make.hold(meeting, cast.dana)
    proposal.refresh_from_db()
    round_ = opening.put_to_vote(
        proposal, cast.dana, decision_type="extraordinary",
        electorate=Electorate(meeting.record_on, item=proposal.item),
        closes_at=database_now() + timedelta(hours=1),
    )  # fmt: skip
    settle(round_, "for")
    assert Edition.objects.last_enacted() == draft


def called_for(cast, *drafts):
    """A meeting that is open, with the amendments on its agenda."""
    meeting = make.meeting(chair=cast.seats["dana"])
    for one in drafts:
        tabling.table(
            propose(cast, one), meeting, decision_type="extraordinary", supported=True, actor=cast.sara
        )
    for name in ("alice", "bob", "dana", "fay"):
        make.arrive(meeting, cast.seats[name], actor=cast.theo)
    make.hold(meeting, cast.dana)
    return meeting


def vote_there(cast, meeting, draft):
    proposal = Proposal.objects.current().get(amends=draft)
    return opening.put_to_vote(
        proposal, cast.dana, decision_type="extraordinary",
        electorate=Electorate(meeting.record_on, item=proposal.item), closes_at=database_now() + timedelta(hours=1),
    )  # fmt: skip


def test_a_meeting_votes_on_two_amendments_one_after_the_other_and_both_are_in_force(
    cast, draft, rival, sign_in
):
    meeting = called_for(cast, draft, rival)
    settle(vote_there(cast, meeting, draft), "for")
    page = sign_in(cast.bob).get(f"/proposals/{Proposal.objects.get(amends=rival).number}/").text
    assert "adopted, it is joined to that edition" in page
    settle(vote_there(cast, meeting, rival), "for")
    now = Edition.objects.last_enacted()
    assert (said(now, "ordinary.quorum"), said(now, "notice.days")) == ("1/5", 21)


def test_of_two_on_one_agenda_that_change_the_same_the_second_is_not_voted_on_and_says_why(
    cast, draft, rival, sign_in
):
    rival.parameters.filter(key="ordinary.quorum").update(value="1/4")
    meeting = called_for(cast, draft, rival)
    settle(vote_there(cast, meeting, draft), "for")
    page = sign_in(cast.bob).get(f"/proposals/{Proposal.objects.get(amends=rival).number}/").text
    assert "came meanwhile and changes the same" in page
    with pytest.raises(Refusal, match="came meanwhile and changes the same"):
        vote_there(cast, meeting, rival)


def test_two_on_one_agenda_that_make_no_code_together_are_not_joined_and_the_page_says_so(
    cast, draft, rival, sign_in
):
    draft.parameters.filter(key="ordinary.colleges").update(value="bloc")
    rival.parameters.filter(key="ordinary.base").update(value="registered")
    meeting = called_for(cast, draft, rival)
    settle(vote_there(cast, meeting, draft), "for")
    page = sign_in(cast.bob).get(f"/proposals/{Proposal.objects.get(amends=rival).number}/").text
    assert "cannot be applied together" in page
    assert "it is joined to that edition" not in page
    with pytest.raises(Refusal, match="Take it off the agenda, bring it up to date"):
        vote_there(cast, meeting, rival)


def test_what_an_earlier_release_let_one_college_decide_amends_nothing_and_says_so(cast, draft, sign_in):
    """Its vote was open as the house was upgraded: it is counted and entered, and the code stays."""
    proposal = writing.submit(writing.draft(cast.dana, title="Lower the quorum", body="A fifth."), cast.dana)
    round_ = asked_of(cast, proposal, "F")
    Proposal.objects.filter(pk=proposal.pk).update(amends=freeze(draft))
    decision = settle(round_, "for")
    assert decision.adopted
    assert Edition.objects.last_enacted() != draft
    assert Entry.objects.filter(kind="code.not_amended").exists()
    page = sign_in(cast.bob).get(f"/proposals/{proposal.number}/").content.decode()
    assert "only some of the members could vote" in page


@pytest.mark.parametrize("kind", ["circle", "consultation"])
def test_a_code_that_an_earlier_release_let_name_another_vote_is_amended_by_the_usual_one(kind, cast, draft):
    Edition.objects.enacted().last().parameters.filter(key="code.amended_by").update(value=kind)
    with pytest.raises(Refusal, match="another kind of vote"):
        vote(cast, propose(cast, draft), kind="consultation")
    settle(vote(cast, Proposal.objects.get(amends=draft)), "for")
    assert Edition.objects.last_enacted() == draft


# --- the title is a place like another ------------------------------------------------------------


def renamed(edition, title):
    edition.title = title
    edition.save(update_fields=["title"])


@pytest.mark.parametrize("renamed_first", [True, False])
def test_the_title_that_one_of_two_amendments_gives_holds_whatever_the_order(
    renamed_first, cast, draft, rival
):
    renamed(draft, "Statutes of Example")
    amendments = [draft, rival] if renamed_first else [rival, draft]
    for round_ in [vote(cast, propose(cast, one)) for one in amendments]:
        settle(round_, "for")
    now = Edition.objects.last_enacted()
    assert now.title == "Statutes of Example"
    assert (said(now, "ordinary.quorum"), said(now, "notice.days")) == ("1/5", 21)


def test_a_draft_that_is_brought_up_to_date_takes_the_new_title_and_one_says_which_of_two_holds(
    cast, draft, rival, sign_in
):
    renamed(draft, "Statutes of Example")
    settle(vote(cast, propose(cast, draft)), "for")
    desk, there = sign_in(cast.erik), f"/desk/code/{rival.number}/update/"
    renamed(rival, "Rules of Example")
    assert "the title" in desk.get(there).content.decode()
    assert desk.post(there).status_code == 422
    renamed(rival, draft.base.title)
    assert desk.post(there).status_code == 302
    rival.refresh_from_db()
    assert rival.title == "Statutes of Example"


def test_two_amendments_that_give_another_title_are_voted_on_one_after_the_other(cast, draft, rival):
    renamed(draft, "Statutes of Example")
    renamed(rival, "Rules of Example")
    vote(cast, propose(cast, draft))
    with pytest.raises(Refusal, match="changes the same: the title"):
        vote(cast, propose(cast, rival))


def test_whoever_votes_on_an_amendment_reads_the_title_that_it_gives(cast, draft, sign_in):
    renamed(draft, "Statutes of Example")
    page = sign_in(cast.bob).get(f"/proposals/{propose(cast, draft).number}/").content.decode()
    assert "<ins>Statutes" in page


def test_an_edition_of_tomorrow_is_not_said_to_be_in_force(cast, draft, client):
    with translation.override("en"):
        settle(vote(cast, propose(cast, draft)), "for")
    draft.refresh_from_db()
    with living_at(database_now() + timedelta(days=1)):
        page = client.get(reverse("portal:edition", args=[draft.number]), HTTP_ACCEPT_LANGUAGE="en").text
    assert "in force from" in page and "in force since" not in page
