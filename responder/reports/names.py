"""What people read for the machine's names, in reports."""

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
SENTIMENTS = {"negative": "负面", "neutral": "中性", "positive": "正面"}
CASE_KINDS = {
    "opinion": "舆情回应",
    "message": "群众来信来电",
    "interpretation": "政策解读",
    "disclosure": "依申请公开",
    "duty": "履职事项",
}
TIERS = {1: "一级（红）", 2: "二级（橙）", 3: "三级（黄）", 4: "四级（蓝）", None: "未定级"}
PROPOSALS = {"interview": "约谈", "criticism": "通报批评", "accountability": "问责"}
MEASURES = {**PROPOSALS, "none": "不予追究"}
PUBLICATIONS = {
    "first_word": "首发权威信息",
    "explanation": "解释信息",
    "response": "回应",
    "progress": "持续发布",
    "reply": "办理答复",
}
SOURCE_STATES = {"healthy": "正常", "degraded": "质量下降", "silent": "沉默", "failing": "采集失败"}
