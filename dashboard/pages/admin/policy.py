"""现行规则: deadlines, ladder and procedure in words, to be read; the file is where they are changed."""

from starlette.responses import Response

from dashboard.queries import policy
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """What is in force now."""
    site = visit.site
    return visit.page(
        "admin/policy.html",
        policy=site.policy,
        kinds=policy.by_kind(site.policy),
        ladder=policy.ladder(site.policy),
        opening=policy.opening(site.policy),
        file=policy.file_of(site.settings.home, site.policy),
    )
