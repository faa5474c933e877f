"""Where a notice goes: a robot's row or the mail settings as the settings that a sender reads."""

from typing import Any

from huiying.core.models import Robot
from huiying.core.settings import Settings
from responder.notifiers.registry import Notifier
from responder.outbox.claim import Claimed
from responder.outbox.people import EMAIL, SMS
from responder.outbox.queue import CALLED

# What `allow_private` opens (RFC 1918, 6598, 4193, loopback): the office's own networks, but neither
# link-local addresses, where clouds keep their secrets, nor the public Internet without TLS.
PRIVATE_NETWORKS = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "::1/128",
    "fc00::/7",
)


class NoTargetError(LookupError):
    """There is nowhere to send to; the text (Chinese) says why and what to do."""


def target(claimed: Claimed, sender: Notifier[Any], settings: Settings) -> Any:
    """The sender's target. Raises NoTargetError or TargetError."""
    if claimed.notice.channel == EMAIL:
        return sender.target(mail_settings(settings, claimed.notice.address))
    if claimed.notice.channel == SMS:
        return sender.target(sms_settings(settings, claimed.notice.address))
    return sender.target({**robot_settings(claimed.robot), **claimed.notice.detail.get(CALLED, {})})


def robot_settings(robot: Robot | None) -> dict[str, object]:
    """A robot's row as the settings of its sender. A robot in the own network is at no public address."""
    if robot is None:
        raise NoTargetError("群机器人已被删除。")
    if not robot.enabled:
        raise NoTargetError(f"群机器人“{robot.name}”已停用。")
    found: dict[str, object] = {"url": robot.address}
    if robot.secret:
        found["secret"] = robot.secret
    if robot.allow_private:
        found["allow"] = PRIVATE_NETWORKS
    return found


def mail_settings(settings: Settings, address: str | None) -> dict[str, object]:
    """The installation's mail server and one mailbox."""
    if not settings.smtp_host or not settings.smtp_from:
        raise NoTargetError("尚未配置发信服务器，请设置 HUIYING_SMTP_HOST 和 HUIYING_SMTP_FROM。")
    found: dict[str, object] = {
        "address": address or "",
        "host": settings.smtp_host,
        "port": settings.smtp_port,
        "security": settings.smtp_security,
        "sender": settings.smtp_from,
    }
    if settings.smtp_user:
        found["username"] = settings.smtp_user
    if settings.smtp_password:
        found["password"] = settings.smtp_password.get_secret_value()
    return found


def sms_settings(settings: Settings, mobile: str | None) -> dict[str, object]:
    """The installation's SMS gateway and one mobile number."""
    if not settings.sms_url:
        raise NoTargetError("尚未配置短信网关，请设置 HUIYING_SMS_URL，或为收件人补充邮箱。")
    found: dict[str, object] = {
        "url": settings.sms_url,
        "mobile": mobile or "",
        "body": settings.sms_body,
        "success": settings.sms_success,
        "longest": settings.sms_longest,
    }
    if settings.sms_authorization:
        found["authorization"] = settings.sms_authorization.get_secret_value()
    if settings.sms_private:
        found["allow"] = PRIVATE_NETWORKS
    return found
