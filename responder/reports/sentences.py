"""What a leader reads first: the week in sentences, each made from the report's figures."""

from collections.abc import Sequence
from datetime import timedelta

from responder.reports.figures import Compared, Count, WeeklyReport
from responder.wording import change, moment, percent, span


def sentences(report: WeeklyReport) -> list[str]:
    """Full sentences in Chinese: what a leader must decide or ask after first, then what happened and how it
    was answered, then the counts; a quiet week reads as one."""
    told = [
        *_so_far(report),
        _proposals(report),
        _supervision(report),
        _cases(report),
        _events(report),
        _timeliness(report),
        _publications(report),
        _notices(report),
        _posts(report),
        _sources(report),
    ]
    return [sentence for sentence in told if sentence]


def _so_far(report: WeeklyReport) -> list[str]:
    if report.complete:
        return []
    return [f"本周尚未结束，以下统计截至{moment(report.as_of, report.start)}，与上周同期相比。"]


def _posts(report: WeeklyReport) -> str:
    posts = report.posts
    if not posts.found.this:
        return f"本周没有采集到信息，{_change(report, posts.found, '条')}。" + _archived(report)
    tones = {it.code: it.count.this for it in posts.sentiments}
    related = f"其中与园区有关 {posts.relevant.this} 条（{_change(report, posts.relevant, '条')}）"
    tone = f"，负面 {tones['negative']} 条" if posts.relevant.this else ""
    collected = f"本周共采集信息 {posts.found.this} 条，{_change(report, posts.found, '条')}；"
    return f"{collected}{related}{tone}。" + _archived(report)


def _archived(report: WeeklyReport) -> str:
    count = report.posts.archived
    return f"另导入历史信息 {count} 条，不计入以上数字。" if count else ""


def _events(report: WeeklyReport) -> str:
    if not report.events:
        return "本周没有形成舆情事件。"
    first = report.events[0]
    graded = f"响应级别{first.tier_name}" if first.tier else "未达到响应级别"
    unit = f"，责任单位{first.unit}" if first.unit else ""
    return (
        f"热度最高的事件是“{first.title}”（最高热度 {first.heat:g}，本周 {first.size} 条，{graded}{unit}）。"
        + (f"概要（摘自原信息）：{first.gist.rstrip('。')}。" if first.gist else "")
    )


def _cases(report: WeeklyReport) -> str:
    cases = report.cases
    opened = f"本周新立事项 {cases.opened.this} 件（{_change(report, cases.opened, '件')}）"
    closed = f"办结 {cases.closed.this} 件"
    now = "期末" if report.complete else "目前"
    if not cases.open.this:
        return f"{opened}，{closed}；{now}没有在办事项。"
    overdue = f"其中 {cases.overdue} 件有时限超时" if cases.overdue else "都在时限之内"
    standing = f"{opened}，{closed}；{now}在办 {cases.open.this} 件，{overdue}。"
    return standing + _longest_overdue(report) + _held(cases.held)


def _longest_overdue(report: WeeklyReport) -> str:
    if not report.cases.longest_overdue:
        return ""
    line = report.cases.longest_overdue[0]
    late = span(timedelta(seconds=line.late_seconds))
    what = f"事项 {line.number}“{line.title}”的{line.milestone}（{line.holder}）"
    return f"欠得最久的是{what}，已超时 {late}。"


def _held(count: int) -> str:
    return f"有 {count} 件因信息发布较早等原因，待人工确认后起算时限。" if count else ""


def _timeliness(report: WeeklyReport) -> str:
    times = report.timeliness
    if not times.all.decided:
        return "本周没有到期或完成的时限。" + _superseded(report)
    said = f"本周应完成时限 {times.all.decided} 项，按时 {times.all.met} 项，按时率 {percent(times.all.rate)}"
    before = f"（上周 {percent(times.before.rate)}）" if times.before.rate is not None else ""
    return f"{said}{before}。" + _born_overdue(report) + _superseded(report) + _worst(report)


def _born_overdue(report: WeeklyReport) -> str:
    times = report.timeliness
    if not times.born_overdue:
        return ""
    rate = percent(times.without_born_overdue.rate)
    return f"有 {times.born_overdue} 项因发现较晚或级别调整，起算时已超时；除去这些，按时率 {rate}。"


def _superseded(report: WeeklyReport) -> str:
    times = report.timeliness
    if not times.superseded:
        return ""
    overdue = f"（其中 {times.superseded_overdue} 项此前已超时）" if times.superseded_overdue else ""
    return f"因级别或责任调整而重新起算的 {times.superseded} 项{overdue}不计入。"


def _worst(report: WeeklyReport) -> str:
    if not report.timeliness.latenesses:
        return ""
    worst = report.timeliness.latenesses[0]
    late = span(timedelta(seconds=worst.late_seconds))
    born = span(timedelta(seconds=worst.born_overdue_seconds))
    known = f"，其中起算时已超时 {born}" if worst.born_overdue_seconds else ""
    known = "，起算时就已超时" if born == late else known
    still = "，仍未完成" if worst.met_at is None else ""
    what = f"事项 {worst.number} 的{worst.milestone}（{worst.holder}）"
    return f"这些时限中超时最久的是{what}，超时 {late}{known}{still}。"


def _supervision(report: WeeklyReport) -> str:
    known = report.accountability
    if not known.orders.this and not known.unanswered:
        return "本周没有发出督办单，也没有待回复的督办单。"
    late = f"（{known.replies_overdue} 份已过回复期限）" if known.replies_overdue else ""
    waiting = f"尚有 {len(known.unanswered)} 份未回复{late}" if known.unanswered else "均已回复"
    return f"本周发出督办单 {known.orders.this} 份，{_change(report, known.orders, '份')}；{waiting}。"


def _proposals(report: WeeklyReport) -> str:
    known = report.accountability
    decided = [it for it in known.decisions if it.count.this]
    taken = f"本周领导已作出决定 {_total(decided)} 件（{_listed(decided)}）。" if decided else ""
    if not known.awaiting:
        return taken or "没有等待领导决定的约谈、通报批评或问责建议。"
    kinds = "、".join(dict.fromkeys(it.name for it in known.awaiting))
    return f"{taken}有 {len(known.awaiting)} 件建议（{kinds}）等待领导决定。"


def _publications(report: WeeklyReport) -> str:
    known = report.publications
    unproven = f"另有 {known.unproven} 篇尚无佐证，未计入。" if known.unproven else ""
    if not known.published.this:
        return f"本周没有对外发布，{_change(report, known.published, '篇')}。" + unproven
    said = f"本周对外发布 {known.published.this} 篇（{_listed(known.kinds)}）"
    return f"{said}，{_change(report, known.published, '篇')}。" + unproven


def _notices(report: WeeklyReport) -> str:
    known = report.notices
    if not known.sent.this and not known.failed.this and not known.pending:
        return "本周没有需要发出的通知。"
    failed = f"，{known.failed.this} 条未能送达，请核对通知渠道" if known.failed.this else "，没有失败"
    waiting = f"，{known.pending} 条待发" if known.pending else ""
    return f"通知送达 {known.sent.this} 条{failed}{waiting}。"


def _sources(report: WeeklyReport) -> str:
    known = report.sources
    if not known.watched:
        return "目前没有启用的信源。"
    if not known.troubled:
        return f"{known.watched} 个信源全部正常。"
    names = "、".join(it.name for it in known.troubled[:3])
    more = "等" if len(known.troubled) > 3 else ""
    return f"{known.watched} 个信源中有 {len(known.troubled)} 个不正常：{names}{more}。"


def _change(report: WeeklyReport, compared: Compared, unit: str) -> str:
    return change(compared.this, compared.before, unit, "上周" if report.complete else "上周同期")


def _listed(counts: Sequence[Count]) -> str:
    return "、".join(f"{it.name} {it.count.this}" for it in counts if it.count.this)


def _total(counts: Sequence[Count]) -> int:
    return sum(it.count.this for it in counts)
