"""What the machine writes down for technicians, on standard error: English keys, one line an entry."""

import logging
import os

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
VARIABLE = "HUIYING_LOG_LEVEL"


def configure_from_environment() -> None:
    """Log at the level of HUIYING_LOG_LEVEL; without one only warnings, as somebody is looking on."""
    configure(os.environ.get(VARIABLE) or "warning")


def configure(level: str) -> None:
    """Log at `level` (debug, info, warning, error; anything else counts as warning)."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    logging.basicConfig(level=number, format=FORMAT, force=True)


def debugging() -> bool:
    """Whether tracebacks are wanted."""
    return os.environ.get(VARIABLE, "").lower() == "debug"
