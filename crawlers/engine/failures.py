"""Why a page could not be had, in Chinese."""

from OpenSSL import SSL
from scrapy.exceptions import IgnoreRequest
from twisted.internet.error import ConnectionRefusedError as Refused
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure

from crawlers.engine.resting import LeftAlone
from crawlers.engine.visiting import UsedUp
from crawlers.kinds.errors import UnreadablePage

_TOO_LARGE, _BOMB = "页面超过大小上限", "压缩倍数异常，未读取"
_BY_NAME = {
    "TimeoutError": "连接超时",
    "TCPTimedOutError": "连接超时",
    "DownloadTimeoutError": "下载超时",
    "ResponseNeverReceived": "服务器中断了连接",
    "ConnectionLost": "连接中断",
    "ConnectError": "无法连接服务器",
    "DownloadFailedError": "下载中断",
    "ResponseDataLossError": "返回内容不完整",
    "DownloadCancelledError": _TOO_LARGE,
    "CannotResolveHostError": "域名无法解析",
    "DownloadConnectionRefusedError": "服务器拒绝连接",
    "UnsupportedURLSchemeError": "不支持的网址协议",
}


class PrivateAddress(IgnoreRequest):
    """An address in a private range, and the source has no leave to fetch from there."""

    def __init__(self, host: str) -> None:
        super().__init__(f"地址 {host} 属于内部网络，未获允许（allow_private）")


def explain(failure: Failure) -> str:
    """A failed download or reading, as an operator reads it."""
    error = failure.value
    for cause in _causes(error):
        if isinstance(cause, PrivateAddress | UnreadablePage | LeftAlone | UsedUp):
            return str(cause)
    if isinstance(error, IgnoreRequest):
        return _ignored(str(error))
    if any(isinstance(cause, SSL.Error) for cause in _causes(error)):
        return "服务器的证书无效，未读取；确认网站无误后可设 verify_certificate = false"
    if isinstance(error, DNSLookupError):
        return "域名无法解析"
    if isinstance(error, Refused):
        return "服务器拒绝连接"
    for cls in type(error).__mro__:
        if cls.__name__ in _BY_NAME:
            return _BY_NAME[cls.__name__]
    return f"采集出错：{type(error).__name__}：{str(error)[:200]}"


def explain_status(status: int) -> str:
    """An answer that is no page."""
    if status == 429:
        return "服务器要求降低访问频率（429）"
    if status in (401, 403):
        return f"服务器拒绝访问（{status}）"
    if status in (404, 410):
        return f"页面不存在（{status}）"
    return f"服务器出错（{status}）" if status >= 500 else f"服务器返回 {status}"


def _ignored(text: str) -> str:
    if "robots" in text:
        return "网站的 robots.txt 不允许访问"
    if "decompressed size" in text or "layers" in text:
        return _BOMB
    if "redirections" in text:
        return "跳转次数过多"
    if "size" in text or "SIZE" in text or "larger" in text:
        return _TOO_LARGE
    return f"未采集：{text[:200]}"


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and len(found) < 10:
        found.append(error)
        reasons = getattr(error, "reasons", None) or []
        found.extend(r.value for r in reasons if isinstance(r, Failure) and r.value)
        error = error.__cause__ or error.__context__
    return found


def is_for_good(failure: Failure) -> bool:
    """Whether asking again will not help: forbidden by robots.txt, inside the house, or too large."""
    said = explain(failure)
    return "robots.txt 不允许" in said or "内部网络" in said or is_too_large(failure)


def is_too_large(failure: Failure) -> bool:
    """Whether a page was given up for its size, as it came or unpacked."""
    return explain(failure) in (_TOO_LARGE, _BOMB)
