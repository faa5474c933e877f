"""Which kind of emergency a text reports, if any."""

import re

from ahocorasick_rs import AhoCorasick

from analysis.assessment import EmergencyKind
from analysis.profile import packaged

_TALK_OF_RISK = re.compile(
    r"(?:安全|火灾|事故|消防|地震|爆炸|坍塌|交通安全)(?:隐患|风险|预防|防范|知识|宣传|保险|苗头)"
    r"|事故(?:多发|频发|易发|责任认定|率)|(?:预防|防止|避免|杜绝|防范|防)[^,。;]{0,10}?"
    r"(?:火灾|事故|爆炸|坍塌|中毒|地震)|防火|防震|抗震设防|疫情防控|防疫|疫情期间"
)
KINDS: tuple[tuple[EmergencyKind, re.Pattern[str]], ...] = (
    ("terror", re.compile(r"恐怖袭击|恐袭|自杀式|暴恐|人体炸弹|汽车炸弹|恐怖分子|袭击(?!警)|恐怖爆炸")),
    (
        "food_poisoning",
        re.compile(
            r"食物中毒|食源性|(?:食堂|午餐|晚餐|早餐|用餐|就餐|婚宴|饭菜|聚餐|盒饭|食用)[^。]{0,40}"
            r"(?:中毒|腹泻|呕吐|上吐下泻)"
        ),
    ),
    ("earthquake", re.compile(r"级(?:左右)?(?:强烈?|余|大)?(?:地)?震|强震|余震|震感|地震(?!局)")),
    ("riot", re.compile(r"骚乱|暴乱|打砸抢|械斗|持械|持棍棒|冲击(?:政府|机关|派出所)")),
    ("epidemic", re.compile(r"疫情|聚集性病例|确诊病例|传染病暴发|诺如病毒感染|鼠疫|霍乱")),
    (
        "accident",
        re.compile(
            r"事故|车祸|火灾|大火|山火|起火|失火|着火|火情|自燃|爆炸|爆燃|坍塌|垮塌|倒塌|塌方|塌陷|泄漏"
            r"|泄露|追尾|相撞|碰撞|连撞|撞[死伤倒上飞]|翻车|侧翻|翻覆|坠[江河海落崖亡]|沉船|踩踏|矿难|透水"
            r"|冒顶|瓦斯|中毒|触电|高坠|沉没|倾覆|落水|掩埋|被埋|车轮下|机械伤害|失控|压扁|溺亡|搜救|被困人员|遇险"
        ),
    ),
    ("disaster", re.compile(r"山洪|洪水|泥石流|台风|山体滑坡|龙卷风|溃坝|决口|雪崩|海啸|特大暴雨")),
    # Nothing says what happened, but people died of it at once.
    (
        "accident",
        re.compile(
            r"(?:死亡|遇难|罹难)人数|遇难者|全部(?:死亡|遇难)|[\d一二三四五六七八九十]+死[\d一二三四五六七八九十]+伤"
        ),
    ),
)

# At least one of these stands in every text that a pattern above fits: most texts hold none of them.
_SIGNS = AhoCorasick(packaged("emergency_words.toml")["words"])


def may_tell(text: str) -> bool:
    """False where `kind_of` finds nothing for certain; a hundred times quicker than asking it."""
    return bool(_SIGNS.find_matches_as_indexes(text))


def kind_of(title: str, text: str) -> EmergencyKind | None:
    """The kind, by the title where it tells; None where only risks are talked of."""
    for part in (title, title + "。" + text[:4000]):
        part = _TALK_OF_RISK.sub("", part)
        for kind, pattern in KINDS:
            if pattern.search(part):
                return kind
    return None
