"""manual: what people enter by hand; the pages of the links that they entered are fetched as articles."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from crawlers.items import Ask, Item, Page, Place
from crawlers.kinds.overrides import Overrides, read_article
from huiying.core.models.entry import ADDRESS


class Options(BaseModel):
    """CSS for the fields of the pages: of little use where links lead anywhere."""

    model_config = ConfigDict(extra="forbid")

    article: Overrides = Overrides()


def address_fault(address: str) -> str | None:
    """Entries come from the dashboard; there is no other address."""
    return None if address == ADDRESS else f"人工录入的信源，地址只能写 {ADDRESS}"


def first(place: Place) -> Iterator[Ask]:
    """The pages that wait."""
    yield from (Ask(link, "article") for link in place.links)


def read(place: Place, page: Page) -> Iterator[Item | Ask]:
    """The article on a page."""
    yield read_article(page, place.options.article, page.ask.carried)
