"""The cursor: an opaque text that says what the phone holds, so that only what differs is sent again.

It carries a short hash per order and section. Comparing contents misses nothing, whatever the order in which
transactions commit, and a damaged cursor only costs a full bundle.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from typing import Any

MAX_LENGTH = 16_000


def tag(content: Any) -> str:
    """Short hash of JSON-like content."""
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=6).hexdigest()


def write(tags: dict[str, str]) -> str:
    """The cursor of a phone that holds these contents."""
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(tags, separators=(",", ":")).encode())).decode()


def read(cursor: str) -> dict[str, str]:
    """The tags of a cursor; empty (a full bundle) for none, a damaged or an oversized one."""
    if not cursor or len(cursor) > MAX_LENGTH:
        return {}
    try:
        text = zlib.decompressobj().decompress(base64.urlsafe_b64decode(cursor), 1_000_000)
        tags = json.loads(text)
    except (binascii.Error, zlib.error, ValueError):
        return {}
    return {str(k): str(v) for k, v in tags.items()} if isinstance(tags, dict) else {}
