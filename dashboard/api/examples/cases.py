"""Examples of posts, events, cases, entries, measures and webhooks."""

AT, LATER = "2026-11-23T01:10:00Z", "2026-11-23T01:40:00Z"
POST = {
    "id": 4711,
    "source": "12345热线",
    "key": "hx-20261123-0017",
    "url": "https://hotline.example/17",
    "channel": "hotline",
    "title": "棋盘洲夜间施工扰民",
    "text": "棋盘洲港区工地连续三晚施工到凌晨两点，无法休息。",
    "published_at": "2026-11-23T00:55:00Z",
    "detected_at": AT,
    "reposts": None,
    "comments": 6,
    "likes": 2,
    "dislikes": None,
    "views": 310,
    "relevant": True,
    "topic": "环境保护",
    "tier": 3,
    "unit": "执法局",
}
EVENT = {
    "id": 88,
    "title": "棋盘洲夜间施工扰民",
    "keywords": ["施工", "扰民"],
    "places": ["棋盘洲"],
    "size": 5,
    "heat": 41.0,
    "tier": 3,
    "grade": None,
    "level": 3,
    "topic": "环境保护",
    "unit": "执法局",
    "first_at": "2026-11-23T00:55:00Z",
    "last_at": AT,
    "detected_at": AT,
    "occurred_at": None,
}
CLOCK = {
    "id": 301,
    "milestone": "confirm",
    "holder": "office",
    "unit": "办公室",
    "anchor": "detected",
    "anchor_at": AT,
    "due_at": LATER,
    "met_at": None,
    "missed_at": None,
    "superseded_at": None,
    "provisional": False,
    "born_overdue_seconds": 0,
    "basis": "园区内部规定",
}
CASE = {
    "id": 12,
    "number": "2026-0012",
    "kind": "opinion",
    "title": "棋盘洲夜间施工扰民",
    "tier": 3,
    "grade": None,
    "level": 3,
    "topic": "环境保护",
    "appeal": "complaint",
    "lead_unit": None,
    "proposed_unit": "执法局",
    "ask_unit": False,
    "archive": False,
    "held": False,
    "occurred_at": None,
    "detected_at": AT,
    "opened_at": AT,
    "opened_why": "响应级别三级，自动立项",
    "closed_at": None,
}
DETAIL = {
    **CASE,
    "paused": False,
    "referrals": [],
    "instructions": [],
    "clocks": [CLOCK],
    "drafts": [],
    "objection": None,
}
PAGE = "https://bbs.example/t/42"
ENTRY = {
    "id": 9,
    "state": "queued",
    "reason": None,
    "post": None,
    "url": PAGE,
    "at": AT,
}
HOOK = {
    "id": 3,
    "name": "业务系统",
    "url": "https://oa.example/hooks/huiying",
    "events": ["open", "assign", "close"],
    "enabled": True,
}
UNIT = {"id": 4, "name": "执法局", "is_office": False, "disabled": False}
SOURCE = {
    "id": 7,
    "name": "黄石日报",
    "kind": "feed",
    "channel": "news",
    "enabled": True,
    "state": "healthy",
    "state_since": AT,
    "state_reason": None,
    "last_success_at": AT,
    "last_new_at": AT,
}
DECIDED = {"met": 18, "missed": 2, "rate": 0.9}
RATE = {"name": "全部", "all": DECIDED, "without_born_overdue": {"met": 18, "missed": 1, "rate": 0.9474}}
METRICS = {
    "start": "2026-10-24T08:00:00+08:00",
    "end": "2026-11-23T08:00:00+08:00",
    "overall": RATE,
    "holders": [{**RATE, "name": "新闻办"}],
    "tiers": [{**RATE, "name": "3"}],
    "milestones": [{**RATE, "name": "confirm"}],
}
PLACE = {"name": "韦源口", "posts": 24, "opened": 3, "open": 2, "late": 1}
LISTED = {
    "week": "2026-W47",
    "title": "2026年第47周（11月16日至11月22日）",
    "stored_at": "2026-11-23T00:00:00Z",
    "signed_by": None,
    "signed_at": None,
}
REPORT = {
    "week": "2026-W47",
    "title": LISTED["title"],
    "start": "2026-11-16T00:00:00+08:00",
    "end": "2026-11-23T00:00:00+08:00",
    "complete": True,
    "summary": ["没有等待领导决定的约谈、通报批评或问责建议。"],
}
STATUS = {
    "posts": 420,
    "assessed": 420,
    "relevant": 96,
    "set_aside": 1,
    "events": 31,
    "cases": {"open": 6, "closed": 14, "overdue": 1},
    "clocks": {"running": 9, "met": 52, "missed": 4},
    "supervision": 2,
    "proposals": 0,
    "notices": {"pending": 0, "sent": 118, "failed": 0},
    "sources": {"healthy": 11, "degraded": 1, "silent": 0, "failing": 0},
}

SENT: dict[str, dict[str, object]] = {
    "POST /api/v1/posts": {
        "一条热线": {
            "posts": [
                {
                    "source": "12345热线",
                    "channel": "hotline",
                    "id": "hx-20261123-0017",
                    "title": "棋盘洲夜间施工扰民",
                    "text": "棋盘洲港区工地连续三晚施工到凌晨两点，无法休息。",
                    "published_at": "2026-11-23T08:55:00+08:00",
                    "comments": 6,
                }
            ]
        }
    },
    "POST /api/v1/posts/{post_id}/corrections": {"更正类别": {"task": "topic", "right": "环境保护"}},
    "POST /api/v1/entries": {
        "只有链接": {"url": PAGE, "channel": "forum"},
        "自己写": {"title": "群里反映停水", "text": "韦源口村今早停水，未见通知。", "channel": "wechat"},
    },
    "POST /api/v1/cases": {
        "依申请公开": {
            "kind": "disclosure",
            "title": "申请公开港区道路工程招标信息",
            "text": "申请公开2026年港区道路工程的招标公告与中标结果。",
            "at": "2026-11-23T09:00:00+08:00",
            "reference": "依申请〔2026〕7号",
            "proposed_unit": "办公室",
        }
    },
    "POST /api/v1/cases/{case_id}/verbs": {
        "研判确认": {"verb": "confirm", "tier": 3, "reason": "涉及多名居民，尚未扩散"},
        "交办": {"verb": "assign", "lead": "执法局", "supporting": ["社发局"], "note": "请今日到现场"},
        "签收": {"verb": "acknowledge"},
        "起草": {
            "verb": "draft",
            "kind": "response",
            "title": "关于棋盘洲夜间施工的回应",
            "body": "已责令停止夜间施工，今日起恢复正常作息。",
        },
        "登记发布": {
            "verb": "publish",
            "draft": 5,
            "outlet": "website",
            "published_at": "2026-11-23T16:00:00+08:00",
            "url": "https://www.example/zwgk/17.html",
        },
    },
    "POST /api/v1/webhooks": {
        "登记": {
            "name": "业务系统",
            "url": "https://oa.example/hooks/huiying",
            "secret": "at-least-sixteen-letters",
            "events": ["open", "assign", "close"],
        }
    },
}
"""What is sent, by operation and by the name of the example."""

ANSWERED: dict[str, object] = {
    "GET /api/v1/posts": {"items": [POST], "next": "eyJpZCI6NDcxMX0"},
    "POST /api/v1/posts": {
        "stored": 1,
        "updated": 0,
        "known": 0,
        "rejected": 0,
        "results": [{"index": 0, "status": "stored", "post": 4711, "errors": []}],
    },
    "GET /api/v1/events": {"items": [EVENT], "next": None},
    "GET /api/v1/cases": {"items": [CASE], "next": None},
    "POST /api/v1/cases": {**DETAIL, "kind": "disclosure", "number": "2026-0013"},
    "GET /api/v1/cases/{case_id}": DETAIL,
    "POST /api/v1/cases/{case_id}/verbs": {**DETAIL, "lead_unit": "执法局"},
    "GET /api/v1/clocks": {
        "items": [{**CLOCK, "case": 12, "number": "2026-0012", "title": CASE["title"]}],
        "next": None,
    },
    "POST /api/v1/entries": ENTRY,
    "GET /api/v1/entries/{entry_id}": {**ENTRY, "state": "fetched", "post": 4712},
    "GET /api/v1/units": {"items": [UNIT]},
    "GET /api/v1/sources": {"items": [SOURCE]},
    "GET /api/v1/metrics": METRICS,
    "GET /api/v1/metrics/places": {"start": "2026-11-17T00:00:00+08:00", "items": [PLACE]},
    "GET /api/v1/reports": {"items": [LISTED]},
    "GET /api/v1/reports/{week}": REPORT,
    "GET /api/v1/status": STATUS,
    "GET /api/v1/webhooks": {"items": [HOOK]},
    "POST /api/v1/webhooks": HOOK,
}
"""What comes back, by operation; what answers 204 has nothing to show."""
