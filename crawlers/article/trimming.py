"""What stands before and after the text of an article: credits, notices, offers to read on."""

import re

from crawlers.article.worth import is_data

_TAIL_WITHIN = 0.4
_SHORT = 60
_SENTENCE = 20

# From such a line on nothing belongs to the article any more.
_END = re.compile(
    r"^[\s【\[（(《“>»■●◆▼▽#*/|-]*(?:"
    r"相关(?:阅读|新闻|报道|链接|文章|推荐|资讯|专题|稿件)|延伸阅读|更多(?:阅读|新闻|精彩|内容|推荐)|推荐阅读"
    r"|猜你喜欢|大家都在看|热门(?:推荐|文章|评论|新闻)|精彩推荐|为您推荐|编辑推荐|往期(?:推荐|精选|回顾|文章)"
    r"|免责(?:声明|条款)|版权(?:声明|所有|归)|特别声明|郑重声明|网站声明|风险提示"
    r"|(?:全部|网友|最新|热门)?(?:评论|跟帖|留言)(?:与评论|列表|区)?\s*(?:[（(]|\d|$|[:：])|我要评论|发表评论|写评论"
    r"|文明上网|网友评论仅供|扫[一码描]|长按(?:识别|二维码|扫)|关注(?:该|我们的?|本)?(?:公众号|微信)"
    r"|分享(?:到|至|让)|上一篇|下一篇|打印本页|【?打印】?|关闭(?:窗口|本页)|责任编辑|责编[:：|丨]"
    r"|返回(?:首页|顶部|列表|搜狐)|查看更多|点击(?:查看|进入)(?:更多|专题)"
    r"|(?:本文|以上内容|文章内容|本站|图文)(?:仅代表|系|来自|为|由).{0,40}(?:观点|立场|无关|自媒体|客户端|转载|发布|上传)"
    r"|(?:未经|未獲|务经).{0,12}(?:授权|許可|许可|授權).{0,20}(?:不得|禁止|严禁|請勿)"
    r"|凡(?:本[网站报]|注明|标注|未注明|来源)|相关热词|热门(?:话题|资讯)|更多文章|更多新聞|相關新聞|延伸閱讀|推薦閱讀"
    r"|正在阅读[:：]|点击收起|点击下载|著作权归|[©Ⓒ]\s*著作权|版权(?:申明|说明|提示)|(?:订阅|下载|打开).{0,20}(?:APP|客户端|新闻信|邮件)"
    r"|(?:你|您)?(?:的)?(?:回应|回复|评论).{0,6}请先|请先?登录后|登录后.{0,6}(?:发表|评论|回复)|不想錯過|想看更多|猜你(?:想看|在找)"
    r"|(?:欢迎)?关注.{0,12}(?:公众号|微信号|官方微信)|投稿(?:邮箱|热线)|新闻热线|报料(?:热线|电话)|爆料(?:热线|电话)"
    r"|免责|标签[:：]|关键[词字][:：]|(?:上|下)一(?:篇|条|页)|楼主发言[:：]"
    r")"
)
# Lines that are never a part of the article wherever they stand.
_CHROME = re.compile(
    r"^(?:(?:您|你)?(?:的)?(?:当前|现在|所在)(?:的)?位置|首页\s*[>›»]|字号|字体|【?字体|分享|收藏|打印|微信扫"
    r"|浏览(?:次数|量)?[:：]|点击(?:数|量|次数)?[:：]|阅读(?:数|量|次数)?[:：]|访问量[:：]|\d+人(?:参与|评论)"
    r"|【?(?:大|中|小)\s+(?:中|小)|\S{0,4}(?:正在加载|加载中)|来源[:：]\s*$|作者[:：]\s*$|APP专享|微信公众号$"
    r"|(?:原标题|原題)[:：].*|举报$|纠错$|我要纠错|\(?function\s*\(|var\s+\w+\s*=|查看原文$|展开全文$|阅读全文$"
    r"|.{0,12}(?:蓝字|关注我们).{0,8}$|(?:点击|戳)(?:上方|下方|标题下).{0,16}$|[—\-–=\s]*(?:END|完|全文完)[—\-–=\s]*$"
    r"|(?:A\s+)*小\s+中\s+大|分享让更多人看到|预览时标签不可点|\[?复制链接\]?$)"
)
# A line of data about the article (moment, source, counters), not of it.
_ABOUT = re.compile(
    r"^[\[【（(\s]*(?:\w{0,4}(?:时间|日期|于)\s*[:：]|(?:信息|文章|稿件)?来源\s*[:：]|作者\s*[:：]|编辑\s*[:：]"
    r"|(?:\d{4}\s*[-年/.]\s*)?\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?(?:\s|$)).{0,80}$"
)
_CREDIT = re.compile(
    r"^[（(\[【—\s-]*(?:责任编辑|责编|责任编|编辑|編輯|責任編輯|統籌|统筹|文字|图片|校对|审核|监制|值班编辑|主编|编审|初审|复审|终审|来源|资料来源|信息来源"
    r"|作者|记者|通讯员|撰文|文|图|摄影|供稿|投稿|采写|出品|策划|设计|原标题|原題|标签|关键词|编辑人|录入|稿源)\s*[:：丨|/].{0,60}$"
    r"|^[（(](?:责任)?编辑.{0,20}[)）]$|^[（(](?:完|記者|记者|编译|翻译).{0,20}[)）]$"
)
_SENTENCE_END = re.compile(r"[。！？!?；…”」』）)]$")


def trimmed(lines: list[str], title: str) -> list[str]:
    """The lines of an article without the title, data lines, credits and what follows the end.

    An end marker counts only in the later part of the text: an article may quote one, and a list of
    links may stand before the first paragraph.
    """
    lines = [line for line in lines if line and not _CHROME.match(line)]
    lines = _without_head(lines, title)
    lines = _before_end(lines)
    return _without_credits(lines)


def _without_head(lines: list[str], title: str) -> list[str]:
    bare = _bare(title)
    start = 0
    for i, line in enumerate(lines[:6]):
        if (bare and _bare(line) == bare) or _is_about(line):
            start = i + 1
        elif len(line) > _SHORT or (len(line) >= _SENTENCE and _SENTENCE_END.search(line)):
            break
    return lines[start:]


def _is_about(line: str) -> bool:
    if len(line) > 90 or _SENTENCE_END.search(line.rstrip("]】)）")):
        return False
    return is_data(line) or _ABOUT.match(line) is not None


def _before_end(lines: list[str]) -> list[str]:
    whole = sum(map(len, lines))
    before = 0
    for i, line in enumerate(lines):
        if before >= _TAIL_WITHIN * whole and _END.match(line):
            return lines[:i]
        before += len(line)
    return lines


def _without_credits(lines: list[str]) -> list[str]:
    end = len(lines)
    while end > 1 and (_CREDIT.match(lines[end - 1]) or _END.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
