"""Excluding a member: grounds in writing, time to prepare, a hearing, a decision, each step told; or nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from core.clock import database_now, living_at
from core.errors import Refusal
from core.journal.models import Entry
from governance.code.models import Parameter
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from members.joining.actions import exclusions
from members.people.models import Member
from tests import make
from tests.house import say

pytestmark = pytest.mark.django_db
GROUNDS = "The tools were sold, on two occasions."


@pytest.fixture
def house(cast, code):
    with translation.override("en"):
        yield cast


@pytest.fixture
def opened(house):
    return exclusions.open_exclusion(
        house.seats["bob"],
        grounds=GROUNDS,
        hearing_at=in_days(9),
        hearing_place="Great hall",
        actor=house.sara,
    )


def in_days(count):
    return database_now() + timedelta(days=count)


def after_the_hearing():
    return living_at(in_days(10))


def this_day():
    """The day on which acts are told to live."""
    return timezone.localdate(database_now())


def test_a_member_is_excluded_after_grounds_an_answer_a_hearing_and_a_decision(house, opened, sign_in):
    path = f"/join/exclusions/{opened.pk}/"
    bob, sara = sign_in(house.bob), sign_in(house.sara)
    assert "The tools were sold" in bob.get(path).content.decode()
    bob.post(f"{path}answer/", {"statement": "They were mine."})
    assert "They were mine." in sara.get(path).content.decode()
    with after_the_hearing():
        decision = make.decision("Exclusion of Bob Durand")
        sara.post(f"{path}hear/", {"heard": "He came and spoke."})
        on = this_day().isoformat()
        sara.post(f"{path}exclude/", {"decision": decision.reference, "on": on})
    seat = Member.objects.get(person=house.bob)
    opened.refresh_from_db()
    assert (opened.outcome, opened.decision) == ("excluded", decision.reference)
    assert (seat.left_on.isoformat(), seat.left_by) == (on, decision.reference)
    assert "excluded" in bob.get(path).content.decode()


def test_the_member_is_told_at_each_step_and_the_desk_when_they_answer(house, opened):
    exclusions.answer(opened, statement="No.", actor=house.bob)
    with after_the_hearing():
        exclusions.hear(opened, heard="Nobody came.", actor=house.sara)
        exclusions.drop(opened, because="It was a mistake", actor=house.sara)
    for entry in Entry.objects.filter(kind__startswith="exclusion."):
        fan_out(entry.pk)
    told = set(Notice.objects.values_list("person", "kind"))
    steps = {(house.bob.pk, f"exclusion_{step}") for step in ("opened", "heard", "dropped")}
    assert told == steps | {(keeper.pk, "exclusion_answered") for keeper in (house.erik, house.sara)}


def test_nothing_changes_in_the_rights_of_a_member_until_a_decision(house, opened):
    with after_the_hearing():
        exclusions.hear(opened, heard="She spoke.", actor=house.sara)
        assert Member.objects.voting(this_day()).filter(pk=house.seats["bob"].pk).exists()


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda h, p: exclusions.exclude(p, decision="D-1", on=this_day(), actor=h.sara), "before they could be heard"),
        (lambda h, p: exclusions.hear(p, heard="x", actor=h.sara), "The hearing is on"),
        (lambda h, p: exclusions.open_exclusion(p.member, grounds="x", hearing_at=in_days(9), hearing_place="x", actor=h.sara), "under way already"),
    ],
    ids=["decided before it is heard", "noted before its time", "opened twice"],
)  # fmt: skip
def test_a_step_out_of_turn_is_refused_and_the_procedure_stays(act, sentence, house, opened):
    with pytest.raises(Refusal, match=sentence):
        act(house, opened)
    opened.refresh_from_db()
    assert (opened.outcome, opened.heard_at) == ("", None)


def test_a_hearing_leaves_the_days_that_the_code_gives(house):
    with pytest.raises(exclusions.TooSoon, match="at least 8 days"):
        exclusions.open_exclusion(
            house.seats["bob"], grounds=GROUNDS, hearing_at=in_days(7), hearing_place="Hall", actor=house.sara
        )
    assert not house.seats["bob"].exclusions.exists()


def test_a_procedure_that_is_over_takes_no_further_step(house, opened):
    exclusions.drop(opened, because="A mistake", actor=house.sara)
    with pytest.raises(Refusal, match="This procedure is over: dropped"):
        exclusions.answer(opened, statement="x", actor=house.bob)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"grounds": ""}, "This field is required"),
        ({"hearing_at": "tomorrow"}, "Enter a valid date/time"),
        ({"hearing_at": "2020-01-01T10:00"}, "hear them on"),
    ],
)
def test_a_procedure_that_cannot_begin_is_said_and_keeps_what_was_typed(change, sentence, house, sign_in):
    hearing = timezone.localtime(in_days(20)).strftime("%Y-%m-%dT%H:%M")
    form = {"grounds": "TYPED", "hearing_at": hearing, "hearing_place": "TYPED HALL", **change}
    answer = sign_in(house.sara).post(f"/join/exclusions/new/{house.seats['bob'].number}/", form)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "TYPED HALL" in page) == (422, True, True)
    assert not house.seats["bob"].exclusions.exists()


def test_the_desk_prepares_the_decision_for_the_body_that_the_code_names(house, opened, sign_in):
    page = sign_in(house.sara).get(f"/proposals/new/?excludes={opened.pk}").content.decode()
    assert "Exclusion of Bob Durand" in page
    assert GROUNDS in page
    strangers = sign_in(house.alice).get(f"/proposals/new/?excludes={opened.pk}").content.decode()
    assert GROUNDS not in strangers


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [("D-1999-001", "holds no decision"), ("soon", "holds no decision"), ("", "This field is required")],
)
def test_a_decision_that_the_register_does_not_hold_excludes_nobody(
    reference, sentence, house, opened, sign_in
):
    with after_the_hearing():
        exclusions.hear(opened, heard="He spoke.", actor=house.sara)
        form = {"decision": reference, "on": this_day().isoformat()}
        answer = sign_in(house.sara).post(f"/join/exclusions/{opened.pk}/exclude/", form)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert Member.objects.get(person=house.bob).left_on is None


def test_a_decision_that_was_not_adopted_excludes_nobody(house, opened, sign_in):
    rejected = make.decision("Exclusion of Bob", adopted=False)
    with after_the_hearing():
        exclusions.hear(opened, heard="He spoke.", actor=house.sara)
        form = {"decision": rejected.reference, "on": this_day().isoformat()}
        answer = sign_in(house.sara).post(f"/join/exclusions/{opened.pk}/exclude/", form)
    assert "was not adopted" in answer.content.decode()


def test_an_admission_is_ratified_once_by_a_decision_of_the_register(house, sign_in):
    from governance.code.models import Edition, Parameter
    from members.joining.actions import applications
    from members.people.models import College

    edition = Edition.objects.in_force(make.today())
    Parameter.objects.filter(edition=edition, key="admission.ratified").delete()
    article = edition.articles.first()
    Parameter.objects.create(
        edition=edition, article=article, key="admission.ratified", kind="yesno", value=True
    )
    asked = applications.apply(
        house.gus, college=College.objects.get(code="U"), shares=1, why="To help", postal_address="Here"
    )
    admission = make.decision("Admission of Gus Noir").reference
    applications.admit_applicant(asked, on=make.today(), decision=admission, actor=house.sara)
    client, path = sign_in(house.sara), f"/join/applications/{asked.pk}/"
    assert "Note that it is ratified" in client.get(path).content.decode()
    meeting = make.decision("Admissions are ratified")
    # It names nobody: whoever notes it says that it is about them, too.
    unsure = client.post(f"{path}ratify/", {"decision": meeting.reference})
    assert "does not name Gus Noir" in unsure.content.decode()
    client.post(f"{path}ratify/", {"decision": meeting.reference, "sure": "on"})
    asked.refresh_from_db()
    assert asked.ratified_by == meeting.reference
    again = client.post(f"{path}ratify/", {"decision": meeting.reference, "sure": "on"})
    assert "nothing to ratify" in again.content.decode()


def test_who_was_an_applicant_on_a_day_can_be_seen(house, sign_in):
    from members.joining.actions import applications
    from members.people.models import College

    applications.apply(
        house.gus, college=College.objects.get(code="U"), shares=1, why="x", postal_address="y"
    )
    client, yesterday = sign_in(house.sara), make.today() - timedelta(days=1)
    assert "Gus Noir" in client.get(f"/join/applications/?day={make.today()}").content.decode()
    assert "Gus Noir" not in client.get(f"/join/applications/?day={yesterday}").content.decode()


def test_nobody_is_excluded_where_the_code_does_not_say_who_may(house):
    Parameter.objects.filter(key="exclusion.by").delete()
    with pytest.raises(exclusions.NoExclusion):
        exclusions.open_exclusion(
            house.seats["bob"], grounds=GROUNDS, hearing_at=in_days(9), hearing_place="", actor=house.sara
        )


def test_an_exclusion_quotes_a_decision_about_the_member_later_than_the_hearing(house, opened):
    early = make.decision("Exclusion of Bob Durand").reference
    other = make.decision("A fund for repairs").reference
    with living_at(opened.hearing_at + timedelta(hours=1)):
        exclusions.hear(opened, heard="Nobody came", actor=house.sara)
        for decision, said in ((early, "cannot conclude what came after it"), (other, "cannot conclude")):
            with pytest.raises(Refusal, match=said):
                exclusions.exclude(opened, decision=decision, on=this_day(), actor=house.sara)
        about_others = make.decision("A fund for repairs").reference
        with pytest.raises(Refusal, match="does not name Bob Durand"):
            exclusions.exclude(opened, decision=about_others, on=this_day(), actor=house.sara)
    opened.refresh_from_db()
    assert opened.is_open


def test_members_exclude_by_the_kind_of_vote_that_the_code_names_and_no_other(house, opened, sign_in):
    path = f"/join/exclusions/{opened.pk}/"
    page = sign_in(house.bob).get(path).content.decode()
    assert "the members, by a vote: Extraordinary decision" in page
    with after_the_hearing():
        exclusions.hear(opened, heard="He spoke.", actor=house.sara)
        exclude = lambda kind, where=None: exclusions.exclude(  # noqa: E731
            opened,
            decision=make.agreed(
                house.alice, title="Exclusion of Bob Durand", kind=kind, where=where, closes_at=in_days(3)
            ).reference,
            on=this_day(),
            actor=house.sara,
        )
        for kind, where in (("ordinary", None), ("consultation", None), ("circle", house.workshop)):
            with pytest.raises(Refusal, match=r"was taken otherwise: .* by a vote: Extraordinary decision"):
                exclude(kind, where)
        assert Member.objects.get(person=house.bob).left_on is None
        exclude("extraordinary")
        assert Member.objects.get(person=house.bob).left_on == this_day()


def test_where_the_centre_excludes_it_takes_a_decision_of_its_own(house):
    say({"exclusion.by": "centre"})
    begun = exclusions.open_exclusion(
        house.seats["bob"], grounds=GROUNDS, hearing_at=in_days(9), hearing_place="Hall", actor=house.sara
    )
    with after_the_hearing():
        exclusions.hear(begun, heard="He spoke.", actor=house.sara)
        exclude = lambda kind, where: exclusions.exclude(  # noqa: E731
            begun,
            decision=make.agreed(
                house.dana, title="Exclusion of Bob Durand", kind=kind, where=where
            ).reference,
            on=this_day(),
            actor=house.sara,
        )
        with pytest.raises(Refusal, match="who decides here: the circle at the centre"):
            exclude("extraordinary", None)
        exclude("circle", house.centre)
    begun.refresh_from_db()
    assert begun.outcome == "excluded"


def test_the_notes_of_a_hearing_are_kept_when_more_is_noted(house, opened):
    with living_at(opened.hearing_at + timedelta(hours=1)):
        exclusions.hear(opened, heard="Bob spoke for an hour", actor=house.sara)
        exclusions.hear(opened, heard="Fay adds that she was there", actor=house.sara)
    opened.refresh_from_db()
    assert "Bob spoke for an hour" in opened.heard and "Fay adds" in opened.heard
    assert opened.heard_at == opened.hearing_at + timedelta(hours=1)


def typed(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_nothing_is_excluded_by_a_decision_taken_before_the_member_was_heard(house, opened, sign_in):
    """Invited for the morning of one day, and heard ten days later: what was decided in between heard nobody."""
    path, sara = f"/join/exclusions/{opened.pk}/", sign_in(house.sara)
    held_at = opened.hearing_at + timedelta(days=10)
    decided = {}
    for when, moment in (
        ("the same day", opened.hearing_at - timedelta(hours=3)),
        ("in between", held_at - timedelta(hours=1)),
        ("after", held_at + timedelta(hours=1)),
    ):
        with living_at(moment):
            decided[when] = make.decision("Exclusion of Bob Durand").reference
    with living_at(held_at + timedelta(days=2)):
        sara.post(f"{path}hear/", {"heard": "He spoke.", "held_at": typed(held_at)})
        exclude = lambda when: sara.post(  # noqa: E731
            f"{path}exclude/", {"decision": decided[when], "on": this_day().isoformat()}
        )
        for when in ("the same day", "in between"):
            answer = exclude(when)
            assert (answer.status_code, "is older than" in answer.content.decode()) == (422, True)
        assert exclude("after").status_code == 302
    assert Member.objects.get(person=house.bob).left_by == decided["after"]


def test_a_hearing_is_noted_as_of_when_it_took_place(house, opened, sign_in):
    path, sara = f"/join/exclusions/{opened.pk}/", sign_in(house.sara)
    with living_at(opened.hearing_at + timedelta(days=3)):
        for moment, sentence in (
            (opened.hearing_at - timedelta(days=1), "The hearing is on"),
            (in_days(1), "This moment has not come"),
        ):
            answer = sara.post(f"{path}hear/", {"heard": "TYPED", "held_at": typed(moment)})
            assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
        assert typed(opened.hearing_at) in sara.get(path).content.decode()
        sara.post(
            f"{path}hear/", {"heard": "Nobody came, it is put off", "held_at": typed(opened.hearing_at)}
        )
        sara.post(f"{path}hear/", {"heard": "Fay adds that she was there", "held_at": ""})
        opened.refresh_from_db()
        assert typed(opened.heard_at) == typed(opened.hearing_at)
        later = opened.hearing_at + timedelta(days=2)
        sara.post(f"{path}hear/", {"heard": "He came, and spoke", "held_at": typed(later)})
    opened.refresh_from_db()
    assert typed(opened.heard_at) == typed(later)


def test_nobody_is_gone_before_it_was_decided_that_they_go(house, opened, sign_in):
    path, sara = f"/join/exclusions/{opened.pk}/", sign_in(house.sara)
    with after_the_hearing():
        sara.post(f"{path}hear/", {"heard": "He spoke."})
        decision = make.decision("Exclusion of Bob Durand").reference
        last_days = (this_day() - timedelta(days=365), this_day() - timedelta(days=1), this_day())
        for on in last_days[:2]:
            answer = sara.post(f"{path}exclude/", {"decision": decision, "on": on.isoformat()})
            said = "what it decides begins that day or later" in answer.content.decode()
            assert (answer.status_code, said) == (422, True)
        assert (
            sara.post(f"{path}exclude/", {"decision": decision, "on": last_days[2].isoformat()}).status_code
            == 302
        )
    assert Member.objects.get(person=house.bob).left_on == last_days[2]


@pytest.mark.parametrize(
    ("title", "text", "named"),
    [
        ("Exclusion of Bob Durand", "", True),
        ("Exclusion of DURAND, Bob", "", True),
        ("Exclusion of Bob D.", "", True),
        ("Exclusion", "It was decided to exclude **Bob D**, by 40 voices.", True),
        ("Achat d’un four", "Bob Martin s’occupe de l’achat d’un four pour l’atelier.", False),
        ("Achat d'un four", "Bob d'un côté, Alice de l'autre.", False),
        ("Bob D’Artagnan is excluded", "", False),
        ("An oven for Bob. D and E are bought later", "", False),
        ("Bob Martin and Alice D. are excluded", "", False),
        ("Exclusion of Bob", "", False),
    ],
)
def test_an_initial_names_somebody_where_it_is_written_as_one(title, text, named, house, opened):
    with after_the_hearing():
        exclusions.hear(opened, heard="He spoke.", actor=house.sara)
        decision = make.decision(title, text=text).reference
        exclude = lambda: exclusions.exclude(opened, decision=decision, on=this_day(), actor=house.sara)  # noqa: E731
        if named:
            exclude()
        else:
            with pytest.raises(Refusal, match="does not name Bob Durand"):
                exclude()


def test_what_came_too_late_is_said_to_be_so_with_its_words(house, opened, sign_in):
    """The page has no form any more for what was written when it had one."""
    bob, desk, where = sign_in(house.bob), sign_in(house.sara), f"/join/exclusions/{opened.pk}/"
    exclusions.drop(opened, because="A mistake", actor=house.sara)
    late = bob.post(f"{where}answer/", {"statement": "My long defence"})
    assert late.status_code == 422
    page = late.content.decode()
    assert "This came too late" in page and "My long defence" in page
    again = desk.post(f"{where}drop/", {"because": "Another reason"})
    assert "This came too late" in again.content.decode()


def test_an_application_that_a_colleague_answered_says_that_nothing_was_recorded(house, sign_in):
    from members.joining.actions import applications
    from members.people.models import College

    asked = applications.apply(
        house.gus, college=College.objects.get(code="U"), shares=1, why="x", postal_address="y"
    )
    applications.refuse(asked, grounds="No room", actor=house.erik)
    form = {"on": make.today().isoformat(), "decision": make.decision("Admission of Gus Noir").reference}
    late = sign_in(house.sara).post(f"/join/applications/{asked.pk}/admit/", form)
    page = late.content.decode()
    assert late.status_code == 409
    assert "This came too late" in page and "answered already: refused" in page


def test_a_decision_about_two_others_who_share_a_name_excludes_nobody(house, opened):
    text = "Bob Martin drives. Paul Durand keeps the keys."
    with after_the_hearing():
        exclusions.hear(opened, heard="He spoke.", actor=house.sara)
        decision = make.decision("Who drives the van", text=text).reference
        with pytest.raises(Refusal, match="does not name Bob Durand"):
            exclusions.exclude(opened, decision=decision, on=this_day(), actor=house.sara)
    assert Member.objects.get(person=house.bob).left_on is None


@pytest.mark.parametrize(
    ("colleges", "excluded"), [(("S",), False), (("S", "U"), False), (("F", "P", "S", "U"), True), ((), True)]
)
def test_members_exclude_where_all_of_them_vote_and_a_college_does_not(colleges, excluded, house, opened):
    say({"extraordinary.colleges": "none"})
    with after_the_hearing():
        exclusions.hear(opened, heard="He spoke.", actor=house.sara)
        decision = make.agreed(
            house.alice, title="Exclusion of Bob Durand", kind="extraordinary", colleges=colleges, closes_at=in_days(3)
        )  # fmt: skip
        exclude = lambda: exclusions.exclude(  # noqa: E731
            opened, decision=decision.reference, on=this_day(), actor=house.sara
        )
        if excluded:
            exclude()
        else:
            with pytest.raises(Refusal, match=r"was taken otherwise: .* by some colleges: .*Staff"):
                exclude()
    assert (Member.objects.get(person=house.bob).left_on is not None) is excluded
