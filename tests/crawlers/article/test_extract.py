"""Articles of made-up sites, each with a habit of real ones."""

import random
from datetime import datetime

import pytest

from crawlers.article import Article, extract
from huiying.core.clock import SHANGHAI

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
TITLE = "海口大道北段明起封闭施工"
MOMENT = datetime(2026, 11, 22, 18, 30, tzinfo=SHANGHAI)
PARAGRAPHS = (
    "黄石新港物流工业园区管委会今天上午发布通告，海口大道北段将于本周三起封闭施工，预计月底恢复通行。",
    "施工期间，请过往车辆听从现场交警指挥，绕行港城大道；公交线路临时调整的信息已在各站点张贴。",
    "园区交运分局负责人表示，将加强夜间照明和围挡巡查，周边企业和居民如有意见可以拨打服务热线反映。",
)
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
CHROME = """<div class="header"><a href="/">首页</a><a href="/news">新闻</a><a href="/gov">政务</a></div>
<div>您当前的位置：<a href="/">首页</a> &gt; <a href="/news">要闻</a></div>"""
AFTER = """<div>责任编辑：小编</div><div><h3>相关阅读</h3><a href="/1.html">港区新增三条公交线路方便职工</a>
<a href="/2.html">园区举行秋季招聘会提供岗位上千个</a></div>
<div>版权声明：未经本网书面授权，不得转载、摘编，违者将依法追究责任，特此声明，敬请谅解。</div>
<div class="footer">网站标识码4200000001 鄂ICP备00000001号 技术支持：某某科技有限公司</div>"""


def read(html: str, **more: str) -> Article:
    return extract(html.encode(), fetched_at=NOW, **more)


def check_whole(article: Article) -> None:
    assert article.title == TITLE
    assert article.published_at == MOMENT
    assert article.text.split("\n") == list(PARAGRAPHS)


def test_a_news_page() -> None:
    page = read(
        f"<title>{TITLE}_园区新闻网</title>{CHROME}<h1>{TITLE}</h1>"
        f'<div class="info">2026-11-22 18:30 来源：园区日报 作者：小新</div>'
        f'<div class="content">{BODY}</div>{AFTER}'
    )
    check_whole(page)
    assert (page.source, page.author) == ("园区日报", "小新")


def test_a_government_page_with_its_prescribed_tags() -> None:
    page = read(
        f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2026-11-22 18:30">'
        f'<meta name="ContentSource" content="园区管委会"><title>通知公告</title>{CHROME}'
        f'<table><tr><td class="TRS_Editor">{BODY}</td></tr></table>{AFTER}'
    )
    check_whole(page)
    assert page.source == "园区管委会"


def test_a_page_whose_title_names_only_the_section() -> None:
    page = read(
        f"<title>通知公告 - 园区管委会</title>{CHROME}<div><h5>{TITLE}</h5>"
        f"<span>发布时间：2026年11月22日 18:30</span>{BODY}</div>{AFTER}"
    )
    check_whole(page)


def test_linked_data_names_title_and_moment() -> None:
    data = f'{{"@type": "NewsArticle", "headline": "{TITLE}", "datePublished": "2026-11-22T10:30:00Z"}}'
    page = read(f'<script type="application/ld+json">{data}</script>{CHROME}<article>{BODY}</article>{AFTER}')
    check_whole(page)


def test_a_relative_date_counts_from_the_fetch() -> None:
    page = read(f"<h1>{TITLE}</h1><div class='meta'>园区发布 昨天 18:30</div><div>{BODY}</div>")
    check_whole(page)
    assert page.source == "园区发布"


def test_a_date_set_in_three_boxes_is_put_together() -> None:
    page = read(
        f"<title>{TITLE}</title><h1>{TITLE}</h1><div class='year'>2026</div><div>11/22</div>"
        f"<div>18:30</div><div>{BODY}</div>"
    )
    check_whole(page)


def test_the_address_tells_the_day_where_the_page_does_not() -> None:
    page = read(f"<h1>{TITLE}</h1><div>{BODY}</div>", url="http://news.example/2026/1122/c1.html")
    assert page.published_at == datetime(2026, 11, 22, tzinfo=SHANGHAI)


def test_a_date_inside_the_text_is_not_the_moment_of_publication() -> None:
    page = read(f"<h1>{TITLE}</h1><div>{BODY}<p>上一次施工在2019年3月5日结束，历时三个月。</p></div>")
    assert page.published_at is None


def test_a_date_in_the_future_is_passed_over() -> None:
    page = read(
        f"<h1>{TITLE}</h1><div>报名截止：2027-05-01</div><div>发布时间：2026-11-22 18:30</div>"
        f"<div>{BODY}</div>"
    )
    assert page.published_at == MOMENT


def test_paragraphs_set_apart_by_line_breaks_are_read() -> None:
    page = read(f"<h1>{TITLE}</h1><div>2026-11-22 18:30</div><div>{'<br><br>　　'.join(PARAGRAPHS)}</div>")
    check_whole(page)


def test_paragraphs_without_a_box_of_their_own_are_read() -> None:
    page = read(f"<title>{TITLE}</title><h1>{TITLE}</h1><div>2026-11-22 18:30</div>{BODY}")
    check_whole(page)


def test_hidden_parts_and_comments_are_no_text() -> None:
    comments = "<p>说得好，我也在那条路上堵了一个小时，真希望早点修好！</p>" * 2
    page = read(
        f"<h1>{TITLE}</h1><div>2026-11-22 18:30</div><div>{BODY}</div>"
        f'<p style="display:none">这句话谁也看不见，它不属于文章，也不应该出现在正文里面。</p>'
        f'<div class="comment-list">{comments}</div>'
    )
    check_whole(page)


def test_what_follows_an_early_end_of_the_page_is_read() -> None:
    page = read(
        f"<html><head><title>{TITLE}</title></head></html><body><h1>{TITLE}</h1>"
        f"<div>2026-11-22 18:30</div><div>{BODY}</div></body>"
    )
    check_whole(page)


@pytest.mark.parametrize("html", ["", "   ", "<html></html>", "<!-- -->", "plain", "<p>", "\0\0"])
def test_a_page_without_an_article_gives_an_empty_one(html: str) -> None:
    article = read(html)
    assert article.published_at is None
    assert len(article.text) < 10


def test_a_damaged_page_never_raises() -> None:
    whole = (
        f"<title>{TITLE}</title>{CHROME}<h1>{TITLE}</h1><div>2026-11-22</div><div>{BODY}</div>{AFTER}"
    ).encode()
    chance = random.Random(7)
    for _ in range(40):
        damaged = bytearray(whole[: chance.randrange(len(whole))])
        for _ in range(20):
            if damaged:
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert isinstance(extract(bytes(damaged), fetched_at=NOW), Article)


def test_a_deeply_nested_page_is_read_without_harm() -> None:
    page = read("<div>" * 5000 + BODY + "</div>" * 5000)
    assert isinstance(page.text, str)
