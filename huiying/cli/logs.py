"""What the machine writes down for technicians, on standard error: English keys, one line an entry."""

import logging
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huiying.core.settings import Settings  # slow to load, and `--help` needs none

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
VARIABLE = "HUIYING_LOG_LEVEL"


def configure_from_environment() -> None:
    """Log at the level of HUIYING_LOG_LEVEL; without one only warnings, as somebody is looking on."""
    configure(os.environ.get(VARIABLE) or "warning")


def configure(level: str) -> None:
    """Log at `level` (debug, info, warning, error; anything else counts as warning)."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    logging.basicConfig(level=number, format=FORMAT, force=True)


def for_children(settings: "Settings") -> "Settings":
    """The settings for a command's child processes, which log no more than the command itself."""
    if os.environ.get(VARIABLE):
        return settings
    return settings.model_copy(update={"log_level": "error"})


def debugging() -> bool:
    """Whether tracebacks are wanted."""
    return os.environ.get(VARIABLE, "").lower() == "debug"
