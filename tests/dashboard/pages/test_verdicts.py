"""Verdicts with their reasons on post, event and case pages, and one press to say otherwise."""

import re

from sqlalchemy import select

from huiying.core.models import Case, Correction, Event, EventPost, Post, PostAssessment, Source
from tests.dashboard.conftest import Town
from tests.dashboard.pages.test_case import alert, sent
from tests.dashboard.pages.test_desk import with_event
from tests.support.cast import Cast, at

WHY = [
    {"factor": "主题", "evidence": "环境保护（把握98%）", "points": None},
    {"factor": "响应级别", "evidence": "二级，依据事件等级", "points": None},
]
VERDICT = {
    "id": "1", "relevant": True, "relevance": 0.9, "topic": "环境保护", "topic_confidence": 0.98,
    "themes": [], "appeal": "report", "sentiment": "negative", "sentiment_score": -0.7, "emotion": "angry",
    "rumor": 0.1, "emergency": None, "grade": 2, "heat": 10.0, "level": None, "tier": 2, "unit": "执法局",
    "supporting": [], "keywords": [], "places": [], "reasons": WHY,
}  # fmt: skip


def judged(town: Town) -> None:
    """The cast's event and case, with one post that was assessed."""

    def deed(cast: Cast) -> None:
        event = with_event(cast, [])
        source = Source(name="论坛", kind="site", channel="forum", created_at=at("08:00"))
        cast.session.add(source)
        cast.session.flush()
        post = Post(
            source_id=source.id,
            key="1",
            channel="forum",
            text="化工厂爆炸了",
            detected_at=at("09:10"),
            content_hash="0" * 64,
        )
        cast.session.add(post)
        cast.session.flush()
        cast.session.add(EventPost(post_id=post.id, event_id=event.id, joined_at=at("09:10")))
        shown = ("relevant", "relevance", "topic", "appeal", "sentiment", "sentiment_score", "rumor", "heat")
        columns = {name: VERDICT[name] for name in (*shown, "grade", "level", "tier", "unit")}
        made = {"assessed_at": at("09:10"), "model_version": "1", "verdict": VERDICT}
        cast.session.add(PostAssessment(post_id=post.id, **columns, **made))

    town.change(deed)


def corrections(town: Town) -> list[tuple[str, str, str]]:
    with town.database.read() as session:
        found = session.scalars(select(Correction).order_by(Correction.id))
        return [(one.task, one.was, one.right) for one in found]


def test_a_verdict_stands_with_its_reasons_and_is_corrected_in_one_press(either_town: Town) -> None:
    town = either_town
    judged(town)
    office = town.signed_in("officer")
    page = office.read("/posts/1")
    assert "环境保护（把握98%）" in page and "二级，依据事件等级" in page and "您说的记为训练材料" in page
    page = sent(office, "/posts/1/correct", task="sentiment", right="neutral", back="/posts/1")
    assert "已记为训练材料" in page and "officer更正，原为负面" in page
    page = sent(office, "/posts/1/correct", task="topic", right="交通运输", back="/posts/1")
    assert "<strong>交通运输</strong>" in page
    page = sent(office, "/posts/1/correct", task="tier", right="2", back="/posts/1")
    assert "研判正确" in page and "officer认为正确" in page
    assert corrections(town) == [
        ("sentiment", "negative", "neutral"),
        ("topic", "环境保护", "交通运输"),
        ("tier", "2", "2"),
    ]


def test_event_and_case_pages_lead_to_the_same_press_and_back(town: Town) -> None:
    judged(town)
    office = town.signed_in("officer")
    assert "级别、主题或单位不对？" in office.read("/event/1")
    assert 'name="back" value="/case/1"' in office.read("/case/1")
    for back in ("/event/1", "/case/1"):
        page = sent(office, "/posts/1/correct", task="relevance", right="no", back=back)
        assert "已记为训练材料" in page
    answer = office.send("/posts/1/correct", task="unit", right="社发局", back="https://evil.example/")
    assert answer.headers["location"] == "/posts/1?did=verdict#post-1"


def test_who_may_not_correct_sees_the_reasons_alone(town: Town) -> None:
    judged(town)
    leader, handler = town.signed_in("leader"), town.signed_in("handler")
    page = leader.read("/posts/1")
    assert "环境保护（把握98%）" in page and "/correct" not in page
    assert "/posts/1" not in handler.read("/case/1") and "环境保护" in handler.read("/case/1")
    for visitor in (leader, handler):
        assert visitor.send("/posts/1/correct", task="tier", right="1").status_code == 403
    office = town.signed_in("officer")
    answer = office.send("/posts/1/correct", task="tier", right="9")
    assert answer.status_code == 422 and "不是“响应级别”的取值" in alert(answer)
    assert office.send("/posts/77/correct", task="tier", right="1").status_code == 404
    assert corrections(town) == []


def test_the_office_opens_a_case_of_an_event_once(either_town: Town) -> None:
    town = either_town
    judged(town)
    office = town.signed_in("officer")
    assert 'action="/event/1/open"' not in office.read("/event/1")
    answer = office.send("/event/1/open", reason="群众关注")
    assert answer.status_code == 409 and "已有在办的事项 2026-0001" in alert(answer)
    town.change(lambda cast: setattr(cast.session.get_one(Case, 1), "event_id", None))
    assert 'action="/event/1/open"' in office.read("/event/1")
    assert office.send("/event/1/open", reason=" ").status_code == 409
    assert town.signed_in("leader").send("/event/1/open", reason="x").status_code == 403
    page = sent(office, "/event/1/open", reason="群众关注")
    assert "已立项，时限开始计算" in page and "新闻办人工立项：群众关注" in page
    with town.database.read() as session:
        case = session.scalars(select(Case).order_by(Case.id.desc())).first()
        event = session.get_one(Event, 1)
        assert case is not None
        assert (case.event_id, case.tier, case.detected_at) == (event.id, 2, town.clock())


def test_what_no_post_opens_is_opened_by_a_form(town: Town) -> None:
    office = town.signed_in("officer")
    assert 'href="/cases/new"' in office.read("/cases")
    assert "登记号" in office.read("/cases/new?kind=disclosure")
    said = {"kind": "duty", "title": "年度听证", "text": "组织一次听证", "at": "2026-11-23T09:00"}
    answer = office.send("/cases/new", **said, due_on="2026-11-22")
    assert answer.status_code == 409 and "截止日期之前没有工作日" in alert(answer)
    assert 'value="年度听证"' in answer.text and 'name="due_on"' in answer.text
    page = sent(office, "/cases/new", **said, due_on="2026-12-31", unit=str(town.cast.welfare.id))
    assert "已立项" in page and "年度听证" in page and "建议社发局" in page
    assert re.findall(r'<details class="form" id="(\w+)" open>', page) == ["assign"]
    answer = office.send("/cases/new", **{**said, "kind": "opinion"})
    assert answer.status_code == 409 and "不能人工登记" in alert(answer)
    assert office.send("/cases/new", **{**said, "at": "昨天"}).status_code == 422
    for name in ("handler", "leader"):
        assert town.signed_in(name).send("/cases/new", **said).status_code == 403
        town.signed_in(name).read("/cases/new", status=403)
