"""From the bytes of a file to text, with errors that a person can act on."""

import codecs

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class NotText(ValueError):
    """The bytes are not UTF-8; the message says where and what to do."""


def decode(data: bytes) -> str:
    """Decode UTF-8, without its byte order mark."""
    if data.startswith(_UTF16):
        raise NotText("this is UTF-16, expected UTF-8; convert it, for example with `iconv -f UTF-16 -t UTF-8`")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotText(
            f"not UTF-8: byte 0x{error.object[error.start]:02x} at position {error.start} ({error.reason}); "
            "convert the file to UTF-8, for example with `iconv`"
        ) from error


def with_line_feeds(text: str) -> str:
    """Turn the line ends of other systems into line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
