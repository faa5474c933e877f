"""What figures rest on, in words: the kinds of rows by name."""

from responder.evaluation.index import Line

ROWS = {
    "clock": "时限",
    "publication": "发布",
    "rung": "催办记录",
    "reading": "热度读数",
    "post": "信息",
    "note": "评估记录",
}
MOST_SHOWN = 12


def behind(line: Line, most: int = MOST_SHOWN) -> str:
    """时限 3、7；发布 2: the rows behind a line; a long list is cut and says how many there are."""
    return "；".join(f"{ROWS[rest.kind]} {_listed(rest.ids, most)}" for rest in line.rests_on)


def _listed(ids: tuple[int, ...], most: int) -> str:
    shown = "、".join(map(str, ids[:most]))
    return shown if len(ids) <= most else f"{shown} 等 {len(ids)} 条"
