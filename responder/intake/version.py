"""Which models spoke: a fingerprint of the shipped weights, kept beside every verdict."""

import hashlib
from functools import cache
from importlib.resources import files


@cache
def model_version() -> str:
    """Twelve characters that change whenever any of the trained weights or their cards do."""
    digest = hashlib.sha256()
    for file in sorted(files("analysis").joinpath("weights").iterdir(), key=lambda one: one.name):
        if file.name.endswith((".npz", ".json")):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
