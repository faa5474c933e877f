"""On what a fault rests in law: named on the printed proposal. Sources: 国务院令第711号 (2019), art. 6
(timely, accurate, false information clarified), 14 and 15 (what must not be published), 17 (review before
publication); 国办发〔2016〕61号; the park's plan ("不及时、不主动、不准确，造成严重后果的予以问责")."""

PLAN = "园区政务公开方案（回应不及时、不主动、不准确并造成严重后果的，予以问责）"
GROUNDS = {
    "late": "《政府信息公开条例》（国务院令第711号）第六条；国办发〔2016〕61号",
    "passive": "国办发〔2016〕61号",
    "wrong": "《政府信息公开条例》（国务院令第711号）第六条",
    "improper": "《政府信息公开条例》（国务院令第711号）第十四条、第十五条、第十七条",
}


def grounds(faults: list[str]) -> list[str]:
    """The grounds of these faults, each once, the plan last."""
    named = [GROUNDS[fault] for fault in faults if fault in GROUNDS]
    return [*dict.fromkeys(named), PLAN]
