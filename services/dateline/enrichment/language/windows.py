"""The parts of a long text that its language is told by."""


def windows(text: str, count: int, width: int) -> list[str]:
    """Return `count` stretches of `width` characters spread evenly over a text; a text hardly longer as it is."""
    if len(text) <= count * width * 3 // 2:
        return [text]
    step = len(text) // count
    return [_from_word(text, index * step + (step - width) // 2, width) for index in range(count)]


def spread(text: str, count: int) -> str:
    """Return at most `count` characters spread evenly over a text; a shorter text as it is."""
    return text[:: len(text) // count + 1]


def _from_word(text: str, start: int, width: int) -> str:
    window = text[start : start + width]
    # half a word would be read as a whole one
    space = window.find(" ", 0, 20)
    return window[space + 1 :]


def without_kicker(text: str) -> list[str]:
    """Return a short text in two where a colon parts a name from what is said of it, else whole."""
    kicker, colon, rest = text.partition(":")
    if colon and kicker.istitle() and len(rest.split(None, 3)) > 2:
        return [rest]
    return [text]
