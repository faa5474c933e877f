"""How the findings are said: spans, rates, times of the week, and what a failure likely means."""

from datetime import datetime, timedelta

from huiying.core.clock import local

_WEEKDAYS = "一二三四五六日"
_PARTS = ("凌晨", "上午", "下午", "晚上")
PART_HOURS = 6

# What a failure says -> what it likely means; the first that fits. The failures' own words are those of
# crawlers.engine.failures and of the kinds.
_MEANINGS = (
    ("模板可能已改", ""),
    ("字段可能已改", ""),
    ("可能已改版", ""),
    ("可能要求登录或验证", ""),
    ("可代入的关注词", ""),
    ("站点地图解压后", ""),
    ("站点地图", "网址可能已改，或返回了登录、验证页面"),
    ("robots.txt 暂时", "对方网站可能有故障"),
    ("robots", "网站不许采集，请与对方联系或停用该信源"),
    ("内部网络", "如确需采集，请在 sources.toml 中设 allow_private"),
    ("（401）", "可能需要登录或登录已过期"),
    ("（403）", "可能被限制访问，或需要登录"),
    ("（404）", "网址可能已改"),
    ("（410）", "网址可能已改"),
    ("（429）", "采集过于频繁，可把采集间隔调长"),
    ("服务器出错", "对方网站可能有故障"),
    ("域名", "网址可能有误或已停用，也可能是本机网络不通"),
    ("拒绝连接", "对方网站可能停机，或网址的端口有误"),
    ("超时", "对方网站过慢，或本机网络不通"),
    ("中断", "对方网站不稳定，或本机网络不通"),
    ("无法连接", "对方网站停机，或本机网络不通"),
    ("它是一个网页", "网址可能已改，或返回了登录、验证页面"),
    ("不是 RSS", "网址可能已改，或返回了登录、验证页面"),
    ("不是 JSON", "接口可能已改，或返回了登录、验证页面"),
    ("连续 5 次出错", "对方网站可能有故障"),
    ("跳转次数过多", "网址可能已改，或返回了登录、验证页面"),
    ("该信源当日的采集额度", "可调高 sources.toml 中的 requests_a_day 或 megabytes_a_day"),
    ("全部信源当日的采集额度", "可调高 HUIYING_CRAWL_DAILY_REQUESTS 或 HUIYING_CRAWL_DAILY_MEGABYTES"),
    ("压缩倍数", "对方返回的内容异常"),
    ("大小上限", "网址可能指向了下载文件"),
    ("选项", "请改正 sources.toml 中该信源的选项"),
)


def with_meaning(failure: str) -> str:
    """A failure with what it likely means, where that is known."""
    meaning = next((said for part, said in _MEANINGS if part in failure), "")
    return f"{failure}，{meaning}" if meaning else failure


def span(length: timedelta) -> str:
    """A length of time, rounded down: 40 分钟, 26 小时, 5 天."""
    minutes = max(int(length.total_seconds()), 0) // 60
    if minutes < 90:
        return f"{minutes} 分钟"
    hours = minutes // 60
    return f"{hours} 小时" if hours < 72 else f"{hours // 24} 天"


def moment(at: datetime) -> str:
    """11月23日 14:00, in the park's time."""
    there = local(at)
    return f"{there.month}月{there.day}日 {there:%H:%M}"


def number(value: float) -> str:
    """4, 0.5, 12."""
    return f"{value:.0f}" if value >= 3 else f"{value:.1f}".removesuffix(".0")


def share(value: float) -> str:
    """97%."""
    return f"{value * 100:.0f}%"


def part_of_day(at: datetime) -> str:
    """凌晨, 上午, 下午, 晚上, in the park's time."""
    return _PARTS[local(at).hour // PART_HOURS]


def weekday(at: datetime) -> str:
    """周二, in the park's time."""
    return f"周{_WEEKDAYS[local(at).weekday()]}"


def kind_of_day(at: datetime) -> str:
    """工作日 (Monday to Friday) or 周末."""
    return "周末" if local(at).weekday() >= 5 else "工作日"
