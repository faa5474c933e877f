"""A town whose notices really go out by mail to a local receiver, and the links that came in the letters."""

import re
from dataclasses import dataclass
from pathlib import Path

from huiying.core.models import Contact
from huiying.core.settings import Settings
from responder.outbox.deliver import deliver
from tests.dashboard.conftest import KEY, Town
from tests.support.cast import Cast
from tests.support.mailboxes import Letter, Mailbox

CADRE = "cadre@example.cn"
_LINK = re.compile(r"https?://[^\s\"<>]+/l/[0-9]+-[0-9a-f]{32}")


@dataclass
class Village:
    """The town with somebody of 执法局 who has a mailbox and no account; letters are taken by `mailbox`."""

    town: Town
    mailbox: Mailbox
    settings: Settings
    contact: int

    def deliver(self) -> None:
        """Everything that is due goes out."""
        deliver(self.town.database, self.settings, self.town.clock())

    def letters(self, address: str = CADRE) -> list[str]:
        """The plain texts that came to the address, the oldest first."""
        parts = [letter.message.get_body(("plain",)) for letter in self._letters(address)]
        return [str(part.get_content()) for part in parts if part]

    def link(self, address: str = CADRE) -> str:
        """The address in the newest letter."""
        found = _LINK.search(self.letters(address)[-1])
        assert found is not None, self.letters(address)[-1]
        return found.group(0)

    def path(self, address: str = CADRE) -> str:
        """The same without the host."""
        return self.link(address).removeprefix(self.town.url)

    def _letters(self, address: str) -> list[Letter]:
        return [letter for letter in self.mailbox.letters if address in letter.recipients]


def village(town: Town, mailbox: Mailbox, home: Path) -> Village:
    """The cadre is there and the mail is set up; nothing was sent yet."""
    (home / "secret.key").write_text(KEY.hex(), encoding="utf-8")
    settings = Settings(
        home=home,
        public_url=town.url,
        smtp_host=mailbox.host,
        smtp_port=mailbox.port,
        smtp_security="none",
        smtp_from="huiying@example.cn",
    )
    with town.database.write() as session:
        town.cast.session = session
        number = cadre(town.cast)
    return Village(town, mailbox, settings, number)


def cadre(cast: Cast) -> int:
    """Somebody who handles cases for 执法局 and has no account; the id."""
    person = Contact(unit_id=cast.enforcement.id, duty="handler", name="王某", email=CADRE)
    cast.session.add(person)
    cast.session.flush()
    return person.id
