"""Tables on standard output."""

from rich.console import Console

_PIPE_WIDTH = 2000


def table_console(pipe_width: int = _PIPE_WIDTH) -> Console:
    """Return a console that shows text as it is; into a pipe or a file it does not break lines, or at `pipe_width`."""
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = pipe_width
    return console
