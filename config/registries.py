"""What rooms are to each other, by name only: whom a room below calls without knowing it, and what the database guards.

Nothing here comes from the environment; `settings` takes all of it along, and tests check that each name exists.
"""

from typing import Any

# --- tables ---------------------------------------------------------------------------------------
# Written once, whoever writes: the migrations put guards up, and somebody is told when one is missing.
APPEND_ONLY = ["journal_entry", "journal_seal", "decisions_decision", "shares_movement"]
# What stays as it was once it began, as `core.frozen.Freeze` has it; the migrations say the same.
FROZEN: dict[str, dict[str, Any]] = {
    "rounds_round": {
        "columns": (
            "subject",
            "title",
            "text",
            "text_sha256",
            "decision_type",
            "method",
            "paper",
            "rule",
            "articles",
            "edition",
            "electorate",
            "may_change",
            "secret",
            "persons",
            "by_college",
            "rehearsal",
            "by_hand",
            "may_extend",
            "closes_early",
            "second_call",
            "follows_id",
            "again",
            "lot_nonce",
            "roll_sha256",
            "public_key",
            "smallest",
            "frozen_format",
        ),
        "begun": "OLD.opened_at IS NOT NULL",
        "kept": "OLD.opened_at IS NOT NULL AND NOT OLD.rehearsal",
        "once": ("opened_at", "closed_at", "proclaimed_at", "cancelled_at"),
    },
    "rounds_voice": {"columns": ("round_id", "member_id", "college", "weight"), "once": ("enrolled",)},
    "tally_result": {
        "columns": ("round_id", "rehearsal", "adopted", "outcome", "sha256", "counted_at"),
        "kept": "NOT OLD.rehearsal",
    },
}
# Where a secret vote that is over might leave what people marked: these tables are given new files, in this order. A
# migration of each lets the site do so (`core.rewriting.MayBeRewritten`).
REWRITTEN = ["ballots_secretballot", "rounds_voice", "tellers_slip", "proxies_postalform"]
# What each seal of the journal holds beside its lines: where other chains stood at that moment.
SEALED_ALONG = {"register": "governance.decisions.lookup.head"}

# --- rooms ----------------------------------------------------------------------------------------
# What each room may record, and in which words it is told; rooms below come first.
JOURNAL_LINES = [
    "core.journal.lines",
    "members.people.lines",
    "members.shares.lines",
    "members.joining.lines",
    "members.imports.lines",
    "votes.rounds.lines",
    "votes.ballots.lines",
    "votes.tellers.lines",
    "votes.tally.lines",
    "governance.code.lines",
    "governance.circles.lines",
    "governance.meetings.lines",
    "governance.decisions.lines",
    "governance.proxies.lines",
    "governance.proposals.lines",
    "governance.proposals.vote.lines",
    "governance.assemblies.lines",
    "governance.notifications.lines",
]
JOURNAL_READERS = ["governance.notifications.reader.wake", "governance.live.reader.announce"]
# What the code social says of shares; the register of shares stands below it and knows it by name only.
SHARE_RULES = "governance.code.shares.share_rules"
# Whose name the registers keep; who sits in a circle is known above the register of people.
NAME_KEPT = "governance.circles.standing.name_is_kept"
MEMBERSHIP_RULES = "governance.code.membership.membership_rules"
# What else must hold before two rows become one person, or be noted of them, each a function of both.
MERGE_CHECKS = ["votes.rounds.merging.on_no_open_roll_twice", "votes.rounds.merging.note_who_was_enrolled"]
# What hangs on a meeting follows its changes; proxies, forms and attendance stand above meetings.
MEETING_FOLLOWED = "governance.proxies.actions.meeting_changes.follow"
DECISION_NAMED = "governance.decisions.lookup.decision_named"
# Who may read what a round is about; rounds stand below proposals. Empty: whoever asks.
ROUND_READER = "governance.portal.access.may_read_round"
# What else was sealed of a round, to compare it with; the register stands upstairs.
SEALED_COPIES = "governance.decisions.comparing.copies_of_round"
# What else goes as a secret vote ends, each a function of it that may be called again; its caller holds its lock.
FORGOTTEN_WITH_A_SECRET_VOTE = ["governance.proxies.actions.postal_forms.forget_marks"]
# What the register says of a round, for its published box, and the program that checks one against the other.
ROUND_SEAL = "governance.decisions.publishing.seal_of_round"
ROUND_REGISTER = "governance.decisions.publishing.register_of_round"
RECOUNT = "governance.decisions.recount"
# How proposals are decided; each way stands above them, or beside another.
PROPOSAL_WAYS = ["governance.proposals.vote.way.VOTE"]
# What each room erases, and keeps, when somebody is forgotten; the person goes last.
FORGETTING = [
    "governance.notifications.forgetting.Notices",
    "governance.proposals.vote.forgetting.Votes",
    "governance.proposals.forgetting.Proposals",
    "governance.circles.forgetting.Circles",
    "members.joining.forgetting.Joining",
    "members.shares.forgetting.Shares",
    "members.people.forgetting.People",
]
# Pages that rooms below lead to, by what they are for.
PLACES = {
    "applications": "joining:applications",
    "attendance": "meetings:attending",
    "decision": "portal:decision",
    "decisions": "portal:decisions",
    "desk": "home:desk",
    "follow": "portal:follow",
    "functioning": "portal:functioning",
    "leaving": "joining:leave",
    "letters": "notifications:letters",
    "meeting": "meetings:detail",
    "meetings": "meetings:index",
    "my_data": "home:data",
    "my_home": "home:mine",
    "my_space": "home:me",
    "new_exclusion": "joining:begin_exclusion",
    "new_import": "imports:new",
    "new_proposal": "proposals:new",
    "proofs": "portal:anchors",
    "proposal": "proposals:detail",
    "proposals": "proposals:index",
    "published_box": "tally:box",
    "secrecy": "portal:secrecy",
    "share_account": "shares:account",
    "vote": "proposals:of_round",
}
# Each errand runs in a lane: "decide" runs under the row's own lock, in one transaction;
# "code" takes a lease and sends what somebody waits for at the screen, before all other mail;
# "send" does the same for the rest of it, so that a slow mail never delays a closing;
# "work" may last for minutes, and keeps its lease while it does.
ERRANDS = {
    "settle": ("decide", "governance.proposals.vote.errands.settle"),
    "open_vote": ("decide", "governance.proposals.vote.errands.open_vote"),
    "open_long": ("work", "governance.proposals.vote.errands.open_long"),
    "sweep_box": ("work", "votes.tally.ending.forget"),
    "account_mail": ("code", "core.mail.actions.send"),
    "ask_mail_server": ("code", "core.mail.actions.ask_server"),
    "seal_journal": ("work", "governance.decisions.errands.seal_journal"),
    "anchor": ("work", "governance.decisions.errands.anchor"),
    "fan_out": ("send", "governance.notifications.errands.fan_out"),
    "remind": ("decide", "governance.proposals.vote.actions.leading.remind"),
    "deliver": ("send", "governance.notifications.errands.deliver"),
    "deliver_untold": ("send", "governance.notifications.errands.deliver"),
    "check_import": ("work", "members.imports.actions.processing.check"),
    "do_import": ("work", "members.imports.actions.processing.carry_out"),
    "forget_import": ("work", "members.imports.actions.processing.forget"),
}
# Of these no watch counts how many wait or fail.
UNTOLD_ERRANDS = {"deliver_untold"}
# What nobody should ever find missing is looked for anyway, every half minute.
SWEEPS = [
    "governance.proposals.vote.errands.sweep",
    "governance.decisions.errands.sweep",
    "votes.tally.ending.look",
    "votes.rounds.participation.renew",
    "core.mail.actions.look_at_server",
    "config.cache.forget_expired",
    "config.sessions.forget_expired",
    "core.replays.actions.forget_expired",
    "core.leftovers.forget_unnamed",
]

# What may be wrong, and is told to whoever administers: each gives sentences, none when all is well.
WATCHES = [
    "core.outbox.watch.of_lanes",
    "core.outbox.watch.of_clocks",
    "core.mail.watch.of_server",
    "core.mail.watch.of_addresses",
    "governance.decisions.watch.of_guards",
    "governance.decisions.watch.of_role",
    "governance.decisions.anchors.of_witnesses",
    "votes.tally.ending.of_secrecy",
    "core.space.of_space",
    "governance.live.watch.of_live",
]
