"""Photos as evidence, as phones take them: read for what they are, turned upright, made smaller and written
anew, so that neither what a file hides nor where it was taken is kept."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageOps
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from dashboard import screenshots
from dashboard.visit import Visit
from huiying.core.actors import Actor
from huiying.core.errors import BadInput
from huiying.core.models import Case, CaseNote, Draft, Publication
from responder.verbs.add_progress import PHOTOS

FIELD = "photo"
MOST = 3
MOST_MEGABYTES = 12
# A JPEG is read at a fraction of its size, the others are read whole.
MOST_PIXELS = {"JPEG": 120_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
LONGEST_SIDE = 1920
QUALITY = 85
READ = ("JPEG", "PNG", "WEBP")


def given(visit: Visit) -> list[bytes]:
    """The photos of the form, ready to be kept; done before any transaction opens. Raises BadInput."""
    files = [one for one in visit.form.getlist(FIELD) if isinstance(one, UploadFile) and one.filename]
    if len(files) > MOST:
        raise BadInput(f"一次最多传 {MOST} 张照片")
    return [rewritten(one.file.read(MOST_MEGABYTES * 1024 * 1024 + 1)) for one in files]


def keep(session: Session, pictures: Sequence[bytes], *, by: Actor, now: datetime) -> list[int]:
    """Store them; returns their ids, each once."""
    kept = [screenshots.keep(session, picture, by=by, now=now).id for picture in pictures]
    return list(dict.fromkeys(kept))


def rewritten(content: bytes) -> bytes:
    """The picture as a JPEG without any of the file's remarks. Raises BadInput where it is none."""
    if len(content) > MOST_MEGABYTES * 1024 * 1024:
        raise BadInput(f"照片超过 {MOST_MEGABYTES} MB，请用较小的尺寸重拍")
    if screenshots.media_type_of(content) is None:
        raise BadInput("照片须为 JPEG、PNG 或 WebP；苹果手机请在相机设置中选“兼容性最佳”")
    try:
        with Image.open(BytesIO(content), formats=READ) as picture:
            if picture.width * picture.height > MOST_PIXELS[picture.format or "PNG"]:
                raise BadInput("照片的像素过多，请用较小的尺寸重拍")
            return _written(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadInput("照片打不开，可能没有传完整，请重新选择") from error


def of_case(session: Session, case: Case) -> set[int]:
    """The pictures that were handed in with this case's texts, publications and progress."""
    drafts = session.scalars(select(Draft.photos).where(Draft.case_id == case.id))
    shown = session.scalars(select(Publication.photos).where(Publication.case_id == case.id))
    notes = session.scalars(select(CaseNote.detail).where(CaseNote.case_id == case.id))
    return {one for found in (*drafts, *shown) for one in found} | {
        one for detail in notes for one in detail.get(PHOTOS, ())
    }


def _written(picture: Image.Image) -> bytes:
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info.clear()
    out = BytesIO()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
