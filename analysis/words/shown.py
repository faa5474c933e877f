"""Quotations as people read them: the signs that normalising made half-width are full-width again."""

import re

_SIGNS = str.maketrans(",:;!?()", "，：；！？（）")
_CHINESE = "\u3400-\u9fff。、“”《》【】（），：；！？"
_BESIDE = re.compile(rf"(?<=[{_CHINESE}])[,:;!?()]|[,:;!?()](?=[{_CHINESE}])|(?<=\d)\)|,(?=$)")


def shown(text: str) -> str:
    """The text with full-width signs beside Chinese; numbers such as 1,200 and times stay as they are.

    >>> shown("共造成3人死亡,9人受伤(其中2人重伤)"), shown("损失1,200万元")
    ('共造成3人死亡，9人受伤（其中2人重伤）', '损失1,200万元')
    """
    before = ""
    while before != text:
        before, text = text, _BESIDE.sub(lambda sign: sign[0].translate(_SIGNS), text)
    return text
