"""What the pages of the kinds look like, and how their sources are written."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crawlers.config import SourceConfig
from huiying.core import clock
from tests.support.websites import Answer

NOW = datetime(2026, 11, 24, 10, 3, tzinfo=clock.SHANGHAI)
PARAGRAPHS = (
    "黄石新港物流工业园区管委会今天上午发布通告，海口大道北段将于本周三起封闭施工，预计月底恢复通行。",
    "施工期间，请过往车辆听从现场交警指挥，绕行港城大道；公交线路临时调整的信息已在各站点张贴。",
)


def config(kind: str, address: str, name: str = "信源", **options: Any) -> SourceConfig:
    return SourceConfig(name=name, kind=kind, address=address, allow_private=True, options=options)


def article(title: str, *, day: str = "2026-11-23 18:30") -> str:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return f"""<html><head><title>{title}_园区新闻网</title></head><body><h1>{title}</h1>
    <div class="info">来源：园区新闻网 发布时间：{day}</div><div class="content">{body}</div></body></html>"""


def links(paths: Sequence[str]) -> str:
    rows = "".join(f'<li><a href="{path}">园区要闻第{i}条通告标题</a></li>' for i, path in enumerate(paths))
    return f"<html><body><ul>{rows}</ul></body></html>"


def as_json(value: object) -> Answer:
    return Answer(200, json.dumps(value, ensure_ascii=False).encode(), {"Content-Type": "application/json"})
