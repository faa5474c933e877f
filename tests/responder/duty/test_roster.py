"""The roster: who is on duty, overlaps refused with place and remedy, gaps shown."""

import pytest
from sqlalchemy import select

from huiying.core.errors import BadInput, HuiyingError, NotAllowed, Refused
from huiying.core.models import AuditEntry, Shift
from responder.duty import roster
from responder.duty.roster import Planned, gaps, on_duty, put_on, take_off
from responder.outbox.people import recipients
from tests.support.cast import Cast, at


def day(
    cast: Cast, post: str = "officer", start: str = "08:00", end: str = "20:00", **more: object
) -> Planned:
    user = cast.leader if post == "leader" else cast.officer
    values = {"user": user, "starts_at": at(start), "ends_at": at(end), **more}
    return Planned(post=post, **values)  # type: ignore[arg-type]


def entered(cast: Cast, *planned: Planned) -> list[Shift]:
    return put_on(cast.session, planned, by="admin", now=at("07:00"))


def addresses(cast: Cast, duty: str, when: str = "09:00") -> list[str | None]:
    unit = cast.office.id if duty == "handler" else None
    return [one.address for one in recipients(cast.session, duty, unit, at(when))]


def test_a_shift_runs_from_its_beginning_until_its_end(cast: Cast) -> None:
    (shift,) = entered(cast, day(cast))
    assert on_duty(cast.session, at("08:00")) == [shift]
    assert on_duty(cast.session, at("19:59")) == [shift]
    assert on_duty(cast.session, at("20:00")) == on_duty(cast.session, at("07:59")) == []


def test_two_at_one_post_at_once_are_refused_with_the_nearest_time_that_fits(cast: Cast) -> None:
    entered(cast, day(cast))
    with pytest.raises(
        Refused, match=r"值班员班次与值班表上officer的班次（.*08:00 至 .*20:00）重叠"
    ) as refused:
        entered(cast, day(cast, start="19:00", end="23:00", user=cast.clearer))
    assert "请改为 2026年11月23日 20:00 开始" in str(refused.value)
    with pytest.raises(Refused, match="请改为 2026年11月23日 08:00 结束"):
        entered(cast, day(cast, start="06:00", end="09:00", user=cast.clearer))


def test_shifts_that_follow_each_other_and_other_posts_do_not_overlap(cast: Cast) -> None:
    entered(cast, day(cast), day(cast, start="20:00", end="23:00"), day(cast, "clearer"), day(cast, "leader"))
    assert len(on_duty(cast.session, at("09:00"))) == 3


def test_a_file_is_taken_whole_or_not_at_all_and_every_fault_names_its_line(cast: Cast) -> None:
    rows = [
        day(cast, place="表.csv 第 2 行"),
        day(cast, start="19:00", end="21:00", place="表.csv 第 3 行"),
        day(cast, start="18:00", end="18:30", place="表.csv 第 4 行"),
    ]
    with pytest.raises(BadInput) as refused:
        entered(cast, *rows)
    assert [line.split("：")[0] for line in str(refused.value).splitlines()] == [
        "表.csv 第 3 行",
        "表.csv 第 4 行",
    ]
    assert "与表.csv 第 2 行officer的班次" in str(refused.value)
    assert cast.session.scalars(select(Shift)).all() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": "20:00", "end": "08:00"}, "不晚于开始"),
        ({"start": "05:00", "end": "06:00"}, "只登记今后的班次"),
        ({"post": "janitor"}, "没有“janitor”这个岗位"),
        ({"post": "clearer", "user": "leader"}, "审查人须是新闻办账号"),
        ({"ends_at": at("08:00", days=9)}, "最长 7 天"),
    ],
)
def test_a_shift_that_cannot_be_says_why(cast: Cast, change: dict[str, object], said: str) -> None:
    change = {key: getattr(cast, str(one)) if key == "user" else one for key, one in change.items()}
    with pytest.raises(Refused, match=said):
        entered(cast, day(cast, **change))  # type: ignore[arg-type]


def test_gaps_are_the_stretches_without_anybody(cast: Cast) -> None:
    shifts = entered(cast, day(cast), day(cast, start="21:00", end="23:00"))
    assert gaps(shifts, "officer", at("07:00"), at("23:30")) == [
        (at("07:00"), at("08:00")),
        (at("20:00"), at("21:00")),
        (at("23:00"), at("23:30")),
    ]
    assert gaps(shifts, "officer", at("08:00"), at("20:00")) == []


def test_a_shift_is_taken_off_with_a_reason_and_stays_on_record(cast: Cast) -> None:
    (shift,) = entered(cast, day(cast))
    with pytest.raises(NotAllowed, match="由新闻办或管理员维护"):
        take_off(cast.session, shift, reason="调班", by=cast.handler, now=at("09:00"))
    with pytest.raises(Refused, match="请写明"):
        take_off(cast.session, shift, reason=" ", by=cast.officer, now=at("09:00"))
    take_off(cast.session, shift, reason="调班", by=cast.officer, now=at("09:00"))
    assert on_duty(cast.session, at("10:00")) == []
    entered(cast, day(cast, user=cast.clearer))
    actions = cast.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["put_on", "take_off", "put_on"]


def test_the_office_is_whoever_is_on_duty_and_the_usual_people_where_nobody_is(cast: Cast) -> None:
    cast.contact(cast.office, "handler", "usual@example.cn")
    cast.officer.email, cast.clearer.email = "officer@example.cn", "clearer@example.cn"
    entered(cast, day(cast), day(cast, "clearer", user=cast.clearer))
    assert addresses(cast, "office") == addresses(cast, "handler") == ["officer@example.cn"]
    assert addresses(cast, "clearer") == ["clearer@example.cn"]
    assert addresses(cast, "office", "21:00") == addresses(cast, "clearer", "21:00") == ["usual@example.cn"]


def test_the_number_of_the_shift_reaches_whoever_has_no_mailbox(cast: Cast) -> None:
    entered(cast, day(cast, phone="138 0000 1111"))
    assert addresses(cast, "office") == ["13800001111"]


def test_the_duty_changes_hands_when_the_shift_ends_or_the_next_one_begins(cast: Cast) -> None:
    entered(cast, day(cast), day(cast, "clearer", end="12:00"))
    assert roster.next_change(cast.session, at("09:00")) == at("20:00")
    assert roster.next_change(cast.session, at("07:30")) == at("08:00")
    assert roster.next_change(cast.session, at("21:00")) is None


def test_a_name_that_several_accounts_bear_must_be_written_as_account(cast: Cast) -> None:
    cast.clearer.display_name = cast.officer.display_name = "王某"
    cast.session.flush()
    assert roster.account_called(cast.session, "officer") is cast.officer
    with pytest.raises(HuiyingError, match="有 2 个账号叫这个姓名"):
        roster.account_called(cast.session, "王某")
