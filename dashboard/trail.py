"""What the audit trail's words mean to a reader; a word that is not here is shown as it stands."""

from responder.procedure.words import VERBS

OBJECTS = {
    "case": "事项",
    "clock": "时限",
    "event": "事件",
    "post": "信息",
    "posts": "信息",
    "entry": "录入",
    "proposal": "问责建议",
    "report": "周报",
    "notice": "通知",
    "source": "信源",
    "robot": "群机器人",
    "unit": "单位",
    "units": "单位名单",
    "user": "账号",
    "token": "令牌",
    "park": "园区",
    "request": "访问",
    "audit": "审计",
    "start": "开始使用",
}
_ACTIONS = {
    "log_in": "登录",
    "log_out": "退出",
    "refused": "被拒绝",
    "create": "新建",
    "change": "修改",
    "disable": "停用",
    "enable": "启用",
    "revoke": "作废",
    "set_password": "设口令",
    "choose_password": "更换口令",
    "end_session": "让登录退出",
    "add_robot": "添加",
    "change_robot": "修改",
    "enable_robot": "启用",
    "disable_robot": "停用",
    "test_robot": "发测试消息",
    "subscribe": "登记 Webhook",
    "unsubscribe": "停用 Webhook",
    "add_unit": "添加",
    "change_unit": "修改",
    "enable_unit": "启用",
    "disable_unit": "停用",
    "sync": "按文件更新",
    "add_source": "添加",
    "change_source": "修改",
    "try_source": "试取",
    "visit_source": "立即采集",
    "enable_source": "启用",
    "disable_source": "停用",
    "health": "状态变化",
    "leave_start": "以后再设",
    "export": "导出",
    "open": "立项",
    "supervise": "督办",
    "propose": "提出建议",
    "decide": "裁定",
    "find_harm": "认定严重后果",
    "state_side": "陈述",
    "waive_side": "放弃陈述",
    "answer_order": "书面说明",
    "annotate": "批注",
    "sign_off": "签发",
    "make": "生成",
    "plan": "起算",
    "meet": "完成",
    "rung": "催办督办",
    "supersede": "重新起算",
    "stop": "停止计时",
    "go_on": "恢复计时",
    "defer": "顺延",
    "close_unmet": "办结未完成",
    "enter": "录入",
    "ingest": "送入",
    "merge": "合并",
    "set_aside": "搁置",
    "resend_notice": "重发",
    "notice_unreachable": "无人可送",
}


def action(word: str) -> str:
    """The action in Chinese; the word itself where it has no name yet."""
    return {**{str(verb): said for verb, said in VERBS.items()}, **_ACTIONS}.get(word, word)


def object_(word: str) -> str:
    """What was acted on, in Chinese; the word itself where it has no name yet."""
    return OBJECTS.get(word, word)
