"""POST and GET /api/v1/posts."""

import json
from itertools import count
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from analysis.analyst import Analyst
from analysis.texts import Text
from dashboard import accounts
from huiying.core.keys import keyed_hash
from huiying.core.models import ApiToken, Correction, Post, PostAssessment, PostReading, Source
from responder.intake.assess import assessment_row
from tests.dashboard.conftest import KEY, Town

GOOD = {"source": "友邻系统", "channel": "forum", "id": "a1", "title": "新港大道路灯不亮", "author": "张三丰"}


_NUMBERS = count(1)


def machine(town: Town, *scopes: str, of: str = "officer") -> httpx.Client:
    """A client with a token of these scopes."""
    with town.database.write() as session:
        user = accounts.find_user(session, of)
        name = f"{of} {' '.join(scopes)} {next(_NUMBERS)}"
        _, secret = accounts.create_token(
            session, name=name, user=user, scopes=scopes, now=town.clock(), by="machine"
        )
    return httpx.Client(base_url=town.url, headers={"Authorization": f"Bearer {secret}"}, timeout=30)


def push(http: httpx.Client, *posts: Any) -> httpx.Response:
    return http.post("/api/v1/posts", json={"posts": list(posts)})


def test_a_batch_is_stored_once_however_often_it_is_sent(either_town: Town) -> None:
    http = machine(either_town, "posts:write")
    first, again = push(http, GOOD, {**GOOD, "id": "a2"}), push(http, GOOD, {**GOOD, "id": "a2"})
    assert first.json() | {"results": []} == {
        "stored": 2, "updated": 0, "known": 0, "rejected": 0, "results": [],
    }  # fmt: skip
    assert again.json()["known"] == 2
    assert [row["post"] for row in first.json()["results"]] == [
        row["post"] for row in again.json()["results"]
    ]
    with either_town.database.read() as session:
        assert session.scalar(select(func.count(Post.id))) == 2
        assert session.scalars(select(Source.kind)).all() == ["push"]


def test_a_bad_row_is_named_and_stops_no_other(town: Town) -> None:
    http = machine(town, "posts:write")
    bad = [
        {"source": "友邻系统"},
        {**GOOD, "id": "b", "likes": -1},
        {**GOOD, "id": "c", "published_at": "昨天"},
        {**GOOD, "id": "d", "url": "javascript:alert(1)"},
        {**GOOD, "id": "e", "titel": "x"},
        "不是对象",
    ]
    result = push(http, *bad, GOOD).json()
    assert (result["stored"], result["rejected"]) == (1, 6)
    said = [row["errors"][0]["said"] for row in result["results"][:6]]
    assert said[0] == "title 与 text 至少要有一项"
    assert said[1] == "数值太小"
    assert "不是有效的时间" in said[2]
    assert said[3] == "url 须以 http:// 或 https:// 开头"
    assert said[4:] == ["没有这一项", "应为对象"]
    assert result["results"][1]["errors"][0]["at"] == "likes"


def test_the_authors_name_is_hashed_and_never_stored_or_told(town: Town) -> None:
    http = machine(town, "posts:write", "posts:read")
    push(http, GOOD)
    with town.database.read() as session:
        post = session.scalars(select(Post)).one()
    assert post.author_hash == keyed_hash(KEY, "author", "forum:张三丰")
    told = http.get("/api/v1/posts").text
    assert "张三丰" not in told and "author" not in told


def test_new_counters_are_kept_as_a_reading(town: Town) -> None:
    http = machine(town, "posts:write")
    push(http, {**GOOD, "reposts": 3})
    town.clock.now = town.clock.now.replace(minute=45)
    result = push(http, {**GOOD, "reposts": 9, "title": "别的标题"})
    assert result.json()["updated"] == 1
    with town.database.read() as session:
        assert session.scalars(select(PostReading.reposts).order_by(PostReading.id)).all() == [3, 9]
        assert session.scalars(select(Post.title)).one() == GOOD["title"]


def test_a_moment_without_an_offset_is_the_parks(town: Town) -> None:
    http = machine(town, "posts:write", "posts:read")
    push(http, {**GOOD, "published_at": "2026-11-23 08:00"})
    (post,) = http.get("/api/v1/posts").json()["items"]
    assert post["published_at"] == "2026-11-23T00:00:00Z"


def test_characters_that_no_database_takes_are_left_out(either_town: Town) -> None:
    http = machine(either_town, "posts:write", "posts:read")
    body = json.dumps({"posts": [{**GOOD, "title": "路\u0000灯\ud800"}]})
    headers = {"Content-Type": "application/json"}
    assert http.post("/api/v1/posts", content=body, headers=headers).json()["stored"] == 1
    assert http.get("/api/v1/posts").json()["items"][0]["title"] == "路灯"


def test_the_list_goes_on_by_key(town: Town) -> None:
    http = machine(town, "posts:write", "posts:read")
    push(http, *({**GOOD, "id": str(number)} for number in range(5)))
    assert walked(http, "/api/v1/posts", "key") == ["0", "1", "2", "3", "4"]
    assert walked(http, "/api/v1/posts", "key", order="newest") == ["4", "3", "2", "1", "0"]


def walked(http: httpx.Client, address: str, field: str, **asked: Any) -> list[Any]:
    """The field of all rows, read two at a time."""
    seen, params = [], {"limit": 2, **asked}
    while True:
        answer = http.get(address, params=params)
        assert answer.status_code == 200, answer.text
        seen += [row[field] for row in answer.json()["items"]]
        if (cursor := answer.json()["next"]) is None:
            return seen
        params["cursor"] = cursor


def test_posts_are_searched_as_on_the_page(either_town: Town) -> None:
    http = machine(either_town, "posts:write", "posts:read")
    push(http, GOOD, {**GOOD, "id": "a2", "title": "公交改线", "channel": "weibo"}, {**GOOD, "id": "a3"})
    for asked, keys in (
        ({"q": "灯"}, ["a1", "a3"]),
        ({"q": "路灯", "order": "newest"}, ["a3", "a1"]),
        ({"q": "-路灯"}, ["a2"]),
        ({"channel": "weibo"}, ["a2"]),
        ({"relevant": "true"}, []),
        ({"since": "2026-11-23", "until": "2026-11-23"}, ["a1", "a2", "a3"]),
        ({"since": "2026-11-24"}, []),
        ({"until": "2026-11-22"}, []),
    ):
        assert walked(http, "/api/v1/posts", "key", **asked) == keys, asked


CURSORS = ("", "x", "路", "e30", "W10", "WyIxIl0", "WzEsMl0", "Wy0xXQ", "WzFlOTk5XQ", "W" * 199, "W1tbW1tb")


def test_a_cursor_that_is_none_of_ours_is_refused_in_words(town: Town) -> None:
    http = machine(town, "posts:read", "cases:read")
    for address in ("posts", "clocks"):
        for cursor in CURSORS:
            answer = http.get(f"/api/v1/{address}", params={"cursor": cursor})
            assert (answer.status_code, "next" in answer.json()["detail"]) == (422, True), cursor


def test_more_than_a_thousand_at_once_are_refused(town: Town) -> None:
    answer = push(machine(town, "posts:write"), *[GOOD] * 1001)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] == [{"at": "body.posts", "said": "条目太多"}]


def test_a_call_without_a_valid_token_is_answered_401(town: Town) -> None:
    http = machine(town, "posts:write")
    with town.database.write() as session:
        token = session.scalars(select(ApiToken)).one()
        accounts.revoke_token(session, token.name, now=town.clock(), by="machine")
    for client in (http, httpx.Client(base_url=town.url), machine_with(town, "hy_wrong")):
        answer = push(client, GOOD)
        assert (answer.status_code, answer.json()["status"]) == (401, 401)


def machine_with(town: Town, secret: str) -> httpx.Client:
    return httpx.Client(base_url=town.url, headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("of, scopes", [("officer", ("posts:read",)), ("handler", ("posts:write",))])
def test_scope_and_role_must_both_allow(town: Town, of: str, scopes: tuple[str, ...]) -> None:
    answer = push(machine(town, *scopes, of=of), GOOD)
    assert (answer.status_code, answer.json()["title"]) == (403, "Forbidden")


def test_use_of_a_token_is_noted(town: Town) -> None:
    push(machine(town, "posts:write"), GOOD)
    with town.database.read() as session:
        assert session.scalars(select(ApiToken.last_used_at)).one() == town.clock()


def assessed(town: Town) -> int:
    """A post of the town with a verdict."""
    text = Text(id="1", title="新港大道路灯不亮", channel="forum")
    verdict = Analyst.default().assess([text], town.clock())[0]
    with town.database.write() as session:
        source = Source(name="论坛", kind="push", channel="forum", created_at=town.clock())
        session.add(source)
        session.flush()
        facts = {"source_id": source.id, "channel": "forum", "content_hash": "0", "detected_at": town.clock()}
        post = Post(key="1", title=text.title, **facts)
        session.add(post)
        session.flush()
        session.add(PostAssessment(**assessment_row(post.id, verdict, town.clock())))
        return int(post.id)


def test_a_correction_changes_the_verdict_and_is_kept(town: Town) -> None:
    post = assessed(town)
    http = machine(town, "posts:write")
    done = http.post(f"/api/v1/posts/{post}/corrections", json={"task": "topic", "right": "教育文体"})
    assert done.status_code == 204, done.text
    with town.database.read() as session:
        stored = session.get(PostAssessment, post)
        kept = session.scalars(select(Correction)).one()
    assert stored is not None
    assert (stored.topic, kept.task, kept.right, kept.by) == ("教育文体", "topic", "教育文体", "officer")


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"task": "topic", "right": "天气"}, 422, "不是“主题”的取值"),
        ({"task": "weather", "right": "x"}, 422, ""),
        ({"task": "unit", "right": "办公室", "more": 1}, 422, ""),
    ],
)
def test_a_correction_to_what_there_is_not_is_refused(
    town: Town, body: dict[str, object], status: int, said: str
) -> None:
    http = machine(town, "posts:write")
    answer = http.post(f"/api/v1/posts/{assessed(town)}/corrections", json=body)
    assert answer.status_code == status
    assert said in answer.text


def test_only_the_press_office_corrects_and_only_what_there_is(town: Town) -> None:
    body = {"task": "topic", "right": "教育文体"}
    assert machine(town, "posts:write").post("/api/v1/posts/999/corrections", json=body).status_code == 404
    leader = machine(town, "posts:write", of="leader")
    assert leader.post(f"/api/v1/posts/{assessed(town)}/corrections", json=body).status_code == 403
