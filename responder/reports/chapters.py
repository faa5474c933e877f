"""The weekly report's chapters: what a leader must ask after first, then how it went, then the counts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from responder.reports.archive import Filed
from responder.reports.figures import (
    Compared,
    Count,
    HeldSeconds,
    Lateness,
    Quote,
    TallyLine,
    WeeklyReport,
)
from responder.reports.outline import Cell, Chapter, Column, Note, Outline, Table
from responder.reports.sentences import sentences
from responder.wording import moment, percent, span

HOLDERS = {"unknown": "发现前", "office": "新闻办", "unit": "责任单位", "clearer": "审查", "paused": "暂停"}
NOTHING = Cell("—")
MOST_TOLD = 5
FOOT = "本报告衡量的是回应工作，不评价发言的群众。"


def outline(filed: Filed) -> Outline:
    """The report's tables and notes in the order in which they are read."""
    report = filed.report
    made = f"统计至 {_when(report, report.as_of)} · 生成于 {_when(report, report.made_at)}"
    return Outline(
        title="舆情回应周报",
        subtitle=f"{report.title} · {made}",
        summary=tuple(sentences(report)),
        chapters=(
            _to_ask_after(report),
            _events(report),
            _timeliness(report),
            _cases(report),
            _posts(report),
            _service(report),
            *_endorsed(filed),
        ),
        foot=(f"审计链头（核对此前的记录有没有被改动）：{report.audit_head}", FOOT),
    )


def _to_ask_after(report: WeeklyReport) -> Chapter:
    blocks = (_awaiting(report), *_unanswered(report), *_overdue(report))
    return Chapter("需要领导过问", blocks)


def _awaiting(report: WeeklyReport) -> Table | Note:
    if not report.accountability.awaiting:
        return Note("没有等待决定的建议。", quiet=False)
    return Table(
        (_short("建议"), _short("单位"), _short("事项"), Column("理由"), _short("提出时间")),
        tuple(
            (
                Cell(line.name),
                Cell(line.unit),
                _case(line.case_id, line.case_number),
                Cell(line.summary),
                Cell(_when(report, line.proposed_at)),
            )
            for line in report.accountability.awaiting
        ),
    )


def _unanswered(report: WeeklyReport) -> Iterable[Table]:
    if not report.accountability.unanswered:
        return
    heading = (_short("未回复的督办单"), _short("单位"), _short("事项"), _short("发出"), _short("回复期限"))
    yield Table(
        heading,
        tuple(
            (
                Cell(line.number),
                Cell(line.unit),
                _case(line.case_id, line.case_number),
                Cell(_when(report, line.issued_at)),
                _reply_due(_when(report, line.reply_due_at), passed=line.reply_overdue),
            )
            for line in report.accountability.unanswered
        ),
    )


def _reply_due(said: str, *, passed: bool) -> Cell:
    return Cell(f"{said}（已过期）", mark="late") if passed else Cell(said)


def _overdue(report: WeeklyReport) -> Iterable[Table | Note]:
    lines = report.cases.longest_overdue
    if not lines:
        return
    heading = (_short("超时在办事项"), Column("内容"), _short("节点"), _short("由谁完成"), _short("应完成"))
    yield Table(
        (*heading, _number("超时")),
        tuple(
            (
                _case(line.case_id, line.number),
                Cell(line.title),
                Cell(line.milestone),
                Cell(line.holder),
                Cell(_when(report, line.due_at)),
                _late(line.late_seconds),
            )
            for line in lines
        ),
    )
    if report.cases.overdue > len(lines):
        yield Note(f"共 {report.cases.overdue} 件，此处列出超时最久的 {len(lines)} 件。")


def _events(report: WeeklyReport) -> Chapter:
    if not report.events:
        return Chapter("热点事件", (Note("本周没有形成舆情事件。", quiet=False),))
    heading = (Column("事件"), _short("响应级别"), _number("最高热度"), _number("本周信息"))
    table = Table(
        (*heading, _short("责任单位"), Column("主要依据")),
        tuple(
            (
                Cell(line.title, link=f"/event/{line.event_id}"),
                Cell(line.tier_name, mark=f"tier-{line.tier or 0}"),
                Cell(f"{line.heat:g}", line.heat),
                _figure(line.size),
                Cell(line.unit or "—"),
                Cell("；".join(line.why) or "—"),
            )
            for line in report.events
        ),
    )
    return Chapter("热点事件", (table, *_accounts(report)))


def _accounts(report: WeeklyReport) -> Iterator[Table | Note]:
    """The hottest events in the posts' own sentences, each with its source."""
    told = [line for line in report.events if line.account][:MOST_TOLD]
    if not told:
        return
    yield Note(f"热度居前的 {len(told)} 个事件的概况如下，均为原信息中的话，未经核实的以通报为准。")
    yield Table(
        (Column("事件"), Column("概况（原文）"), Column("出处")),
        tuple(
            (Cell("" if number else line.title), Cell(one.text), _source(report, one))
            for line in told
            for number, one in enumerate(line.account)
        ),
    )


def _source(report: WeeklyReport, quote: Quote) -> Cell:
    at = f"，{moment(quote.at, report.start)}" if quote.at else ""
    return Cell(f"{quote.source}{at}", link=f"/posts/{quote.post_id}")


def _timeliness(report: WeeklyReport) -> Chapter:
    times = report.timeliness
    tallies = (
        ("本周", times.all),
        ("本周，除去起算时已超时的", times.without_born_overdue),
        ("上周", times.before),
    )
    whole = Table(
        (Column("全部时限"), _number("按时"), _number("未按时"), _number("按时率")),
        tuple((Cell(name), _figure(it.met), _figure(it.missed), _share(it.rate)) for name, it in tallies),
    )
    how = (
        "按时率 = 按时 ÷（按时 + 未按时）。未按时包括到期仍未完成的和办结时未完成的；重新起算而作废的 "
        f"{times.superseded} 项（其中 {times.superseded_overdue} 项此前已超时）不计入。"
    )
    rates = (
        (_rates("由谁完成（按名单排列，不作排名）", times.units), _rates("节点", times.milestones))
        if times.units
        else ()
    )
    return Chapter("时效", (whole, Note(how), *rates, *_latenesses(report)))


def _rates(caption: str, lines: Sequence[TallyLine]) -> Table:
    heading = (Column(caption), _number("按时"), _number("未按时"), _number("按时率"))
    return Table(
        (*heading, _number("除去起算时已超时的")),
        tuple(
            (
                Cell(line.name),
                _figure(line.all.met),
                _figure(line.all.missed),
                _share(line.all.rate),
                _share(line.without_born_overdue.rate),
            )
            for line in lines
        ),
        bars=tuple(round(100 * (line.all.rate or 0.0), 1) for line in lines),
    )


def _latenesses(report: WeeklyReport) -> Iterable[Table]:
    lines = report.timeliness.latenesses
    if not lines:
        return
    heading = (Column("超时明细"), _short("节点"), _short("由谁完成"), _short("应完成"), _short("完成"))
    yield Table(
        (*heading, _number("超时"), Column("从起算到完成，事项在谁手里")),
        tuple(
            (
                Cell(f"{line.number} {line.title}", link=f"/case/{line.case_id}"),
                Cell(line.milestone),
                Cell(line.holder),
                Cell(_when(report, line.due_at)),
                Cell(_when(report, line.met_at) if line.met_at else "未完成"),
                _late(line.late_seconds),
                Cell(_in_whose_hands(line)),
            )
            for line in lines
        ),
    )


def _in_whose_hands(line: Lateness) -> str:
    """Who held the case for how long, with the share of each; holders of no time left out."""
    born = f"；起算时已超时 {_span(line.born_overdue_seconds)}" if line.born_overdue_seconds else ""
    return "，".join(_held(line.held)) + born


def _held(held: HeldSeconds) -> Iterable[str]:
    seconds = {name: getattr(held, name) for name in HOLDERS}
    whole = sum(seconds.values())
    for name, length in seconds.items():
        if length:
            yield f"{HOLDERS[name]} {_span(length)}（{percent(length / whole)}）"


def _cases(report: WeeklyReport) -> Chapter:
    cases = report.cases
    compared = (("新立", cases.opened), ("办结", cases.closed), ("期末在办", cases.open))
    return Chapter("事项", (_compared("事项", compared), _counts("新立事项种类", cases.kinds)))


def _posts(report: WeeklyReport) -> Chapter:
    posts = report.posts
    tables = [_compared("信息", (("采集", posts.found), ("与园区有关", posts.relevant)))]
    tables += [_counts("渠道", posts.channels)] if posts.channels else []
    tables += [_counts("主题（与园区有关的）", posts.topics)] if posts.topics else []
    tables += [_counts("情感（与园区有关的）", posts.sentiments)]
    left_out = f"另导入历史信息 {posts.archived} 条；无法分析而搁置 {posts.set_aside} 条。"
    notes = (Note(left_out),) if posts.archived or posts.set_aside else ()
    return Chapter("信息", (*tables, *notes))


def _service(report: WeeklyReport) -> Chapter:
    published = report.publications.kinds
    tables = (_counts("对外发布", published),) if published else ()
    return Chapter("发布、通知与信源", (*tables, _notices(report), *_sources(report)))


def _notices(report: WeeklyReport) -> Table:
    known = report.notices
    lines = (("送达", known.sent), ("未能送达", known.failed))
    rows = [(Cell(name), _figure(it.this), _figure(it.before)) for name, it in lines]
    return Table(
        (Column("通知"), _number("本周"), _number("上周")),
        (*rows, (Cell("期末待发"), _figure(known.pending), NOTHING)),
    )


def _sources(report: WeeklyReport) -> Iterable[Table | Note]:
    known = report.sources
    yield Note(
        f"信源：正常 {known.healthy} 个，质量下降 {known.degraded} 个，沉默 {known.silent} 个，"
        f"采集失败 {known.failing} 个（生成报告时）。",
        quiet=False,
    )
    if known.troubled:
        yield Table(
            (Column("不正常的信源"), _short("状态"), _short("自"), Column("原因")),
            tuple(
                (
                    Cell(line.name),
                    Cell(line.state_name),
                    Cell(_when(report, line.since) if line.since else "—"),
                    Cell(line.reason or "—"),
                )
                for line in known.troubled
            ),
        )


def _endorsed(filed: Filed) -> Iterable[Chapter]:
    """What leaders wrote on the report, and who signed it."""
    blocks: list[Table | Note] = []
    if filed.remarks:
        rows = ((Cell(it.by), Cell(_when(filed.report, it.at)), Cell(it.text)) for it in filed.remarks)
        blocks.append(Table((_short("批注人"), _short("时间"), Column("批注")), tuple(rows)))
    if signed := filed.signature:
        blocks.append(Note(f"{signed.by} 于{_when(filed.report, signed.at)}签发。", quiet=False))
        blocks.append(Note(f"签发内容的摘要（核对数字和批注有没有被改动）：{signed.digest}"))
    if blocks:
        yield Chapter("批注与签发", tuple(blocks))


def _compared(caption: str, lines: Iterable[tuple[str, Compared]]) -> Table:
    heading = (Column(caption), _number("本周"), _number("上周"), _number("增减"))
    return Table(heading, tuple((Cell(name), *_beside(it)) for name, it in lines))


def _counts(caption: str, counts: Sequence[Count]) -> Table:
    """Each count against the week before, with a bar; the longest is full."""
    longest = max((it.count.this for it in counts), default=0)
    bars = tuple(round(100 * it.count.this / longest, 1) if longest else 0.0 for it in counts)
    table = _compared(caption, ((it.name, it.count) for it in counts))
    return Table(table.columns, table.rows, bars)


def _beside(compared: Compared) -> tuple[Cell, ...]:
    by = compared.this - compared.before
    said = f"+{by}" if by > 0 else f"−{-by}" if by else "持平"
    return _figure(compared.this), _figure(compared.before), Cell(said, by)


def _short(name: str) -> Column:
    return Column(name, "short")


def _number(name: str) -> Column:
    return Column(name, "number")


def _case(case_id: int, number: str) -> Cell:
    return Cell(number, link=f"/case/{case_id}")


def _figure(count: int) -> Cell:
    return Cell(str(count), count)


def _share(rate: float | None) -> Cell:
    return Cell(percent(rate), rate)


def _late(seconds: int) -> Cell:
    return Cell(_span(seconds), mark="late")


def _span(seconds: int) -> str:
    return span(timedelta(seconds=seconds))


def _when(report: WeeklyReport, at: datetime) -> str:
    return moment(at, report.start)
