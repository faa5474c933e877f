"""Ready descriptions of public JSON interfaces, one TOML file each, for the kind api.

A source names one as options.preset and may set any option beside it; its own value wins, in params,
headers and fields key by key.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def preset_names() -> tuple[str, ...]:
    """The presets that ship, in alphabetical order."""
    found = (place.name for place in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def with_preset(options: dict[str, Any]) -> dict[str, Any]:
    """The options laid over those of the preset that they name. Raises ValueError for an unknown one."""
    name = options.get("preset")
    if name is None:
        return options
    if name not in preset_names():
        raise ValueError(f"没有名为“{name}”的预置接口，可选：{'、'.join(preset_names())}")
    return _laid_over(_preset(name), options)


@cache
def _preset(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = {**merged[key], **value} if both else value
    return merged
