"""The dashboard as an ASGI application, and how it is served."""

import asyncio
import logging
import socket
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

from dashboard import assets, routes, templating, views
from dashboard.api import problems
from dashboard.api.examples import described
from dashboard.demo import Demo
from dashboard.headers import ALWAYS, BodyLimit, SecureHeaders
from dashboard.site import Site
from dashboard.sourcing import Sourcing
from dashboard.visit import STATUS, open_visit
from huiying.core import clock as core_clock
from huiying.core.database import Database
from huiying.core.errors import HuiyingError
from huiying.core.keys import read_secret
from huiying.core.settings import Settings
from responder.clocks.policy import Policy
from responder.evaluation.rules import Rules, default_rules
from responder.links.secret import without_secrets

GRACE_SECONDS = 10
TROUBLE = "系统出错，已记录。请稍后再试；仍然不行，请把时间告诉管理员"
SAID = {404: "没有这个页面", 405: "这个地址不接受这种请求"}

log = logging.getLogger("huiying.dashboard")


def create_app(
    database: Database,
    settings: Settings,
    policy: Policy,
    *,
    clock: Callable[[], datetime] = core_clock.now,
    key: bytes | None = None,
    demo: Demo | None = None,
    evaluation: Rules | None = None,
    sourcing: Sourcing | None = None,
) -> FastAPI:
    """The application over one database.

    `key` is the installation's own key, read from the home unless it is given; `demo` makes the pages offer
    the demo's accounts and guided paths; `evaluation` are the rules of the index, else the shipped ones.
    `sourcing` lets administrators add and try out sources. Raises HuiyingError where the key or the page
    assets are missing.
    """
    assets.require()
    key = key or read_secret(settings.secret_file)
    judging = evaluation or default_rules()
    site = Site(database, settings, policy, clock, key, templating.environment(), demo, judging, sourcing)
    app = DescribedAPI(
        title="回应 huiying",
        version=version("huiying"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.site = site
    routes.add(app, site)
    _handle_errors(app, site)
    app.add_middleware(BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(SecureHeaders, https=site.is_https)
    return app


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; returns after running requests have ended."""
    server(app, host, port).run()


class DescribedAPI(FastAPI):
    """FastAPI whose description carries our examples."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = described(super().openapi())
        return self.openapi_schema


class Server(uvicorn.Server):
    """Ends the open event streams first: they would outlast every grace."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping.set()
        await super().shutdown(sockets)


def server(app: FastAPI, host: str, port: int) -> Server:
    """The server, for a supervisor that runs it in a thread and ends it by `should_exit`."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return Server(config, app.state.site.stopping)


def _handle_errors(app: FastAPI, site: Site) -> None:
    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        said = SAID.get(error.status_code, str(error.detail))
        return await _show(site, request, error.status_code, said, dict(error.headers or {}))

    async def of_ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, HuiyingError)
        return await _show(site, request, STATUS.get(type(error), 409), str(error))

    async def of_input(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problems.of_input(error)

    async def of_anything(request: Request, error: Exception) -> Response:
        log.error("request failed", exc_info=error, extra={"path": _path(request)})
        answer = await _show(site, request, 500, TROUBLE)
        answer.headers.update(ALWAYS)  # this one is sent from outside of our own middleware
        return answer

    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(HuiyingError, of_ours)
    app.add_exception_handler(RequestValidationError, of_input)
    app.add_exception_handler(Exception, of_anything)


def _path(request: Request) -> str:
    """The address without what would open something."""
    return views.without_secret(without_secrets(request.url.path))


async def _show(
    site: Site, request: Request, status: int, said: str, headers: dict[str, str] | None = None
) -> Response:
    """The error as problem details under /api, else as a page."""
    if request.url.path.startswith("/api/"):
        return problems.answer(status, said, headers)
    return await run_in_threadpool(_page, site, request, status, said)


def _page(site: Site, request: Request, status: int, said: str) -> Response:
    if status == 500:  # the database may be what failed: ask it for nothing more
        text = site.templates.get_template("trouble.html").render(said=said)
        return Response(text, status, media_type="text/html")
    visit = open_visit(site, request, FormData())
    return visit.page("error.html", status, code=status, said=said)
