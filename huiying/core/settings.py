"""Settings of one installation, from HUIYING_ environment variables.

What an operator edits as text (park, units, policy, sources) stands in TOML files in the home; what
differs between machines (addresses, secrets, the database) stands here.
"""

from datetime import time
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Every field is the variable HUIYING_<FIELD>, an empty one as if not set; docs/guide/settings.md lists
    them."""

    model_config = SettingsConfigDict(env_prefix="HUIYING_", env_ignore_empty=True, extra="ignore")

    home: Path = Field(Path("huiying-home"), description="运行目录：数据库、配置与密钥所在")
    database_url: str | None = Field(
        None,
        description="数据库地址；缺省为运行目录下的 huiying.sqlite3，可填 postgresql+psycopg://…",
    )
    host: str = Field("127.0.0.1", description="网页服务监听的地址")
    port: int = Field(8000, ge=0, le=65535, description="网页服务监听的端口")
    public_url: str = Field("http://127.0.0.1:8000", description="通知里链接所用的访问地址")
    intranet: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="核对发布页面时可以访问的内网网段，逗号分隔，如 10.0.0.0/8；缺省只访问公网"
    )
    link_hours: int = Field(
        24, ge=1, le=168, description="一次性链接在所催事项到期后还可用几小时，也是最短有效期；最长 7 天"
    )
    link_session_minutes: int = Field(
        120, ge=5, le=720, description="用一次性链接打开后，多少分钟内可以继续办理"
    )
    smtp_host: str | None = Field(None, description="发信服务器；不填则不发邮件")
    smtp_port: int = Field(465, ge=1, le=65535, description="发信服务器端口")
    smtp_security: Literal["tls", "starttls", "none"] = Field("tls", description="发信加密方式")
    smtp_user: str | None = Field(None, description="发信账号")
    smtp_password: SecretStr | None = Field(None, description="发信口令")
    smtp_from: str | None = Field(None, description="发件人地址")
    sms_url: str | None = Field(None, description="短信网关的网址；不填则不发短信")
    sms_body: str = Field(
        "mobile={mobile}&content={text}",
        description="短信请求的模板：JSON 对象或表单，含 {mobile} 和 {text}，可用 {key}",
    )
    sms_success: str = Field("code=0", description="短信网关受理的标志：答复中的“字段=值”，如 data.status=OK")
    sms_authorization: SecretStr | None = Field(None, description="短信网关的 Authorization 请求头")
    sms_longest: int = Field(300, ge=50, le=1000, description="一条短信最多的字数，链接在内")
    sms_private: bool = Field(False, description="短信网关在内网（只许内网地址）")
    quiet_from: time = Field(time(23), description="夜间免打扰的开始（北京时间）")
    quiet_until: time = Field(
        time(7), description="夜间免打扰的结束；一、二级事项、新闻办值班和接口推送不受限；与开始相同即不设"
    )
    digest_over: int = Field(
        6, ge=1, le=1000, description="一段时间内给同一人超过多少条通知，就合并为一条汇总"
    )
    digest_minutes: int = Field(10, ge=1, le=720, description="上一项所说的一段时间（分钟）")
    brief_at: time = Field(time(7, 30), description="每天几时向领导发送三行晨报（北京时间）")
    crawl_limit_seconds: int = Field(900, ge=10, description="一轮采集的最长时间（秒）")
    crawl_processes: int = Field(2, ge=1, le=16, description="同时采集的子进程数")
    crawl_page_seconds: int = Field(
        20, ge=1, le=300, description="一个页面最多用多少秒，从请求到读完，跳转与重试都算在内"
    )
    crawl_daily_requests: int = Field(200_000, ge=1, description="全部信源每天最多请求的次数")
    crawl_daily_megabytes: int = Field(20_000, ge=1, description="全部信源每天最多下载的兆字节数")
    api_per_minute: int = Field(600, ge=1, description="一个账号每分钟最多调用接口的次数")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="日志级别")

    @field_validator("intranet", mode="before")
    @classmethod
    def _networks(cls, given: Any) -> tuple[str, ...]:
        parts = given.split(",") if isinstance(given, str) else given
        networks = tuple(str(part).strip() for part in parts if str(part).strip())
        for network in networks:
            try:
                ip_network(network)
            except ValueError as error:
                raise ValueError(f"“{network}”不是网段，请写成 10.0.0.0/8") from error
        return networks

    def url(self) -> str:
        """The database's URL: the one that is set, or SQLite in the home."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'huiying.sqlite3'}"

    @property
    def secret_file(self) -> Path:
        """The installation's own key (made by `huiying init`): author hashes, cookies, links."""
        return self.home / "secret.key"
