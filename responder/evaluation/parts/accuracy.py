"""准确: no fault of accuracy, rumours answered, replies complete, explained, with their basis."""

from functools import lru_cache

from analysis.replies.exchange import Exchange
from analysis.replies.judge import ReplyJudge
from analysis.replies.rubric import default_reply_rubric
from analysis.replies.signs import SignReader
from responder.evaluation.facts import Facts, MessageFact, PublicationFact
from responder.evaluation.index import Line
from responder.evaluation.lines import Maker
from responder.evaluation.parts.initiative import NOTHING_PUBLISHED
from responder.evaluation.rules import Rules

FAULTS = {"withdrawn": "发布后撤回", "others": "经他人指出后更正", "improper": "公开了不应公开的信息"}
# A year of the park's messages; a text and its reply never change their verdict.
MOST_KEPT = 4096


def accuracy(facts: Facts, rules: Rules) -> tuple[Line, ...]:
    make = Maker(rules.accuracy)
    return _no_fault(facts, make), _rumours(facts, make, rules.scale.rumour), _on_point(facts, make)


def _no_fault(facts: Facts, make: Maker) -> Line:
    if not facts.publications:
        return make.missing("no_fault", NOTHING_PUBLISHED)
    wrong = [one for one in facts.publications if one.fault]
    if wrong:
        said = "、".join(sorted({FAULTS.get(str(one.fault), "有差错") for one in wrong}))
        return make.counted("no_fault", 0.0, f"{len(wrong)} 次发布有差错：{said}", publication=wrong)
    said = f"{len(facts.publications)} 次发布，没有撤回，也没有经他人指出才更正的"
    return make.counted("no_fault", 1.0, said, publication=facts.publications)


def _rumours(facts: Facts, make: Maker, least: float) -> Line:
    if facts.event_id is None:
        return make.not_applicable("rumours", "没有关联的事件")
    doubtful = [post for post in facts.posts if post.rumour >= least]
    if not doubtful:
        return make.not_applicable("rumours", f"{len(facts.posts)} 条信息中没有传言")
    original = {post.id: post.original_id for post in facts.posts}
    rumours = {post.original_id for post in doubtful}
    answers = [one for one in facts.standing if original.get(one.rebuts_post_id or 0) in rumours]
    answered = {original[one.rebuts_post_id] for one in answers if one.rebuts_post_id is not None}
    said = f"传言 {len(rumours)} 起（转述 {len(doubtful)} 条），已有发布针对的 {len(answered)} 起"
    return make.counted("rumours", len(answered) / len(rumours), said, post=doubtful, publication=answers)


def _on_point(facts: Facts, make: Maker) -> Line:
    replies = [one for one in facts.standing if one.kind == "reply"]
    if facts.kind != "message":
        return make.not_applicable("on_point", "只评判对来信来电的答复")
    if not facts.messages:
        return make.missing("on_point", "来信内容已不在库中")
    if not replies:
        return make.missing("on_point", "还没有已核对的答复")
    last = max(replies, key=lambda one: (one.published_at, one.id))
    return _judged(facts.messages, last, make)


def _judged(messages: tuple[MessageFact, ...], reply: PublicationFact, make: Maker) -> Line:
    verdicts = [_verdict(one.title, one.text, reply.text) for one in messages]
    complete, explained, based = (sum(column) for column in zip(*verdicts, strict=True))
    many = len(messages)
    said = f"{many} 件来信中，答全 {complete} 件，讲清 {explained} 件，写明依据 {based} 件"
    share = (complete + explained + based) / (3 * many)
    return make.counted("on_point", share, said, publication=[reply], post=messages)


@lru_cache(maxsize=MOST_KEPT)
def _verdict(title: str, text: str, reply: str) -> tuple[bool, bool, bool]:
    """Whether the reply is complete, explains, and cites its basis."""
    found = _judge().judge(Exchange("", title, text, reply))
    return found.complete, found.explained, not found.formulaic and bool(_signs().read(reply).documents)


@lru_cache(maxsize=1)
def _judge() -> ReplyJudge:
    return ReplyJudge()


@lru_cache(maxsize=1)
def _signs() -> SignReader:
    return SignReader(default_reply_rubric().words)
