"""What the reader may do on a case page now: the one step that is theirs first, the rest in groups, and what
the forms let them choose from. Which steps there are is the procedure's business (responder.offers)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import access, words
from dashboard.queries.steps import Step
from huiying.core.models import Case, CasePost, Clock, Instruction, Joining, Post, Referral, User
from responder.clocks import keeper
from responder.offers import Look, Offer, StageMark, lacking_to_close, offers, way
from responder.procedure.words import Verb
from responder.verbs.extend import extensible

MOST_JOINABLE = 50
# Whose forms stand on the card of the draft or publication that they are about.
ON_CARDS: Collection[Verb] = ("submit", "clear", "publish", "confirm_evidence", "correct", "withdraw")
GROUPS: dict[str, tuple[Verb, ...]] = {
    "办理": ("confirm", "draft", "examine", "complete", "search", "determine", "fulfil", "add_progress"),
    "由谁办理": ("assign", "transfer", "object", "decide_objection", "join", "split"),
    "时限": ("extend", "pause", "resume"),
    "上报、转出与批示": ("report_up", "refer_out", "hand_over", "instruct", "report_back"),
    "了结": ("close", "dismiss", "mute", "reopen", "evaluate"),
}
OTHERS = "其他"
# What stands beside the first step: for those to whom it does not apply, and what somebody has to remember.
BESIDE: dict[Verb, Verb] = {"acknowledge": "object", "start_held": "dismiss"}
REMEMBERED: Verb = "resume"
# Clocks that do not keep a case from being closed: one runs until then, the other from then on.
AFTERWARDS = ("progress", "evaluation")


@dataclass(frozen=True)
class Extensible:
    """A running clock that may be extended, by `most` at the longest."""

    clock: Clock
    name: str
    most: str


@dataclass(frozen=True)
class Letter:
    """One message of the case, to be chosen when it is split; `came_from` names the case that brought it."""

    post: Post
    said: str
    came_from: Case | None


@dataclass(frozen=True)
class Deeds:
    """What may be done. `first` and `beside` stand open above, `groups` folded below; `on_texts` says by
    draft what its card offers."""

    first: Verb | None
    beside: list[Verb]
    groups: list[tuple[str, list[Verb]]]
    stand: frozenset[Verb]
    on_texts: dict[int, set[Verb]]
    lacking: list[str]
    way: list[StageMark]
    extensible: list[Extensible]
    stoppable: list[str]
    referrals: Sequence[Referral]
    instructions: list[Instruction]
    joinable: list[Case]
    letters: list[Letter]
    leaders: list[User]

    @property
    def few(self) -> bool:
        """Whether the rest is so little that folding it away would only hide it."""
        return sum(len(verbs) for _, verbs in self.groups) <= 2


def deeds(session: Session, user: User, case: Case, step: Step, now: datetime) -> Deeds:
    """What this reader may do with the case."""
    look = Look(session, case, user, now)
    standing = [one for one in offers(look) if one.stands]
    verbs = frozenset(one.verb for one in standing)
    first = _first(look, step, verbs)
    wanted = [BESIDE[first]] if first in BESIDE else []
    beside = [verb for verb in (*wanted, REMEMBERED) if verb in verbs]
    return Deeds(
        first=first,
        beside=beside,
        groups=_groups([one for one in standing if one.verb not in (first, *beside, *ON_CARDS)]),
        stand=verbs,
        on_texts={draft: waits & verbs for draft, waits in look.texts.items()},
        lacking=lacking_to_close(look),
        way=way(look),
        extensible=_extensible(look),
        stoppable=_stoppable(look) if "pause" in verbs else [],
        referrals=look.referrals,
        instructions=look.instructions,
        joinable=_joinable(session, user, case) if "join" in verbs else [],
        letters=_letters(session, case) if "split" in verbs and case.kind == "message" else [],
        leaders=_leaders(session) if "instruct" in verbs and user.role != "leader" else [],
    )


def _first(look: Look, step: Step, verbs: Collection[Verb]) -> Verb | None:
    """The one step that is the reader's turn: as the desk says, else what ends the case's stage."""
    if step.verb is not None:
        return step.verb if step.verb in verbs and step.verb not in ON_CARDS else None
    if look.case.held_at is not None:
        return "start_held" if "start_held" in verbs else None
    if any(waits & set(verbs) - {"correct", "withdraw"} for waits in look.texts.values()):
        return None
    if "report_back" in verbs:
        return "report_back"
    owes = any(clock.milestone not in AFTERWARDS for clock in look.running)
    return _ending_stage(look, verbs) if step.mine or not owes else None


def _ending_stage(look: Look, verbs: Collection[Verb]) -> Verb | None:
    stage = look.stage
    giving = look.rules.giving(look.case.kind, stage.ends_with) if stage else None
    if giving is None:
        return None
    if giving.verb in verbs and giving.verb not in ON_CARDS:
        return giving.verb
    if giving.verb == "examine" and "complete" in verbs:
        return "complete"
    return "draft" if giving.verb == "publish" and "draft" in verbs else None


def _groups(rest: Sequence[Offer]) -> list[tuple[str, list[Verb]]]:
    """Every step that is left, each in its group; one that no group names is not lost."""
    known = {verb for verbs in GROUPS.values() for verb in verbs}
    left = [one.verb for one in rest]
    groups = [(name, [verb for verb in verbs if verb in left]) for name, verbs in GROUPS.items()]
    groups.append((OTHERS, [verb for verb in left if verb not in known]))
    return [(name, verbs) for name, verbs in groups if verbs]


def _extensible(look: Look) -> list[Extensible]:
    clocks = [(clock, extensible(clock, look.now)) for clock in look.running]
    return [Extensible(clock, words.milestone(clock.milestone), most) for clock, most in clocks if most]


def _stoppable(look: Look) -> list[str]:
    stopped = keeper.stoppable(look.session, look.case, look.now)
    return [words.milestone(clock.milestone) for clock in stopped]


def _joinable(session: Session, user: User, case: Case) -> list[Case]:
    """Open cases of the same kind, the newest first; those of the same event before all."""
    query = (
        select(Case)
        .where(Case.kind == case.kind, Case.archive.is_(case.archive), Case.id != case.id)
        .where(Case.closed_at.is_(None), Case.held_at.is_(None), access.visible_cases(user))
        .order_by(Case.event_id.is_distinct_from(case.event_id), Case.id.desc())
        .limit(MOST_JOINABLE)
    )
    return list(session.scalars(query))


def _letters(session: Session, case: Case) -> list[Letter]:
    """The messages, with the case that brought each where it was joined."""
    query = select(Post).join(CasePost, CasePost.post_id == Post.id).where(CasePost.case_id == case.id)
    origins = _brought(session, case)
    return [
        Letter(post, (post.title or post.text or "（无标题）")[:60], origins.get(post.id))
        for post in session.scalars(query.order_by(CasePost.joined_at, Post.id))
    ]


def _brought(session: Session, case: Case) -> dict[int, Case]:
    query = select(Joining, Case).join(Case, Case.id == Joining.case_id).where(Joining.into_id == case.id)
    return {post: source for joined, source in session.execute(query) for post in joined.post_ids}


def _leaders(session: Session) -> list[User]:
    query = select(User).where(User.role == "leader", User.disabled_at.is_(None))
    return list(session.scalars(query.order_by(User.id)))
