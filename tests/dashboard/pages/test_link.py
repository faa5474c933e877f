"""一次性链接: reading it opens nothing, the button opens one case for one person, once and for a while."""

import re
import threading
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from dashboard.linked import COOKIE
from huiying.core.clock import local
from huiying.core.models import (
    Acknowledgement,
    AuditEntry,
    Case,
    CaseLink,
    CaseNote,
    Clock,
    Contact,
    Draft,
    Instruction,
    Notice,
    NoticeAttempt,
    Publication,
    Screenshot,
    Unit,
)
from responder.links.life import ends
from responder.links.secret import without_secrets
from responder.wording import moment
from tests.dashboard.conftest import Town, Visitor
from tests.dashboard.links import Village, village
from tests.dashboard.pages.test_unit import ANSWER
from tests.dashboard.test_access import SECRET, assigned
from tests.support.cast import Cast, at
from tests.support.mailboxes import Mailbox
from tests.support.websites import LocalServer

BY = "经链接:王某/经办人"
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@pytest.fixture
def told(town: Town, mailbox: Mailbox, tmp_path: Path) -> Village:
    """A case was given to 执法局, and its cadre has the letter."""
    place = village(town, mailbox, tmp_path)
    hand_over(place)
    return place


def hand_over(place: Village) -> int:
    """One more case for 执法局, told by mail; its id."""
    case = place.town.case()
    place.town.change(lambda cast: assigned(cast, case, place.town.clock()))
    place.deliver()
    return case


def opened(place: Village) -> Visitor:
    """The cadre's browser after the button was pressed."""
    visitor = place.town.visitor()
    answer = visitor.http.post(place.path())
    assert answer.status_code == 303, answer.text
    return visitor


def send(visitor: Visitor, case: int, form: str, **fields: object) -> httpx.Response:
    """A form of the link's page."""
    page = visitor.http.get(f"/link/case/{case}")
    token = _TOKEN.search(page.text)
    assert token is not None, page.text
    files = fields.pop("files", None)
    return visitor.http.post(
        f"/link/case/{case}/{form}", data={"csrf": token.group(1), **fields}, files=files
    )


def only_link(town: Town) -> CaseLink:
    with town.database.read() as session:
        return session.scalars(select(CaseLink)).one()


def test_a_letter_to_a_person_carries_a_link_and_the_table_none_of_its_secret(told: Village) -> None:
    assert "不用账号口令" in told.letters()[0]
    secret = told.path().rpartition("-")[2]
    with told.town.database.engine.connect() as connection:
        found = [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in tables(told.town)]
    rows = str(found)
    assert len(secret) == 32 and secret not in rows


def tables(town: Town) -> list[str]:
    with town.database.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'post_words%'"
        )
        return [row[0] for row in found]


def test_reading_the_link_opens_nothing_and_shows_little(told: Village) -> None:
    reader = told.town.visitor().http
    for _ in range(3):
        answer = reader.get(told.path())
        assert answer.status_code == 200 and "set-cookie" not in answer.headers
    assert reader.head(told.path()).status_code == 200
    assert "棋盘洲" not in answer.text and "王某" not in answer.text and "执法局" in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store" and "noindex" in answer.headers["x-robots-tag"]
    assert only_link(told.town).used_at is None
    assert opened(told).http.get("/link/case/1").status_code == 200


def test_the_cadre_acknowledges_and_the_case_says_who(told: Village) -> None:
    cadre = opened(told)
    page = cadre.read("/link/case/1")
    assert "棋盘洲" in page and "执法局经办人 王某" in page and "还剩" in page
    assert send(cadre, 1, "acknowledge").headers["location"] == "/link/case/1?did=acknowledge"
    assert "已签收" in cadre.read("/link/case/1?did=acknowledge")
    with told.town.database.read() as session:
        assert session.scalars(select(Acknowledgement.by)).one() == BY
        actors = set(session.scalars(select(AuditEntry.actor).where(AuditEntry.action == "acknowledge")))
        details = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "open_link")).all()
    assert actors == {BY} and details == [{"link": only_link(told.town).id}]
    assert BY in told.town.signed_in("officer").read("/case/1")


def test_the_cadre_answers_with_a_photo_and_another_clears_it(told: Village) -> None:
    cadre = opened(told)
    send(cadre, 1, "acknowledge")
    files = [("photo", ("现场.jpg", jpeg_with_place(), "image/jpeg"))]
    answer = send(cadre, 1, "answer", **ANSWER, files=files)
    assert answer.headers["location"] == "/link/case/1?did=answer", answer.text
    with told.town.database.read() as session:
        draft = session.scalars(select(Draft)).one()
        kept = session.scalars(select(Screenshot)).one()
    assert (draft.drafter_id, draft.drafted_by, draft.photos) == (None, BY, [kept.id])
    assert b"Exif" not in kept.content and kept.media_type == "image/jpeg"
    picture = cadre.http.get(f"/link/case/1/photo/{kept.id}")
    assert picture.content == kept.content and "sandbox" in picture.headers["content-security-policy"]
    clearer = told.town.signed_in("clearer")
    assert f"/case/1/photo/{kept.id}" in clearer.read("/case/1")
    for item in ("secrecy", "privacy", "negative_list", "facts", "authority"):
        clearer.send("/case/1/draft/1/tick", item=item)
    assert clearer.send("/case/1/draft/1/clear", decision="clear").headers["location"].endswith("did=clear")
    shots = [("photo", ("公告栏.jpg", jpeg_with_place(), "image/jpeg"))]
    assert "登记发布" in cadre.read("/link/case/1")
    told.town.clock.now += timedelta(minutes=10)
    place = {
        "outlet": "press_conference",
        "published_at": local(told.town.clock.now).strftime("%Y-%m-%dT%H:%M"),
    }
    answer = send(cadre, 1, "draft/1/publish", **place, files=shots)
    assert answer.headers["location"].endswith("did=publish_unproven"), answer.text
    with told.town.database.read() as session:
        record = session.scalars(select(Publication)).one()
    assert (record.recorded_by, record.evidence_at, len(record.photos)) == (BY, None, 1)
    assert 'alt="发布照片 1"' in clearer.read("/case/1")
    assert clearer.send("/case/1/publication/1", note="看过公告栏照片").status_code == 303
    with told.town.database.read() as session:
        assert session.scalars(select(Publication.evidence_by)).one() == "clearer"


def jpeg_with_place() -> bytes:
    """A photo whose file says where it was taken."""
    picture, out = Image.new("RGB", (64, 48), "gray"), BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (30.0, 12.0, 0.0)}
    picture.save(out, "JPEG", exif=exif)
    assert b"Exif" in out.getvalue()
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"), [(b"<svg onload=alert(1)>", "JPEG"), (b"\xff\xd8\xff broken", "打不开")]
)
def test_what_is_no_photo_is_refused_and_the_answer_kept(told: Village, content: bytes, said: str) -> None:
    cadre = opened(told)
    send(cadre, 1, "acknowledge")
    answer = send(cadre, 1, "answer", **ANSWER, files=[("photo", ("x.jpg", content, "image/jpeg"))])
    assert answer.status_code == 422 and said in answer.text and ANSWER["body"] in answer.text
    with told.town.database.read() as session:
        assert session.scalars(select(Draft.id)).all() == session.scalars(select(Screenshot.id)).all() == []


def test_photos_come_with_progress_and_are_shown_with_their_case_alone(told: Village) -> None:
    cadre = opened(told)
    send(cadre, 1, "acknowledge")
    files = [("photo", ("a.jpg", jpeg_with_place(), "image/jpeg"))] * 2
    assert send(cadre, 1, "progress", text="电工已到现场", files=files).status_code == 303
    assert "/link/case/1/photo/1" in cadre.read("/link/case/1") and "电工已到现场" in cadre.read(
        "/link/case/1"
    )
    assert told.town.signed_in("handler").http.get("/case/1/photo/1").status_code == 200
    assert told.town.signed_in("outsider").http.get("/case/1/photo/1").status_code == 404
    second = hand_over(told)
    assert told.town.signed_in("handler").http.get(f"/case/{second}/photo/1").status_code == 404


def test_who_has_an_account_too_is_known_as_its_drafter(told: Village) -> None:
    told.town.change(lambda cast: joined(cast, told.contact))
    cadre = opened(told)
    send(cadre, 1, "acknowledge")
    send(cadre, 1, "answer", **ANSWER)
    with told.town.database.read() as session:
        assert session.scalars(select(Draft.drafter_id)).one() == told.town.cast.handler.id


def joined(cast: Cast, contact: int) -> None:
    cast.session.get_one(Contact, contact).user_id = cast.handler.id


def test_the_same_answer_sent_twice_is_handed_in_once(told: Village) -> None:
    cadre = opened(told)
    send(cadre, 1, "acknowledge")
    for _ in range(2):
        assert send(cadre, 1, "answer", **ANSWER).status_code == 303
    with told.town.database.read() as session:
        assert len(session.scalars(select(Draft.id)).all()) == 1


def test_one_tap_says_that_a_case_is_not_theirs(told: Village) -> None:
    cadre = opened(told)
    assert "不归我单位" in cadre.read("/link/case/1")
    assert send(cadre, 1, "object", chip="地点不在我村范围").status_code == 303
    with told.town.database.read() as session:
        note = session.scalars(select(CaseNote)).one()
    assert (note.by, note.text) == (BY, "地点不在我村范围")


def test_a_used_link_opens_nothing_and_sends_a_fresh_one_to_its_person_alone(told: Village) -> None:
    opened(told)
    thief = told.town.visitor().http
    used = told.path()
    answer = thief.get(used)
    assert answer.status_code == 410 and "已经用过" in answer.text and "example.cn" not in answer.text
    assert thief.post(used).status_code == 409
    answer = thief.post(f"{used}/again")
    assert "重新发送" in answer.text and "/l/" not in answer.text.replace(used, "")
    assert "刚刚已经发过" in thief.post(f"{used}/again").text
    told.deliver()
    assert len(told.letters()) == 2 and told.path() != used
    assert thief.get("/link/case/1").status_code == 403
    assert opened(told).http.get("/link/case/1").status_code == 200


def test_only_so_many_fresh_links_a_day(told: Village) -> None:
    opened(told)
    for _ in range(5):
        told.town.clock.now += timedelta(minutes=6)
        assert "重新发送" in told.town.visitor().http.post(f"{told.path()}/again").text
    told.town.clock.now += timedelta(minutes=6)
    assert "次数已到上限" in told.town.visitor().http.post(f"{told.path()}/again").text


def test_an_expired_link_opens_nothing(told: Village) -> None:
    told.town.clock.now = only_link(told.town).expires_at
    answer = told.town.visitor().http.post(told.path())
    assert answer.status_code == 409 and "已经过期" in answer.text
    assert only_link(told.town).used_at is None


def test_the_cadre_reads_the_instruction_and_reports_back_once(told: Village) -> None:
    leader = told.town.signed_in("leader")
    with told.town.database.read() as session:
        units = {unit.name: unit.id for unit in session.scalars(select(Unit))}
    for name in ("执法局", "社发局"):
        asked = leader.send(
            "/case/1/instruct", text=f"请{name}妥善安置群众", unit=str(units[name]), term="12小时"
        )
        assert asked.status_code == 303
    cadre = opened(told)
    page = cadre.read("/link/case/1")
    assert "请执法局妥善安置群众" in page and "case/1/instruction/2" not in page
    send(cadre, 1, "acknowledge")
    assert 'href="#report_back"' in cadre.read("/link/case/1")
    assert send(cadre, 1, "instruction/2", report="x").status_code == 404
    empty = send(cadre, 1, "instruction/1", report=" ")
    assert empty.status_code == 409 and "请写明批示的办理情况" in empty.text
    done = send(cadre, 1, "instruction/1", report="已安置 42 人")
    assert done.headers["location"] == "/link/case/1?did=report_back"
    assert "批示办理情况已报告" in cadre.read("/link/case/1?did=report_back")
    assert send(cadre, 1, "instruction/1", report="again").status_code == 409
    with told.town.database.read() as session:
        given = session.get_one(Instruction, 1)
    assert (given.report, given.reported_by) == ("已安置 42 人", BY)


def test_a_link_is_good_until_a_day_after_what_its_unit_owes_first(told: Village) -> None:
    link = only_link(told.town)
    with told.town.database.read() as session:
        first = session.scalars(
            select(Clock.due_at)
            .where(Clock.holder == "unit", Clock.ended_at.is_(None))
            .order_by(Clock.due_at)
        ).first()
    assert first is not None and first > link.issued_at
    assert link.expires_at == first + timedelta(hours=24)
    assert f"{moment(link.expires_at, link.issued_at)} 前有效" in told.letters()[0]
    assert "打开链接即可提出" in told.letters()[0]


@pytest.mark.parametrize(
    ("due", "life"),
    [
        (timedelta(days=-3), timedelta(hours=24)),
        (timedelta(0), timedelta(hours=24)),
        (timedelta(days=2), timedelta(days=3)),
        (timedelta(days=6), timedelta(days=7)),
        (timedelta(days=30), timedelta(days=7)),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_link_lives_at_least_a_day_and_at_most_a_week(
    told: Village, due: timedelta, life: timedelta, named: bool
) -> None:
    now = told.town.clock()
    with told.town.database.write() as session:
        clocks = session.scalars(select(Clock).where(Clock.holder == "unit", Clock.ended_at.is_(None))).all()
        for clock in clocks:
            clock.due_at = now + due
        notice = session.scalars(select(Notice).where(Notice.channel == "email")).first()
        assert notice is not None
        notice.clock_id = clocks[0].id if named else None
        session.flush()
        assert ends(session, [notice], life=timedelta(hours=24), now=now) == {notice.id: now + life}


def test_after_two_hours_the_browser_is_let_in_no_more_but_may_ask_anew(told: Village) -> None:
    cadre = opened(told)
    told.town.clock.now += timedelta(hours=2, seconds=1)
    answer = cadre.http.get("/link/case/1")
    assert answer.status_code == 403 and "重新发一条" in answer.text and "棋盘洲" not in answer.text
    assert cadre.http.post("/link/case/1/acknowledge").status_code == 403
    assert "已重新发送" in cadre.http.post("/link/case/1/again").text
    told.deliver()
    assert len(told.letters()) == 2


def test_the_office_revokes_a_link_and_who_is_in_by_it(told: Village) -> None:
    cadre, officer = opened(told), told.town.signed_in("officer")
    assert "一次性链接（1，其中可用 1）" in officer.read("/case/1")
    link = only_link(told.town).id
    assert told.town.signed_in("handler").send(f"/case/1/link/{link}/revoke").status_code == 403
    assert officer.send(f"/case/1/link/{link}/revoke").status_code == 303
    assert cadre.http.get("/link/case/1").status_code == 403
    assert "已经作废" in told.town.visitor().http.get(told.path()).text


def test_who_left_is_let_in_no_more(told: Village) -> None:
    cadre = opened(told)
    told.town.change(lambda cast: leave(cast, told.contact))
    assert cadre.http.get("/link/case/1").status_code == 403
    hand_over(told)
    assert len(told.letters()) == 1


def test_the_unused_link_of_somebody_who_left_opens_nothing(told: Village) -> None:
    told.town.change(lambda cast: leave(cast, told.contact))
    answer = told.town.visitor().http.post(told.path())
    assert answer.status_code == 409 and "不能再用" in answer.text
    assert told.town.visitor().http.post(f"{told.path()}/again").status_code == 409


def leave(cast: Cast, contact: int) -> None:
    cast.session.get_one(Contact, contact).disabled_at = at("09:40")


def test_a_link_opens_its_own_case_and_no_other(told: Village) -> None:
    cadre = opened(told)
    second = hand_over(told)
    cookie = cadre.http.cookies[COOKIE]
    for path in (f"/link/case/{second}", f"/case/{second}", "/unit", "/cases", "/case/1", "/events/stream"):
        answer = cadre.http.get(path, headers={"cookie": f"{COOKIE}={cookie}"})
        assert answer.status_code in (303, 401, 403) and SECRET not in answer.text, path
    for form in ("acknowledge", "object", "answer", "progress", "leave"):
        answer = cadre.http.post(f"/link/case/{second}/{form}", headers={"cookie": f"{COOKIE}={cookie}"})
        assert answer.status_code == 403, form
    set_cookie = told.town.visitor().http.post(told.path()).headers["set-cookie"]
    assert f"Path=/link/case/{second}" in set_cookie
    assert "HttpOnly" in set_cookie and "SameSite=strict" in set_cookie


def test_a_case_that_went_to_another_unit_is_theirs_no_more(told: Village) -> None:
    cadre, unused = opened(told), hand_over(told)
    path = told.path()
    told.town.change(lambda cast: transferred(cast, unused))
    told.town.change(lambda cast: transferred(cast, 1))
    assert "改由其他单位" in told.town.visitor().http.get(path).text
    assert told.town.visitor().http.post(path).status_code == 409
    assert cadre.http.get("/link/case/1").status_code == 403


def transferred(cast: Cast, case: int) -> None:
    found = cast.session.get_one(Case, case)
    found.lead_unit_id = found.proposed_unit_id = cast.welfare.id


def test_of_two_who_press_at_once_one_gets_in(either_town: Town, mailbox: Mailbox, tmp_path: Path) -> None:
    told = village(either_town, mailbox, tmp_path)
    hand_over(told)
    answers: list[int] = []
    start = threading.Barrier(8)

    def press() -> None:
        visitor = told.town.visitor()
        start.wait()
        answers.append(visitor.http.post(told.path()).status_code)

    people = [threading.Thread(target=press) for _ in range(8)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(answers) == [303, *[409] * 7]


def test_a_form_without_its_token_or_from_another_site_does_nothing(told: Village) -> None:
    cadre = opened(told)
    assert cadre.http.post("/link/case/1/acknowledge").status_code == 403
    foreign = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    assert told.town.visitor().http.post(told.path(), headers=foreign).status_code == 403
    with told.town.database.read() as session:
        assert session.scalars(select(Acknowledgement.by)).all() == []


def test_false_links_are_slowed_and_written_down_nowhere(told: Village) -> None:
    guesser = told.town.signed_in("officer").http
    good = told.path()
    bad = good[:-1] + ("0" if good[-1] != "0" else "1")
    for path in (bad, "/l/999-" + "0" * 32, "/l/x", f"/l/{2**70}-" + "0" * 32):
        answer = guesser.get(path)
        assert answer.status_code == 404 and "新闻办值班电话" in answer.text, path
    for _ in range(6):
        guesser.post(bad)
    answer = guesser.get(bad)
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    assert guesser.get(good).status_code == 200
    assert told.town.visitor().sign_in("officer").status_code == 303
    with told.town.database.read() as session:
        assert not [one for one in session.scalars(select(AuditEntry.object_id)) if "/l/" in one]


def test_a_receiver_that_repeats_the_message_puts_no_link_into_the_log(told: Village) -> None:
    told.mailbox.verdict = f"451 cannot take {told.path()}"
    hand_over(told)
    with told.town.database.read() as session:
        details = [detail or "" for detail in session.scalars(select(NoticeAttempt.detail))]
    assert any("链接略" in one for one in details) and not any("/l/" in one for one in details)
    assert without_secrets(f"看 {told.path()} 吧") == "看 （一次性链接略） 吧"


def test_a_letter_that_is_tried_again_says_the_same(told: Village) -> None:
    told.mailbox.verdict = "451 later"
    hand_over(told)
    told.mailbox.verdict = None
    told.town.clock.now += timedelta(minutes=1)
    told.deliver()
    with told.town.database.read() as session:
        assert len(session.scalars(select(CaseLink.id)).all()) == 2
    assert told.town.visitor().http.get(told.path()).status_code == 200


def test_the_office_and_people_with_nothing_but_a_group_get_the_cases_plain_address(
    town: Town, mailbox: Mailbox, tmp_path: Path
) -> None:
    place = village(town, mailbox, tmp_path)
    town.change(lambda cast: cast.contact(cast.office, "handler", "office@example.cn"))
    hand_over(place)
    cadre = opened(place)
    send(cadre, 1, "object", chip="已由其他单位在办")
    place.deliver()
    assert f"{town.url}/case/1" in place.letters("office@example.cn")[-1]
    assert "/l/" not in "".join(place.letters("office@example.cn"))


def test_a_group_gets_no_personal_link(told: Village, local_server: LocalServer) -> None:
    local_server.json("/robot", {"errcode": 0, "errmsg": "ok"})
    told.town.change(lambda cast: group_of_enforcement(cast, local_server.url("/robot?key=x")))
    case = hand_over(told)
    said = "".join(str(request.body) for request in local_server.requests("/robot"))
    assert f"/case/{case}" in said and "/l/" not in said
    assert "/l/" in told.letters()[-1]


def group_of_enforcement(cast: Cast, address: str) -> None:
    cast.robot(address).unit_id = cast.enforcement.id


def test_leaving_a_borrowed_phone_shuts_the_case(told: Village) -> None:
    cadre = opened(told)
    assert "已退出" in send(cadre, 1, "leave").text
    assert cadre.http.get("/link/case/1").status_code == 403
