"""Names of persons out of a text that is to be told in public; a person still checks what is left.

Taken out: the names of accounts and contacts, a Chinese surname with one or two characters beside a title or
after a word that introduces a person, telephone numbers, numbers of identity cards, e-mail addresses.
"""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Contact, User

SOMEBODY = "有关人员"
_SURNAMES = (
    "欧阳|司马|诸葛|上官|皇甫|尉迟|公孙|令狐|端木|"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤]"
)
_TITLES = (
    "同志|局长|副局长|主任|副主任|书记|副书记|科长|副科长|所长|队长|大队长|镇长|村长|主席|经理|总经理|先生|女士|"
    "师傅|老师|村民|居民|某"
)
# No character of a place: a village is often called by a surname (张家村).
_GIVEN = "(?![家村湾庄镇路街桥店屯组社区])[\u4e00-\u9fff]"
# What may stand before a name without being part of it; a name is told by what stands on its other side.
_AFTER = re.compile(rf"(?:{_SURNAMES})(?:某{{1,2}}|{_GIVEN}{{1,2}}?)?(?=(?:{_TITLES}))")
_BEFORE = re.compile(
    rf"(?<=村民|居民|职工|司机|业主|死者|伤者|记者|同志)(?:{_SURNAMES}){_GIVEN}{{1,2}}"
    r"(?=[，。、；：（）\s]|$|反映|表示|称|说|等|在|因)"
)
_NUMBERS = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "（证件号码略）"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "（电话略）"),
    (re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"), "（电话略）"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+", re.ASCII), "（邮箱略）"),
)
# Words that begin like a surname and stand before a title.
_NO_NAMES = (
    "办公室",
    "管委会",
    "万",
    "向",
    "任",
    "方",
    "何",
    "金",
    "石",
    "田",
    "严",
    "高",
    "余",
    "许",
    "于",
    "白",
    "江",
)


def known_names(session: Session) -> list[str]:
    """The names of everybody whom the installation knows, the longest first."""
    names = {*session.scalars(select(User.display_name)), *session.scalars(select(Contact.name))}
    return sorted((name for name in names if len(name.strip()) > 1), key=len, reverse=True)


def without_names(text: str, known: Iterable[str]) -> tuple[str, int]:
    """The text without persons, and how many places were taken out."""
    removed = 0
    for name in known:
        count = text.count(name)
        text, removed = text.replace(name, SOMEBODY), removed + count
    for pattern, instead in _NUMBERS:
        text, count = pattern.subn(instead, text)
        removed += count
    for pattern in (_BEFORE, _AFTER):
        text, count = pattern.subn(_unless_no_name, text)
        removed += count
    return text, removed


def _unless_no_name(found: "re.Match[str]") -> str:
    return found.group() if found.group() in _NO_NAMES else SOMEBODY
