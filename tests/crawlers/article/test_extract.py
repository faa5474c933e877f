"""Articles of made-up sites, each with a habit of real ones."""

import json
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


def teasers(form: str) -> str:
    stories = (
        ("市领导调研重点项目建设", "近日，市领导深入一线，强调要压实责任，确保完成全年目标任务。"),
        ("秋季招聘会提供岗位三千个", "本次招聘会共有八十余家企业参加，现场达成意向五百余人次。"),
        ("磁湖半程马拉松周日开跑", "来自各地的两千名选手将沿湖奔跑，赛事期间部分路段管制。"),
    )
    return "".join(form.format(title=title, text=text) for title, text in stories)


@pytest.mark.parametrize(
    "form",
    [
        '<div class="x7Yz"><h4><a href="/1">{title}</a></h4><p>{text}</p></div>',
        '<li><a href="/1"><b>{title}</b><p>{text}</p></a><span>10-07</span></li>',
        '<section><a href="/1">{title}</a><p>{text}</p></section>',
    ],
)
def test_teasers_are_told_by_their_form_whatever_their_class(form: str) -> None:
    check_whole(read(f"<h1>{TITLE}</h1><div>2026-11-22 18:30</div><div>{BODY}{teasers(form)}</div>"))


def test_a_short_notice_is_not_drowned_by_the_small_print() -> None:
    notice = "因主管道抢修，定于今晚十点起对海洲大道沿线停水，请提前储水，不便之处敬请谅解。"
    page = read(
        f"<title>停水通知 - 通知公告 - 园区管委会</title><h1>园区管委会</h1><div>停水通知</div>"
        f"<div>发布时间：2026-11-22 18:30:00　点击数：57</div><div><p>{notice}</p></div><div>"
        "<p>主办单位：园区管委会　联系电话：0714-0000000　地址：新港大道1号，邮编：435000，欢迎来信来访。</p>"
        "<p>建议使用1366*768以上分辨率的浏览器浏览本网站，未经书面授权，不得转载、摘编，违者必究。</p>"
        "<p>网站标识码4200000001，技术支持：园区信息中心，本站支持无障碍浏览，感谢您的关注！</p></div>"
    )
    assert (page.title, page.published_at, page.text) == ("停水通知", MOMENT, notice)


def post(number: int, moment: str, text: str) -> str:
    return (
        f'<div id="post_{number}"><span>发表于 {moment} | 只看该作者</span>'
        f'<div class="says">{text}</div><a>回复</a></div>'
    )


def test_of_a_thread_the_first_post_is_read() -> None:
    answers = "".join(
        post(n, f"2026-11-22 19:0{n}", "同感，我也打过电话，等了一个月，什么说法都没有，希望早日解决！")
        for n in range(2, 6)
    )
    page = read(
        f"<title>{TITLE} - 百姓茶馆 - 园区论坛 - Powered by Board!</title><h1><i>[问政]</i>"
        f'<span id="subject">{TITLE}</span></h1>{post(1, "2026-11-22 18:30:14", BODY)}{answers}'
    )
    assert (page.title, page.text.split("\n")) == (TITLE, list(PARAGRAPHS))
    assert page.published_at == MOMENT.replace(second=14)


def test_the_entries_of_a_live_report_all_belong_to_it() -> None:
    entries = "".join(
        f"<li class='entry'><p>{text}</p><em>2026-11-22 18:3{n}</em></li>"
        for n, text in enumerate(PARAGRAPHS)
    )
    page = read(f"<h1>{TITLE}</h1><div>时间：2026-11-22 18:30</div><ul>{entries}</ul>")
    assert all(paragraph in page.text for paragraph in PARAGRAPHS)


def test_a_line_that_is_a_part_of_the_page_s_title_is_the_title() -> None:
    page = read(
        f"<title>{TITLE}-民生-园区网-园区日报社主办</title><h1>民生</h1><p>{TITLE}</p>"
        f"<p>2026年11月22日 18:30:00 | 来源：园区日报</p><div>{BODY}</div>"
    )
    check_whole(page)


def test_a_letter_s_title_stands_beside_its_label() -> None:
    page = read(
        "<title>信件详情 - 书记信箱 - 园区管委会</title><table>"
        f"<tr><td>信件标题</td><td>{TITLE}</td></tr><tr><td>来信时间</td><td>2026-11-22 18:30</td></tr>"
        f"<tr><td>信件内容</td><td>{'<br>'.join(PARAGRAPHS)}</td></tr></table>"
    )
    assert (page.title, page.published_at) == (TITLE, MOMENT)


@pytest.mark.parametrize(
    "data",
    [
        '<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": {text}}}</script>',
        '<script type="application/json">{{"props": {{"page": [{{"content": {text}}}]}}}}</script>',
    ],
)
def test_a_page_that_its_script_draws_is_read_from_its_data(data: str) -> None:
    text = data.format(text=json.dumps("\n".join(PARAGRAPHS)))
    page = read(f"<title>{TITLE}</title>{text}<div id='app'>加载中</div>")
    assert page.text.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("<span>2026</span> <span><em>11</em>/<em>22</em></span><span>18:30:00</span>", MOMENT),
        ("<span>园区发布</span><span>昨天 18:30</span><span>1.2万阅读</span>", MOMENT),
        ("<span>园区发布</span>", None),
    ],
)
def test_a_data_line_of_several_inline_tags(line: str, moment: datetime | None) -> None:
    assert read(f"<h1>{TITLE}</h1><div>{line}</div><div>{BODY}</div>").published_at == moment


def test_where_nothing_else_is_dated_the_signature_is() -> None:
    page = read(f"<h1>{TITLE}</h1><div>{BODY}<p>园区管委会办公室</p><p>2026年11月22日</p></div>")
    assert page.published_at == MOMENT.replace(hour=0, minute=0)


def test_a_last_change_is_the_last_resort() -> None:
    edited = "<div>编辑于 2026-11-22 18:30</div>"
    assert read(f"<h1>{TITLE}</h1><div>{BODY}</div>{edited}").published_at == MOMENT
    first = "<div>发布时间：2026-11-20 08:00</div>"
    earlier = read(f"<h1>{TITLE}</h1>{first}<div>{BODY}</div>{edited}").published_at
    assert earlier == datetime(2026, 11, 20, 8, 0, tzinfo=SHANGHAI)


def test_a_date_without_its_year_takes_the_one_that_the_page_declares() -> None:
    page = read(
        f'<meta itemprop="dateUpdate" content="2019-09-30 22:46:13"><h1>{TITLE}</h1>'
        f"<div>发布时间：09-30 22:46</div><div>{BODY}</div>"
    )
    assert page.published_at == datetime(2019, 9, 30, 22, 46, tzinfo=SHANGHAI)


def test_a_person_beside_the_date_is_no_outlet() -> None:
    page = read(
        f"<h1>{TITLE}</h1><div><span class='author'>小新不开心</span><span>2026-11-22 18:30</span></div>"
        f"<div>{BODY}</div>"
    )
    assert (page.source, page.author) == (None, "小新不开心")


def test_an_account_s_page_keeps_its_own_habits() -> None:
    page = read(
        f'<title></title><meta property="og:title" content="{TITLE}"><h1 class="rich_media">{TITLE}</h1>'
        '<div id="meta_content"><span>小新</span><a id="js_name">园区文旅</a>'
        '<div style="display:none">功能介绍：发布权威的文旅信息，欢迎关注。</div></div>'
        f'<div id="js_content" style="visibility: hidden"><p>点击上方“蓝字”关注我们</p>{BODY}<p>—END—</p>'
        "<p>编辑：小文　审核：大文</p></div><script>var ct = '1795343400';</script>"
    )
    assert (page.title, page.source, page.text.split("\n")) == (TITLE, "园区文旅", list(PARAGRAPHS))
    assert page.published_at == MOMENT


@pytest.mark.parametrize("html", ["", "   ", "<html></html>", "<!-- -->", "plain", "<p>", "\0\0"])
def test_a_page_without_an_article_gives_an_empty_one(html: str) -> None:
    article = read(html)
    assert article.published_at is None
    assert len(article.text) < 10
