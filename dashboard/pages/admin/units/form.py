"""What the form of a unit brings: the unit, and a line for each person there."""

from dashboard.pages.admin.robots.form import chosen_unit
from dashboard.untrusted import number
from dashboard.visit import Visit
from responder.verbs.keep_unit import ContactForm, UnitForm


def read_unit(visit: Visit) -> UnitForm:
    """The unit itself."""
    return UnitForm(
        kind=visit.field("kind"),
        phone=visit.field("phone"),
        parent_id=chosen_unit(visit, "parent"),
        near_livelihood=visit.field("near_livelihood") == "yes",
    )


def read_people(visit: Visit) -> list[ContactForm]:
    """Its people, in the order of the lines. The fields of one line end in its number."""
    ends = [name.removeprefix("duty-") for name in visit.form if name.startswith("duty-")]
    return [
        ContactForm(
            duty=visit.field(f"duty-{end}"),
            name=visit.field(f"name-{end}"),
            phone=visit.field(f"phone-{end}"),
            email=visit.field(f"email-{end}"),
            user_id=number(visit.field(f"account-{end}")),
            wecom=visit.field(f"wecom-{end}"),
            dingtalk=visit.field(f"dingtalk-{end}"),
            feishu=visit.field(f"feishu-{end}"),
        )
        for end in ends
    ]
