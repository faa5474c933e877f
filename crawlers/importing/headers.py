"""What the columns of other people's tables are called, and which of our fields they are."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huiying.core.errors import BadInput

FIELDS = (
    "id", "url", "source", "channel", "title", "text", "author", "published_at",
    "reposts", "comments", "likes", "dislikes", "views", "reply", "replied_at",
)  # fmt: skip

# No 序号 or 编号 of the table's own rows among the ids: the next file counts from 1 again.
_NAMES = {
    "id": "留言编号 工单编号 工单号 信件编号 帖子id 微博id mid 消息id 文章id 流水号 受理编号 唯一标识",
    "url": "链接 网址 地址 原文链接 链接地址 文章链接 微博链接 原文地址 帖子链接 url地址 link href",
    "source": "来源 信息来源 来源网站 媒体 媒体名称 网站 站点 网站名称 来源媒体 信源 发布媒体",
    "channel": "渠道 来源渠道 平台 媒体类型 来源类型 渠道类型",
    "title": "标题 主题 留言主题 留言标题 文章标题 工单标题 新闻标题 信件标题 帖子标题 诉求标题 题目"
    " subject headline",
    "text": "内容 正文 留言详情 留言内容 详情 全文 文章内容 工单内容 诉求内容 信件内容 微博正文"
    " 微博内容 帖子内容 来信内容 反映内容 问题描述 摘要 body content message",
    "author": "作者 留言用户 用户 用户名 昵称 发布者 发布人 留言人 发帖人 网友 来信人 来电人 诉求人"
    " 反映人 投诉人 user username nickname",
    "published_at": "发布时间 时间 留言时间 日期 发布日期 发表时间 来信时间 受理时间 创建时间 发帖时间"
    " 诉求时间 来电时间 提交时间 date time created_at publish_time pubdate published",
    "reposts": "转发 转发数 转发量 分享数 分享量 repost reposts_count shares retweets",
    "comments": "评论 评论数 评论量 回复数 跟帖数 comments_count comment_count replies",
    "likes": "点赞 点赞数 点赞量 赞 赞数 支持数 attitudes_count like_count like upvotes",
    "dislikes": "反对 反对数 踩 点踩数 dislike dislike_count downvotes",
    "views": "阅读 阅读数 阅读量 浏览 浏览数 浏览量 播放量 播放数 点击量 点击数 view_count reads hits",
    "reply": "答复 答复内容 答复意见 答复正文 回复内容 回复意见 办理结果 处理结果 answer response",
    "replied_at": "答复时间 答复日期 回复时间 回复日期 办结时间 answered_at reply_time",
}

_CHANNELS = {
    "news": "news 新闻 网媒 网站 媒体 报纸 客户端 新闻网站 政务",
    "weibo": "weibo 微博 新浪微博",
    "wechat": "wechat 微信 公众号 微信公众号",
    "forum": "forum 论坛 贴吧 社区 论坛社区 百度贴吧",
    "video": "video 视频 短视频 抖音 快手 视频号",
    "message": "message 留言 政府信箱 信箱 领导留言板 政务留言 网上信访 来信",
    "hotline": "hotline 热线 12345 电话 市长热线 12345热线",
    "manual": "manual 人工 手工 录入",
}

CHANNEL_CODES = tuple(_CHANNELS)

_BY_NAME = {
    name: field for field, names in _NAMES.items() for name in (field, field.replace("_", ""), *names.split())
}
_CHANNEL_BY_NAME = {name: c for c, names in _CHANNELS.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Naming:
    """How people name a column that is not understood: the option, and an example of it."""

    option: str
    example: str


BY_COMMAND = Naming("--map", "--map 他们的列名=title 或 --map 他们的列名=text")


def fields_of(
    headers: Iterable[str], mapping: Mapping[str, str] | None = None, naming: Naming = BY_COMMAND
) -> dict[str, str]:
    """Our field by the header of its column; columns that we do not know are left out.

    `mapping` (theirs -> ours) wins. Of two columns for one field the first counts. Raises BadInput where
    `mapping` names a column that is not there or a field that we do not have, and where neither a title
    nor a text can be found; `naming` is the remedy that it tells.
    """
    headers = [header for header in headers if header]
    chosen = _mapped(headers, mapping or {}, naming.option)
    for header in headers:
        field = _BY_NAME.get(_bare(header))
        if field and field not in chosen.values() and header not in chosen:
            chosen[header] = field
    if not {"title", "text"} & set(chosen.values()):
        raise BadInput(
            f"没有找到标题或正文列（现有列：{'、'.join(headers[:20])}），可用 {naming.example} 指明"
        )
    return chosen


def with_late_columns(fields: Mapping[str, str], headers: Iterable[str]) -> Mapping[str, str]:
    """`fields` and what else is known among `headers`: JSON rows need not all have the same keys."""
    late = {h: f for h in headers if h not in fields and (f := _BY_NAME.get(_bare(h)))}
    return {**{h: f for h, f in late.items() if f not in fields.values()}, **fields}


def channel_of(name: str) -> str | None:
    """A channel by its code or its Chinese name; None where it is unknown."""
    return _CHANNEL_BY_NAME.get(_bare(name))


def _mapped(headers: list[str], mapping: Mapping[str, str], option: str) -> dict[str, str]:
    for theirs, ours in mapping.items():
        if theirs not in headers:
            raise BadInput(f"{option} 指明的列“{theirs}”不在文件中{_near(theirs, headers)}")
        if ours not in FIELDS:
            raise BadInput(f"{option} 指明的字段“{ours}”不存在{_near(ours, list(FIELDS))}")
    return dict(mapping)


def _near(given: str, known: list[str]) -> str:
    near = difflib.get_close_matches(given, known, n=1, cutoff=0.5)
    return f"，是否想写“{near[0]}”？" if near else f"，可选：{'、'.join(known[:20])}"


def _bare(header: str) -> str:
    return re.sub(r"[\s\ufeff（(].*$", "", header.strip().lower().lstrip("\ufeff"))
