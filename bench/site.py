"""A news site for measuring, in a process of its own: `python -m bench.site`, whose first line is its port.

`/list/K.html` links to four hundred articles and to the next list; every page is made from its number,
so that a site of any size costs no memory.
"""

import asyncio
import random
import re
import sys
from functools import cache

from bench.texts import texts

A_LIST = 400
_ASKED = re.compile(rb"GET /(list|a)/(\d+)\.html ")
_COLUMNS = (
    "首页",
    "要闻",
    "园区动态",
    "通知公告",
    "招商引资",
    "政策法规",
    "民生服务",
    "专题专栏",
    "互动交流",
)
_NAV = "".join(f'<li><a href="/c/{n}/">{name}</a></li>' for n, name in enumerate(_COLUMNS))
_HOT = "".join(f'<li><a href="/hot/{n}.html">本周热点新闻标题之第{n}条点击查看</a></li>' for n in range(30))
_SCRIPT = "<script>var t=[];for(var i=0;i<9;i++){t.push({id:i,name:'column'+i})}</script>" * 6


@cache
def _paragraphs() -> list[str]:
    return texts(400, 120)


def article(number: int) -> str:
    """The page of one article: ten paragraphs in a page of navigation, hot lists and scripts."""
    dice = random.Random(number)
    body = "".join(f"<p>　　{text}</p>" for text in dice.sample(_paragraphs(), 10))
    title = f"黄石新港园区第{number}号通告：{dice.choice(_paragraphs())[:14]}"
    day = f"2026-11-{1 + number % 22:02} {number % 24:02}:{number % 60:02}"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_园区新闻网</title>'
        f'<meta name="keywords" content="园区,新港">{_SCRIPT}</head><body>'
        f'<div class="header"><ul class="nav">{_NAV}</ul></div><div class="main"><h1>{title}</h1>'
        f'<div class="info">来源：园区新闻网　发布时间：{day}</div><div class="content">{body}</div>'
        f'</div><div class="side"><h3>热点</h3><ul>{_HOT}</ul></div>'
        f'<div class="footer">版权所有 园区新闻网 <a href="/about.html">关于我们</a></div></body></html>'
    )


def list_page(number: int) -> str:
    """The list page `number` (from 0), with a link to the next."""
    first = number * A_LIST
    links = "".join(
        f'<li><a href="/a/{100_000 + n}.html">黄石新港园区第{n}号通告标题</a></li>'
        for n in range(first, first + A_LIST)
    )
    return (
        f'<html><body><ul>{links}</ul><a class="next" href="/list/{number + 1}.html">下一页</a></body></html>'
    )


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while asked := await reader.readuntil(b"\r\n\r\n"):
            found = _ASKED.match(asked)
            status, page = ("200 OK", _page(found)) if found else ("404 Not Found", "")
            body = page.encode()
            head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


def _page(found: "re.Match[bytes]") -> str:
    number = int(found[2])
    return list_page(number) if found[1] == b"list" else article(number)


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    # Ends with the process that measures: its end of our standard input closes.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_main())
