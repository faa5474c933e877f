"""The many forms in which reports give the dead and the hurt."""

import pytest

from analysis.emergencies.report import read_report
from analysis.texts import Text

FORMS: list[tuple[str, int | None, int | None]] = [
    ("车祸造成2人当场死亡，另有1人送医后不治身亡，4人受伤", 3, 4),
    ("工人清理污水池时中毒，4人死亡，施救的2人也不幸遇难", 6, None),
    ("事故造成1名老人和2名儿童死亡", 3, None),
    ("火灾烧死母子二人", 2, None),
    ("车祸致夫妻双双遇难", 2, None),
    ("事故造成工人李某死亡", 1, None),
    ("10人重伤、35人轻伤的坍塌事故", None, 45),
    ("事故伤亡情况：死亡5人，重伤3人，轻伤8人", 5, 11),
    ("事故致36人受伤，其中轻伤30人，重伤6人", None, 36),
    ("事故搜救结束，最后一名失踪人员遗体已找到，遇难人数最终确定为16人", 16, None),
    ("矿难中全部5名被困人员均已遇难", 5, None),
    ("坍塌事故中5名被困人员已全部救出，均无生命体征", 5, None),
    ("因事故住院的28人中，7人重症", None, 28),
    ("该厂2023年曾发生事故致2人死亡，此次事故造成1人受伤", None, 1),
    ("事故新增死亡2人，累计死亡9人", 9, None),
    ("爆炸中无一人死亡，5人受伤", 0, 5),
    ("渔船倾覆，6人溺亡", 6, None),
    ("塔吊倒塌，2名工人被砸身亡，3名工人被压伤", 2, 3),
    ("火灾中1人因吸入浓烟身亡，3人被烟呛伤送医", 1, 3),
    ("司机王某在车祸中受轻伤，无其他人员伤亡", 0, 1),
    ("工厂爆炸致一死一重伤", 1, 1),
    ("爆炸后17名伤者被送医，其中2人因伤势过重死亡", 2, 17),
    ("死亡人数已达到28人，另有100多人受伤住院", 28, 100),
    ("大巴坠崖，车上8人均生还", None, None),
]


@pytest.mark.parametrize(("text", "deaths", "injured"), FORMS)
def test_a_form_of_report_is_read(text: str, deaths: int | None, injured: int | None) -> None:
    emergency = read_report(Text(id="1", text=text, channel="news")).emergency
    assert emergency is not None
    assert (emergency.deaths, emergency.injured) == (deaths, injured)
