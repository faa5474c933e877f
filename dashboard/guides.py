"""The demo's guided paths: two minutes for each kind of account, one page a stop."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: where to look, and what is to be seen there.

    `page` is an address, or the name of something that dashboard.queries.guide finds for the reader when the
    stop is reached (a case that burns, a proposal that waits); `place` is the part of that page to go to.
    """

    title: str
    text: str
    page: str
    place: str = ""


OFFICE = (
    Stop(
        "什么在烧",
        "最急的在最上面，每行写明为什么要紧、谁欠着、还剩多久；深色按钮是轮到您的那一步。右边是最热的事件、公众等到回应没有。",
        "/",
    ),
    Stop(
        "为什么定这一级",
        "“为什么”一栏列出每条理由和分数：伤亡按法规定等级，热度按传播定等级，取重者，由人确认。",
        "burning",
        "why-name",
    ),
    Stop(
        "谁欠什么、何时到期",
        "每个时限都写明由谁完成、从何时起算、依据哪份文件；“全过程”里是每一步由谁在何时做的。",
        "burning",
        "clocks-name",
    ),
    Stop(
        "发给了谁、到了没有",
        "“通知”一栏：催办、逾期、督办各发给了谁，对方是否真的收到，没收到的写明原因并会再试。",
        "chased",
        "notices-name",
    ),
    Stop("热度怎样走", "曲线上的虚线是官方发布的时刻：一看便知是回应在前，还是热度在前。", "event"),
    Stop(
        "各单位按时吗",
        "按单位、按节点、按周；点任何数字都能看到是哪些事项。迟在谁手里，也分得清。",
        "/timeliness",
    ),
    Stop("周一交给领导的", "一周的数字自动成文，每个数字都能在记录里找到；可下载 JSON，可打印。", "/reports"),
)
UNIT = (
    Stop(
        "我欠什么、何时到期",
        "只列本单位的事，最急的在最上面，手机上也一样。签收一按即可；不归本单位的，点“不归我单位”写明理由。",
        "/unit",
    ),
    Stop(
        "办一件事",
        "事项页写明为什么交给您、还剩多久。表单打开在轮到您的那一步：签收、起草、送审、登记发布。",
        "todo",
    ),
    Stop(
        "时限从哪里来",
        "每个时限都能展开看如何计算、依据什么；新闻办耽误的时间不算在您的单位头上。",
        "todo",
        "clocks-name",
    ),
    Stop(
        "督办和陈述",
        "迟了会先催办、再督办，督办要书面说明。任何问责决定之前，都先听您的单位陈述。",
        "/accountability",
    ),
    Stop(
        "办过的事",
        "本单位参与的全部事项，在办的、已办结的都在这里；别的单位的事看不到。",
        "/cases?show=closed",
    ),
)
LEADER = (
    Stop("等我决定的", "等您裁定的建议排在最前，其后是正在超时的事项，写明谁欠着、迟了多久。", "/"),
    Stop(
        "看证据再决定",
        "谁持有了多久、催过几次、通知送到没有、热度怎样走，都在这一页。机器只提建议，决定和理由由您写。",
        "proposal",
    ),
    Stop(
        "一件事的来龙去脉",
        "从发现到办结，每一步由谁在何时做的；级别为什么是这一级，理由逐条列出。",
        "burning",
    ),
    Stop(
        "谁按时、谁没有", "按单位、按周看按时率；迟了的，分清耽误在新闻办、责任单位还是审查。", "/timeliness"
    ),
    Stop("一周一页", "需要领导过问的在最前面，其余的数字在后面；可打印。", "/reports"),
)
ADMINISTRATOR = (
    Stop("全局", "管理员看得到全部，但不替任何人办事：研判、签收、审查、裁定都不在这个账号的权限里。", "/"),
    Stop(
        "信源好不好",
        "哪个信源沉默了、页面模板变了、访问失败，这里写明从何时起、是什么原因。",
        "/admin/sources",
    ),
    Stop(
        "谁做了什么",
        "事项的全过程只增不改：级别的每次变动、每次交办、每次审查都有人、有时间、有理由。",
        "burning",
        "history-name",
    ),
    Stop(
        "周报与审计", "存档的周报不再变动，末尾是审计链头：此前的记录若被改过，核对时就会发现。", "/reports"
    ),
)
GUIDES: dict[str, tuple[Stop, ...]] = {
    "office": OFFICE,
    "unit": UNIT,
    "leader": LEADER,
    "administrator": ADMINISTRATOR,
}
