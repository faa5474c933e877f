"""The desk: what waits, most urgent first, with the one step that is mine."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select

from huiying.core.models import (
    Case,
    Draft,
    Event,
    HeatReading,
    Notice,
    Post,
    PostAssessment,
    Publication,
    Source,
)
from tests.dashboard.conftest import Town, Visitor
from tests.support.cast import Cast, at

ROW = re.compile(r'<li class="row tier-edge-(\d)" id="([\w-]+)">.*?</li>', re.S)


def rows(visitor: Visitor) -> list[tuple[str, str]]:
    """Title and button of each row, in order."""
    found = []
    for match in ROW.finditer(visitor.read("/desk/waiting")):
        title = re.search(r'class="title"[^>]*>(.*?)<', match.group(0)).group(1)
        button = re.search(r'id="do-[^>]*>(.*?)<', match.group(0)).group(1)
        found.append((title, button))
    return found


def test_the_office_is_asked_to_confirm_first(town: Town) -> None:
    town.case()
    assert rows(town.signed_in("officer")) == [("棋盘洲一化工厂爆炸", "研判定级")]


def test_what_is_late_stands_first_and_the_graver_first_among_it(town: Town) -> None:
    town.case(
        title="三级迟", tier=3, grade=None, occurred_at=None, detected_at=at("09:00") - timedelta(days=3)
    )
    town.case(title="二级迟", detected_at=at("03:00"), occurred_at=at("03:00"))
    town.case(title="二级未到", detected_at=at("09:25"), occurred_at=at("09:25"))
    town.clock.now = at("09:30")
    assert [title for title, _ in rows(town.signed_in("officer"))] == ["二级迟", "三级迟", "二级未到"]


def test_the_lead_unit_acknowledges_from_its_desk_with_one_press(town: Town) -> None:
    case, office = town.case(), town.signed_in("officer")
    office.send(f"/case/{case}/confirm", tier="2")
    office.send(f"/case/{case}/assign", lead=str(town.cast.enforcement.id))
    handler = town.signed_in("handler")
    assert rows(handler) == [("棋盘洲一化工厂爆炸", "签收")]
    assert f'action="/unit/case/{case}/acknowledge"' in handler.read("/unit")
    handler.send(f"/case/{case}/acknowledge")
    assert rows(handler) == [("棋盘洲一化工厂爆炸", "起草")]
    assert rows(office) == [("棋盘洲一化工厂爆炸", "查看")]


def test_each_row_says_why(town: Town) -> None:
    reasons = [{"factor": "伤亡", "evidence": "3 人死亡", "points": None}]
    town.change(lambda cast: with_event(cast, reasons))
    page = town.signed_in("officer").read("/")
    assert "3 人死亡" in page and "→ 二级 橙" in page


def with_event(cast: Cast, reasons: list[dict[str, object]]) -> Event:
    """An event of tier 2 with a rising heat, and its case."""
    event = Event(
        key="e1",
        title="化工厂爆炸",
        first_at=at("09:00"),
        last_at=at("09:20"),
        detected_at=at("09:10"),
        heat=92.0,
        tier=2,
        verdict={"reasons": reasons},
    )
    cast.session.add(event)
    cast.session.flush()
    cast.session.add(HeatReading(event_id=event.id, at=at("09:10"), heat=12.0, posts=2))
    cast.case(event=event)
    return event


def test_a_hot_event_shows_its_heat_as_a_line_and_in_words(town: Town) -> None:
    town.change(lambda cast: with_event(cast, []))
    page = town.signed_in("officer").read("/desk/events")
    assert "升，48 小时内由 12 到 92" in page and "<polyline" in page


def test_a_hot_event_says_whether_the_public_was_answered(town: Town) -> None:
    town.change(lambda cast: with_event(cast, []))
    officer = town.signed_in("officer")
    assert "尚未回应" in officer.read("/desk/events")
    town.change(lambda cast: spoken(cast, "direct_reply"))
    assert "尚未回应" in officer.read("/desk/events")
    town.change(lambda cast: spoken(cast, "website"))
    page = officer.read("/desk/events")
    assert "11月23日 09:25 首次回应" in page and "尚未回应" not in page


def spoken(cast: Cast, outlet: str) -> None:
    """A publication that counts, of the cast's only case."""
    case = cast.session.scalars(select(Case)).one()
    draft = Draft(
        case_id=case.id,
        kind="first_word",
        title="通报",
        body="正在救援。",
        drafter_id=cast.handler.id,
        created_at=at("09:20"),
    )
    cast.session.add(draft)
    cast.session.flush()
    cast.session.add(
        Publication(
            case_id=case.id,
            draft_id=draft.id,
            kind="first_word",
            outlet=outlet,
            published_at=at("09:25"),
            recorded_at=at("09:26"),
            recorded_by="handler",
            evidence_at=at("09:26"),
        )
    )


def test_the_desk_says_what_was_sent_to_whom_and_whether_it_arrived(town: Town) -> None:
    case = town.case()
    for number, (state, minute) in enumerate([("sent", "09:00"), ("failed", "09:10"), ("pending", "09:20")]):
        town.change(lambda cast, n=number, s=state, m=minute: cast.session.add(noticed(case, n, s, at(m))))
    town.change(lambda cast: cast.session.add(noticed(case, 9, "failed", at("09:00", days=-2))))
    officer = town.signed_in("officer")
    page = officer.read("/desk/notices")
    assert "已送达 1" in page and "待送出 1" in page and "未送达 1" in page
    assert re.findall(r"<strong>催办</strong> → 值班群(\d)", page) == ["1", "2", "0"]
    assert "机器人已被移出群" in page and f'href="/case/{case}#notices-name"' in page
    assert "共 4 条，已送达 1，待送出 1" in officer.read(f"/case/{case}")
    town.signed_in("handler").read("/desk/notices", status=404)


def test_a_notice_about_no_case_is_told_whole(town: Town) -> None:
    notice = noticed(town.case(), 1, "failed", at("09:10"))
    notice.case_id, notice.subject = None, "【信源质量下降】江畔新闻网"
    town.change(lambda cast: cast.session.add(notice))
    page = town.signed_in("officer").read("/desk/notices")
    assert "<strong>信源质量下降：江畔新闻网</strong> → 值班群1" in page


def noticed(case: int, number: int, state: str, when: datetime) -> Notice:
    """A reminder about the case in this state."""
    return Notice(
        key=f"key-{number}",
        case_id=case,
        kind="reminder",
        recipient=f"值班群{number}",
        channel="wecom",
        subject="【催办】棋盘洲一化工厂爆炸",
        lines=["催办"],
        created_at=when,
        state=state,
        sent_at=when if state == "sent" else None,
        failed_at=when if state == "failed" else None,
        next_try_at=when if state == "pending" else None,
        failure="机器人已被移出群" if state == "failed" else None,
    )


def test_todays_posts_are_compared_with_yesterday_at_the_same_hour(either_town: Town) -> None:
    town = either_town
    town.change(lambda cast: posts_at(cast, ["09:00", "09:10", "09:20"], ["09:00", "09:05", "20:00"]))
    page = town.signed_in("officer").read("/desk/figures")
    assert "昨日同期 2 条" in page
    trend = town.signed_in("officer").read("/desk/trend")
    assert re.search(r"11月22日</th>(<td>0</td>){2}<td>3</td>", trend)


def test_many_posts_are_compared_in_percent(town: Town) -> None:
    town.change(lambda cast: posts_at(cast, ["09:00"] * 15, ["09:00"] * 10))
    assert "较昨日同期 +50%" in town.signed_in("officer").read("/desk/figures")


def posts_at(cast: Cast, today: list[str], yesterday: list[str]) -> None:
    """Relevant posts of tier 3 at these moments."""
    source = Source(name="论坛", kind="feed", channel="forum", created_at=at("00:00"))
    cast.session.add(source)
    cast.session.flush()
    moments = [at(clock) for clock in today] + [at(clock, -1) for clock in yesterday]
    for number, moment in enumerate(moments):
        post = Post(
            source_id=source.id,
            key=str(number),
            channel="forum",
            text="异味",
            detected_at=moment,
            content_hash="0" * 64,
        )
        cast.session.add(post)
        cast.session.flush()
        cast.session.add(
            PostAssessment(
                post_id=post.id,
                assessed_at=moment,
                model_version="1",
                relevant=True,
                relevance=0.9,
                topic="环境保护",
                appeal="complaint",
                sentiment="negative",
                sentiment_score=-0.5,
                rumor=0.1,
                heat=5.0,
                tier=3,
                verdict={},
            )
        )


def test_silent_sources_say_since_when(town: Town) -> None:
    town.change(lambda cast: cast.session.add_all(unwell_sources()))
    page = town.signed_in("leader").read("/desk/sources")
    assert re.findall(r'class="title">(.*?)</span>', page) == ["政府信箱", "江畔新闻网"]
    assert "<strong>沉默</strong>，11月23日 03:00起" in page and "已 6 小时没有新信息" in page
    assert "/admin/sources" not in page
    assert 'href="/admin/sources"' in town.signed_in("officer").read("/desk/sources")


def unwell_sources() -> list[Source]:
    """One that fails for long, one that is silent since three."""
    named = {"kind": "api", "channel": "message", "created_at": at("00:00"), "address": "http://a.example/"}
    failing = Source(name="江畔新闻网", state="failing", state_since=at("01:00"), **named)
    silent = Source(name="政府信箱", state="silent", state_since=at("03:00"), **named)
    silent.state_reason = "已 6 小时没有新信息，平时周一上午每小时约 4 条：请打开网址看看"
    return [failing, silent]


def test_a_desk_whose_sources_are_well_is_calm(town: Town) -> None:
    named = {"kind": "api", "channel": "message", "created_at": at("00:00")}
    well = Source(name="政府信箱", address="http://a.example/", **named)
    town.change(lambda cast: cast.session.add(well))
    assert "信源全部正常。" in town.signed_in("leader").read("/desk/sources")


def test_an_empty_desk_says_so(town: Town) -> None:
    page = town.signed_in("officer").read("/")
    assert "现在没有待办的事项" in page and "近 48 小时没有热点事件" in page


def test_a_part_is_the_same_as_on_the_whole_page(town: Town) -> None:
    town.case()
    visitor = town.signed_in("officer")
    part = re.sub(r'value="[^"]+"', "", visitor.read("/desk/waiting"))
    assert part.strip() in re.sub(r'value="[^"]+"', "", visitor.read("/"))


def test_the_stream_tells_of_a_change(town: Town) -> None:
    visitor = town.signed_in("officer")
    with visitor.http.stream("GET", "/events/stream", headers={"last-event-id": "0"}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert next(line for line in lines if line.startswith("event:")) == "event: changed"


def test_the_stream_is_closed_to_strangers(town: Town) -> None:
    assert town.visitor().http.get("/events/stream").status_code == 401
