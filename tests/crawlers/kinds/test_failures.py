"""What each kind says when its source gives something else than before: one round, many sources."""

from tests.crawlers.kinds.park import config
from tests.support.park import Park
from tests.support.websites import LocalServer

PAGE = "<html><body>欢迎使用新版网站</body></html>"


def test_every_kind_says_what_came_instead(park: Park, local_server: LocalServer) -> None:
    at = local_server.url
    local_server.page("/changed", PAGE)
    local_server.page("/nothing", "<html><body>抱歉，没有找到相关内容</body></html>")
    local_server.json("/login", {"ok": -100, "msg": "请先登录", "url": "https://passport.example"})
    local_server.page("/other.xml", "<urlset><url><loc>http://127.0.0.1/about</loc></url></urlset>")
    park.watch(
        config("feed", at("/changed"), "订阅源"),
        config("sitemap", at("/changed"), "站点地图"),
        config("sitemap", at("/other.xml"), "换了栏目的地图", pattern="/news/"),
        config("search", at("/changed?q={word}"), "搜索", words=["新港"]),
        config("search", at("/nothing?q={word}"), "没有结果的搜索", words=["新港"]),
        config("search", at("/changed?q={word}"), "没有关注词"),
        config("api", at("/login"), "要登录的接口", preset="weibo_search", words=["新港"]),
        config("api", at("/changed"), "不是接口", items="data", fields={}),
    )
    assert park.visit().failures == {
        "订阅源": "返回的内容读不出条目：它是一个网页，不是订阅源；请填写订阅源本身的网址",
        "站点地图": "返回的内容不是站点地图",
        "换了栏目的地图": "站点地图中没有符合 pattern 的网址：网站可能已改版，请检查 pattern",
        "搜索": "关注词“新港”：搜索结果页上没有找到链接，也没有写明无结果："
        "页面模板可能已改，请检查 links 或 nothing",
        "没有关注词": "网址中有 {word}，但没有可代入的关注词：请填写选项 words，或在 park.toml 写明园区名称",
        "要登录的接口": "关注词“新港”：接口没有给出列表，说的是“请先登录”：可能要求登录或验证",
        "不是接口": "接口返回的不是 JSON",
    }
