"""How the crawler behaves on other people's servers."""

from typing import Any

from huiying.core.settings import Settings

NAME = "huiying"
USER_AGENT = f"{NAME}/0.1 (public-opinion monitor of a park administration; obeys robots.txt)"
MOST_BYTES = 8 * 1024 * 1024
MOST_REDIRECTS = 5
# Not a time-out: a page that takes too long now waits for the next visit.
_WORTH_ANOTHER_TRY = [
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.ResponseDataLossError",
]
_OTHER_SCHEMES = ("data", "file", "ftp", "s3")
_DOOR = "crawlers.engine.downloads.BoundedHandler"
_UNUSED = (
    "scrapy.extensions.throttle.AutoThrottle",  # ours does its work
    "scrapy.extensions.feedexport.FeedExporter",
    "scrapy.extensions.remote_control.RemoteControl",
    "scrapy.extensions.telnet.TelnetConsole",
)


def scrapy_settings(
    private_hosts: list[str], unverified_hosts: list[str], limit_seconds: int, settings: Settings
) -> dict[str, Any]:
    """Scrapy's settings for one round of at most `limit_seconds`.

    Delays begin low and follow the server's own speed (AutoThrottle). Hosts inside the house need no
    such manners.
    """
    return {
        "USER_AGENT": USER_AGENT,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": NAME,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 0.5,
        "AUTOTHROTTLE_MAX_DELAY": 30.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "CONCURRENT_REQUESTS": 32,
        # Items do not leave by Scrapy's pipeline, and each of these costs a task for every page.
        "CONCURRENT_ITEMS": 1,
        "DOWNLOADER_STATS": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
        "DOWNLOAD_SLOTS": {host: {"concurrency": 8, "delay": 0.0, "jitter": 0.0} for host in private_hosts},
        "DOWNLOAD_MAXSIZE": MOST_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": settings.crawl_page_seconds,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": {"http": _DOOR, "https": _DOOR, **dict.fromkeys(_OTHER_SCHEMES)},
        "REDIRECT_MAX_TIMES": MOST_REDIRECTS,
        "RETRY_TIMES": 1,
        "RETRY_EXCEPTIONS": _WORTH_ANOTHER_TRY,
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],
        "HTTPERROR_ALLOW_ALL": True,
        # Through a proxy the address that is reached could not be checked.
        "HTTPPROXY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "crawlers.engine.guard.PublicResolver",
        "DNS_TIMEOUT": 10,
        "HUIYING_PRIVATE_HOSTS": private_hosts,
        "HUIYING_UNVERIFIED_HOSTS": unverified_hosts,
        "DOWNLOADER_MIDDLEWARES": {
            "crawlers.engine.guard.SourceGuard": 50,
            "crawlers.engine.downloads.CompressionLimit": 589,
        },
        "CLOSESPIDER_TIMEOUT": max(5, limit_seconds - 15),
        # What Scrapy says of itself at "info" would bury the one line a round that an operator reads.
        "LOG_LEVEL": "WARNING" if settings.log_level == "info" else settings.log_level.upper(),
        "LOGSTATS_INTERVAL": 0,
        "MEMUSAGE_ENABLED": False,
        # Parts that are not used are not loaded either: they cost every round half a second of imports.
        "EXTENSIONS": {**dict.fromkeys(_UNUSED), "crawlers.engine.throttle.SiteThrottle": 0},
    }
