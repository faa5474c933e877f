"""The domain's words as people read them: the right-hand column of the word list, in one place."""

from responder.clocks.words import APPEALS, KINDS

__all__ = ["APPEALS", "KINDS"]

TIERS = {1: "一级（红）", 2: "二级（橙）", 3: "三级（黄）", 4: "四级（蓝）", None: "未定级"}
GRADES = {1: "特别重大", 2: "重大", 3: "较大", 4: "一般"}
LEVELS = {1: "红", 2: "橙", 3: "黄", 4: "蓝"}
SENTIMENTS = {"negative": "负面", "neutral": "中性", "positive": "正面"}
CHANNELS = {
    "news": "新闻",
    "weibo": "微博",
    "wechat": "微信",
    "forum": "论坛",
    "video": "视频",
    "message": "政府信箱",
    "hotline": "12345热线",
    "manual": "人工录入",
}
RUNGS = {
    "reminder_50": "催办（过半）",
    "reminder_80": "催办（八成）",
    "overdue": "逾期",
    "supervision": "督办",
    "interview": "提请约谈",
}
ANSWERS = {
    "first_word": "首发权威信息",
    "explanation": "解释信息（新闻发布）",
    "response": "回应",
    "progress": "持续发布",
    "reply": "办理答复",
    "interpretation": "政策解读",
    "disclosure": "依申请公开答复",
}
OUTLETS = {
    "website": "园区网站",
    "press_conference": "新闻发布会",
    "media": "新闻媒体",
    "official_account": "政务新媒体",
    "direct_reply": "直接答复",
}
PROPOSALS = {"interview": "约谈", "criticism": "通报批评", "accountability": "问责"}
MEASURES = {**PROPOSALS, "none": "不予追究"}
FAULTS = {"late": "不及时", "passive": "不主动", "wrong": "不准确", "improper": "公开了不应公开的信息"}
NOTICE_STATES = {"pending": "待送出", "sent": "已送达", "failed": "未送达", "moot": "已无需送出"}
NOTICE_CHANNELS = {
    "wecom": "企业微信",
    "dingtalk": "钉钉",
    "feishu": "飞书",
    "webhook": "接口推送",
    "email": "邮件",
    "sms": "短信",
    "phone": "电话",
    "none": "无联系方式",
}
HEALTH = {"healthy": "正常", "degraded": "质量下降", "silent": "沉默", "failing": "采集失败"}
