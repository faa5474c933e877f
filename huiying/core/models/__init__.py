"""The nouns, one file each. Models hold columns; what may be done with them stands in verbs."""

from huiying.core.models.accountability import (
    Decision,
    DecisionCorrection,
    Fault,
    HarmFinding,
    Proposal,
    SupervisionOrder,
    UnitStatement,
)
from huiying.core.models.assessment import PostAssessment
from huiying.core.models.audit import AuditEntry, AuditSeal
from huiying.core.models.base import Base
from huiying.core.models.call import ApiCall
from huiying.core.models.case import (
    Acknowledgement,
    Assignment,
    Case,
    CaseNote,
    CasePost,
    Closure,
    Confirmation,
    Joining,
    Muting,
    Numbering,
    Procedure,
    Reopening,
)
from huiying.core.models.clock import Clock, Pause, Rung
from huiying.core.models.commendation import Commendation, CommendationCorrection, CommendationDecision
from huiying.core.models.correction import Correction
from huiying.core.models.duty import Absence, Handover, Shift
from huiying.core.models.entry import Entry, Screenshot
from huiying.core.models.event import (
    ClusterEvent,
    ClusterPost,
    ClusterWindow,
    Event,
    EventPlace,
    EventPost,
    EventTier,
    HeatReading,
)
from huiying.core.models.instruction import Instruction
from huiying.core.models.link import CaseLink
from huiying.core.models.notice import Notice, NoticeAttempt
from huiying.core.models.post import Post, PostReading
from huiying.core.models.public_text import PublicText, PublicTextClearance
from huiying.core.models.publication import Clearance, ClearanceTick, Draft, Publication, Withdrawal
from huiying.core.models.referral import Referral
from huiying.core.models.report import DueTask, Heartbeat, Report, ReportNote, ReportSignature
from huiying.core.models.request import Examination, Fulfilment, Origin, Outcome, Search
from huiying.core.models.revisit import PostVersion, Revisit
from huiying.core.models.source import FetchedPage, HealthChange, Source, Visit, VisitHour
from huiying.core.models.unit import Contact, Robot, Unit
from huiying.core.models.user import ApiToken, LoginAttempt, User, WebSession
from huiying.core.models.view import WallView

__all__ = [
    "Absence",
    "Acknowledgement",
    "ApiCall",
    "ApiToken",
    "Assignment",
    "AuditEntry",
    "AuditSeal",
    "Base",
    "Case",
    "CaseLink",
    "CaseNote",
    "CasePost",
    "Clearance",
    "ClearanceTick",
    "Clock",
    "Closure",
    "ClusterEvent",
    "ClusterPost",
    "ClusterWindow",
    "Commendation",
    "CommendationCorrection",
    "CommendationDecision",
    "Confirmation",
    "Contact",
    "Correction",
    "Decision",
    "DecisionCorrection",
    "Draft",
    "DueTask",
    "Entry",
    "Event",
    "EventPlace",
    "EventPost",
    "EventTier",
    "Examination",
    "Fault",
    "FetchedPage",
    "Fulfilment",
    "Handover",
    "HarmFinding",
    "HealthChange",
    "Heartbeat",
    "HeatReading",
    "Instruction",
    "Joining",
    "LoginAttempt",
    "Muting",
    "Notice",
    "NoticeAttempt",
    "Numbering",
    "Origin",
    "Outcome",
    "Pause",
    "Post",
    "PostAssessment",
    "PostReading",
    "PostVersion",
    "Procedure",
    "Proposal",
    "PublicText",
    "PublicTextClearance",
    "Publication",
    "Referral",
    "Reopening",
    "Report",
    "ReportNote",
    "ReportSignature",
    "Revisit",
    "Robot",
    "Rung",
    "Screenshot",
    "Search",
    "Shift",
    "Source",
    "SupervisionOrder",
    "Unit",
    "UnitStatement",
    "User",
    "Visit",
    "VisitHour",
    "WallView",
    "WebSession",
    "Withdrawal",
]
