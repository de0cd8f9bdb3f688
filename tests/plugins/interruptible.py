"""Lets tests interrupt what they start, also where the run itself was started in the background."""

import signal


def pytest_configure() -> None:
    """Listen to SIGINT again: a shell that runs a command in the background makes it, and its children, ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
