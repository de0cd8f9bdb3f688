"""The log file that Kafka writes."""

from pathlib import Path

_TAIL_LINES = 20
_TAIL_BYTES = 16_384


def rotate(path: Path) -> None:
    """Put the log of the run before aside, with `.1` at its end; only one is kept."""
    if path.exists():
        path.replace(path.with_name(f"{path.name}.1"))


def tail(path: Path) -> str:
    """The last lines of the log, for an error message."""
    if not path.exists():
        return "(no log)"
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join(f"  {line}" for line in lines[-_TAIL_LINES:]) or "(empty log)"
