"""A browser by the name that its owner knows: 微信（安卓）, Edge（Windows）; never more than a hint."""

UNKNOWN = "未知的浏览器"
# In this order: the later ones claim to be the earlier ones too.
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def said(agent: str | None) -> str:
    """The browser and the system that a User-Agent header names."""
    browser = next((name for sign, name in _BROWSERS if sign in (agent or "")), UNKNOWN)
    system = next((name for sign, name in _SYSTEMS if sign in (agent or "")), "")
    return f"{browser}（{system}）" if system else browser
