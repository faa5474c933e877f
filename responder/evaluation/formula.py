"""The formula in words, with the figures that are in force."""

from responder.evaluation.lines import NAMES
from responder.evaluation.rules import PARTS, Rules, Scale
from responder.wording import percent


def formula(rules: Rules) -> tuple[str, ...]:
    """One sentence a line, for whoever is measured by it."""
    return (
        "指数为 0 至 100 分，由" + "、".join(_part(rules, code) for code in PARTS) + "四个部分组成。",
        *(_lines(rules, code) for code in PARTS),
        *_scaling(rules.scale),
        "缺少证据的项目不扣分：同一部分里有证据的项目按分值比例补足；整个部分都没有证据的，由其余部分按比例"
        "补足到 100 分。缺什么逐项写明；“不适用”的项目同样不计，但不算缺少。",
        f"分档：{rules.bands.excellent:g} 分以上为优，{rules.bands.good:g} 分以上为良，"
        f"{rules.bands.fair:g} 分以上为中，其余为差。只分档、不排名（国办函〔2025〕66号）。",
        "期间按办结时间归集；历史导入和误报不计。事项的指数计全部时限；计入单位的只计该单位承办的时限，新闻办和"
        "审查环节的时间不算在单位头上。评估这一时限本身不计。",
        "已由人评估的，采用评估当时存下的指数；尚未评估的按现有记录暂计。单位和月份取各事项的平均。",
    )


def _part(rules: Rules, code: str) -> str:
    return f"{PARTS[code]}（{rules.part(code).total:g} 分）"


def _lines(rules: Rules, code: str) -> str:
    weights = rules.part(code).model_dump()
    said = "；".join(f"{NAMES[line]} {points:g} 分：{_MEANING[line]}" for line, points in weights.items())
    return f"{PARTS[code]}——{said}。"


_MEANING = {
    "met": "按时完成的时限 ÷ 已到期或已完成的时限（变动后不再计算的除外），从真实起算时刻计",
    "early": "完成时还剩多少时间，取各时限的平均，未按时的计零",
    "before_peak": "首次发布（证据已成立）不晚于事件热度峰值",
    "unprompted": "首次发布之前没有催办过责任单位",
    "progress": "到期的持续发布中按时的比例",
    "no_fault": "没有撤回、也没有经他人指出才更正的发布；自行发现并更正的不算差错",
    "rumours": "事件中的传言，已有发布针对的比例（转述同一条的算一起）",
    "on_point": "对来信来电的答复是否答全、讲清、写明依据，各占三分之一",
    "heat": "首次发布后 24 小时的平均热度与之前 24 小时相比",
    "negative": "同样两段时间里负面信息所占的比例",
    "repeats": "发布 24 小时以后又出现的信息（来信事项为又收到的来信）与发布之前相比",
    "satisfaction": "回访时来信人的满意程度，5 分为满分",
}


def _scaling(scale: Scale) -> tuple[str, ...]:
    return (
        f"折算——完成时还剩 {percent(scale.early_full)} 以上的时间，提前完成得满分；热度、负面比例下降 "
        f"{percent(scale.fall_full)} 以上得满分，没有下降得零分，其间按比例；重复反映看到发布后第 "
        f"{scale.repeat_days} 天，达到此前的 {percent(scale.repeats_none)} 得零分；前后任何一段不足 "
        f"{scale.least_posts} 条信息的，负面比例视为样本不足；传言指嫌疑达到 "
        f"{percent(scale.rumour)} 的信息。",
    )
