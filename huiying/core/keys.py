"""Keyed hashes: how the product knows that two posts have one author without knowing the author."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from huiying.core.errors import HuiyingError

KEY_BYTES = 32


def make_secret(path: Path) -> None:
    """Write a fresh installation key that only its owner may read; an existing one is kept."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))


def read_secret(path: Path) -> bytes:
    """The installation key. Raises HuiyingError where it is missing or damaged."""
    try:
        key = bytes.fromhex(path.read_text().strip())
    except FileNotFoundError as error:
        raise HuiyingError(f"没有找到密钥文件 {path}，请先运行 huiying init") from error
    except ValueError as error:
        raise HuiyingError(f"密钥文件 {path} 已损坏，请从备份恢复") from error
    if len(key) < KEY_BYTES:
        raise HuiyingError(f"密钥文件 {path} 不完整，请从备份恢复")
    return key


def keyed_hash(key: bytes, purpose: str, value: str) -> str:
    """HMAC-SHA256 of `value`, separated by `purpose` (author, token, link); 32 hex characters."""
    text = f"{purpose}\0{value}".encode("utf-8", "surrogatepass")
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:32]
