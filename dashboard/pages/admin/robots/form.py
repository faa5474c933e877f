"""What the form of a robot brings."""

from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from responder.verbs.keep_robot import RobotForm


def read_form(visit: Visit) -> RobotForm:
    """The fields of a robot."""
    return RobotForm(
        kind=visit.field("kind"),
        address=visit.field("address"),
        secret=visit.field("secret"),
        without_secret=visit.field("without_secret") == "yes",
        unit_id=chosen_unit(visit),
        allow_private=visit.field("allow_private") == "yes",
    )


def chosen_unit(visit: Visit, name: str = "unit") -> int | None:
    """The unit that was chosen, None where none was. Raises BadInput for what is no unit's number."""
    given = visit.field(name)
    if not given:
        return None
    chosen = number(given)
    if chosen is None:
        raise BadInput("没有这个单位，请重新选择")
    return chosen
