"""Screenshots: taken for what their bytes are, kept once, handed out so that nothing in them can act."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from huiying.core.actors import Actor
from huiying.core.errors import BadInput
from huiying.core.models import Screenshot

MOST_MEGABYTES = 5
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
# Even opened by itself, a picture may load and run nothing.
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def media_type_of(content: bytes) -> str | None:
    """PNG, JPEG or WebP by their first bytes, whatever the file is called; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"RIFF") and content[8:15] == b"WEBPVP8":
        return "image/webp"
    return None


def keep(session: Session, content: bytes, *, by: Actor, now: datetime) -> Screenshot:
    """Store a picture with its hash; the same one again is the one that is there. Raises BadInput."""
    if len(content) > MOST_MEGABYTES * 1024 * 1024:
        raise BadInput(f"截图超过 {MOST_MEGABYTES} MB，请裁剪或压缩后再上传")
    media_type = media_type_of(content)
    if media_type is None:
        raise BadInput("截图须为 PNG、JPEG 或 WebP 图片；按文件内容判断，改扩展名没有用")
    digest = hashlib.sha256(content).hexdigest()
    known = session.scalars(select(Screenshot).where(Screenshot.sha256 == digest)).first()
    if known is not None:
        return known
    kept = Screenshot(
        sha256=digest, media_type=media_type, size=len(content), content=content, by=by.name, at=now
    )
    session.add(kept)
    session.flush()
    return kept


def answer(screenshot: Screenshot) -> Response:
    """The picture for somebody who may see it."""
    name = f"screenshot-{screenshot.id}.{_ENDINGS[screenshot.media_type]}"
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "private, no-store",
    }
    return Response(screenshot.content, media_type=screenshot.media_type, headers=headers)
