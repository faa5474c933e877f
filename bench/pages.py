"""Article pages for measuring: made of our own phrases, as heavy with surroundings as real ones."""

import random

from bench.texts import texts

_FRAME = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_园区新闻网</title>
<meta name="keywords" content="园区,民生"><script>var config = {{"a": 1}};{script}</script></head><body>
<div class="header"><div class="logo"><a href="/">园区新闻网</a></div><ul>{menu}</ul></div>
<div class="path"><a href="/">首页</a> &gt; <a href="/news">要闻</a> &gt; 正文</div>
<div class="main"><div class="left"><h1>{title}</h1>
<div class="info"><span>2026-11-{day:02} 18:30</span><span>来源：园区日报</span><span>作者：记者</span></div>
<div class="content">{body}<p>（责任编辑：值班编辑）</p></div>
<div class="share"><a>微信</a><a>微博</a></div><h3>相关阅读</h3>{teasers}</div>
<div class="right"><h3>热门排行</h3><ul>{ranking}</ul></div></div>
<div class="bottom"><p>主办单位：园区新闻网　网站标识码4200000001　未经书面授权，不得转载。</p></div>
</body></html>"""


def pages(count: int) -> list[bytes]:
    """`count` pages of 10 to 40 KB, the same on every machine."""
    dice = random.Random(20261124)
    pool = texts(400, 90)
    return [_page(dice, pool, number) for number in range(count)]


def _page(dice: random.Random, pool: list[str], number: int) -> bytes:
    def some(count: int) -> list[str]:
        return [dice.choice(pool) for _ in range(count)]

    html = _FRAME.format(
        title=dice.choice(pool)[:22],
        day=number % 28 + 1,
        script="x(1);" * dice.randrange(200, 2000),
        menu="".join(f'<li><a href="/{i}">栏目{i}</a></li>' for i in range(30)),
        body="".join(f"<p>　　{text}</p>" for text in some(dice.randrange(4, 25))),
        teasers="".join(
            f'<div class="item"><h4><a href="/t{i}">{text[:20]}</a></h4><p>{text[:60]}</p></div>'
            for i, text in enumerate(some(8))
        ),
        ranking="".join(f'<li><a href="/r{i}">{text[:22]}</a></li>' for i, text in enumerate(some(40))),
    )
    return html.encode()
