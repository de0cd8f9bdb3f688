"""Under which keys an entry is found."""

from dateline.enrichment.duplicates.entry import IndexEntry
from dateline.enrichment.reading import hash64

IDENTITY_SALT, ADDRESS_SALT, CONTENT_SALT, CLUSTER_SALT = 0x9E3779B9, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F


def keys_of(entry: IndexEntry) -> list[int]:
    """Return the keys of an entry: id, URL, cluster where it joined one, and its text where that is matched."""
    keys = [identity_key(entry.identity)]
    if entry.address is not None:
        keys.append(address_key(entry.address))
    if entry.of is not None:
        keys.append(cluster_key(entry))
    if entry.matched:
        keys += [content_key(entry.content), *entry.keys]
    return keys


def identity_key(identity: int) -> int:
    """Return the key of an id at an outlet."""
    return _folded(identity, IDENTITY_SALT)


def address_key(address: int) -> int:
    """Return the key of a URL at an outlet."""
    return _folded(address, ADDRESS_SALT)


def content_key(content: int) -> int:
    """Return the key of a whole text."""
    return _folded(content, CONTENT_SALT)


def cluster_key(entry: IndexEntry) -> int:
    """Return the key of an entry's cluster, for those that joined it: the first article's id belongs to its outlet."""
    outlet, _ = entry.original
    return _folded(hash64(f"{entry.cluster}{outlet}"), CLUSTER_SALT)


def _folded(value: int, salt: int) -> int:
    # what is found under a key is compared with the whole hash, so 32 bits will do; salts keep the kinds apart
    return (value >> 32) ^ salt
