"""The id and the outlet of articles whose source gives none."""

from pathlib import Path

import xxhash

UNKNOWN_OUTLET = "unknown"
"""The outlet where neither the article nor the place of its file says one."""


def stable_id(outlet: str, url: str | None, text: str) -> str:
    """Hash outlet and URL, or outlet and text, to 32 hexadecimal digits (XXH3, 128 bits): the same in every run."""
    distinguishing = ("url", url) if url else ("text", text)
    parts = "\0".join((outlet, *distinguishing))
    return xxhash.xxh3_128_hexdigest(parts.encode("utf-8", "surrogatepass"))


def outlet_of(path: Path) -> str:
    """Return the name of the folder that a file lies in."""
    return path.absolute().parent.name or UNKNOWN_OUTLET
