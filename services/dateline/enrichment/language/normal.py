"""The form of a text that n-grams and telling words are counted in."""

import re

# what is no letter in ASCII becomes a space; every other character keeps its UTF-8 bytes
_TABLE = bytes(byte if byte >= 0x80 or 97 <= byte <= 122 else 0x20 for byte in range(256))
_MARKUP = re.compile(r"<[^<>]{1,400}>|https?://\S+|www\.\S+|[@#]\w+|&\w{2,8};|[\w.+-]{1,64}@[\w.-]{1,200}")
_MARKUP_SIGNS = ("<", "://", "www.", "@", "#", "&")
# a run of one sign counts once: "+++ EIL +++"
_CODE_SIGN = re.compile(r"([][{}<>=;_\\|*+^~])\1*|[$](?!\d)|\":|(?<=\w)\(")
_CODE_SHARE = 20


def without_markup(text: str) -> str:
    """Blank out tags, addresses, handles and hashtags: what is written alike in every language."""
    if any(sign in text for sign in _MARKUP_SIGNS):
        return _MARKUP.sub(" ", text)
    return text


def looks_like_code(text: str) -> bool:
    """Tell whether a twentieth of the characters or more are ones that programs use and prose hardly does."""
    return len(_CODE_SIGN.findall(text)) * _CODE_SHARE > len(text) - text.count(" ")


def words(text: str) -> list[bytes]:
    """Return the words of a text in lower case, as UTF-8 without ASCII digits and punctuation."""
    return text.lower().encode("utf-8", "replace").translate(_TABLE).split()
