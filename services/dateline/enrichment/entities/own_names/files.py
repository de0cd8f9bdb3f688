"""Reading the operator's directories."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import xxhash

from dateline.enrichment.entities.own_names import records
from dateline.enrichment.entities.own_names.records import Block, Origin, OwnAlias, Problem, Rule, SameAs, Severity
from dateline.enrichment.names import aliases

_Line = OwnAlias | Block | Rule | SameAs
_READERS: dict[str, tuple[Callable[[dict[str, object], Origin], _Line], str]] = {
    records.ALIASES: (records.alias_of, aliases.EXPECTED),
    records.BLOCKS: (records.block_of, records.EXPECTED_BLOCK),
    records.RULES: (records.rule_of, records.EXPECTED_RULE),
}


@dataclass
class OwnDirectory:
    """What one directory holds, and the hash of its files."""

    path: Path
    files: list[Path] = field(default_factory=list)
    aliases: list[OwnAlias] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    same_as: list[SameAs] = field(default_factory=list)
    hash: str = ""

    def add(self, line: _Line) -> None:
        """Put a line where it belongs."""
        match line:
            case OwnAlias():
                self.aliases.append(line)
            case Block():
                self.blocks.append(line)
            case Rule():
                self.rules.append(line)
            case SameAs():
                self.same_as.append(line)


def read_directories(paths: Iterable[Path]) -> tuple[list[OwnDirectory], list[Problem]]:
    """Read directories, in order, and say what could not be read; see docs/guides/own-names.md."""
    problems: list[Problem] = []
    return [_read_directory(path, problems) for path in paths], problems


def _read_directory(path: Path, problems: list[Problem]) -> OwnDirectory:
    directory = OwnDirectory(path)
    if not path.is_dir():
        what = "not a directory" if path.exists() else "no such directory"
        problems.append(Problem(Severity.ERROR, "unreadable", str(path), 0, f"{what}; expected one of your names"))
        return directory
    digest = xxhash.xxh3_64()
    for file in sorted(path.glob("*.jsonl")):
        kind = file.stem.partition("-")[0]
        if kind not in _READERS:
            known = ", ".join(f"{name}.jsonl" for name in _READERS)
            message = f"it is not told what it holds; expected {known}, or a name such as rules-sports.jsonl"
            problems.append(Problem(Severity.ERROR, "unknown file", str(file), 0, message))
            continue
        try:
            content = file.read_bytes()
            text = content.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else f"not UTF-8 ({error})"
            problems.append(Problem(Severity.ERROR, "unreadable", str(file), 0, f"cannot be read: {reason}"))
            continue
        digest.update(file.name.encode() + b"\0" + content + b"\0")
        directory.files.append(file)
        _read_lines(text, str(file), kind, directory, problems)
    directory.hash = digest.hexdigest()
    return directory


def _read_lines(text: str, file: str, kind: str, directory: OwnDirectory, problems: list[Problem]) -> None:
    read, expected = _READERS[kind]
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            fields = json.loads(line)
            if not isinstance(fields, dict):
                raise TypeError("not an object")  # noqa: TRY301 (one message for all that a line may lack)
            directory.add(read(fields, Origin(file, number)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            message = f"{reason}; expected {expected}"
            problems.append(Problem(Severity.ERROR, "malformed", file, number, message))
