"""The files of the contract, as they stand in `schemas/`."""

import json
from pathlib import Path
from typing import Any

import yaml

from dateline.contract.asyncapi import asyncapi
from dateline.contract.examples import examples
from dateline.contract.headers import header_schemas
from dateline.contract.json_schema import record_schemas
from dateline.errors import OutputError

NOTE = "# Generated from services/dateline/records by `dateline schema export`; do not edit.\n"


def render() -> dict[str, str]:
    """Return the text of each file, by its path below `schemas/`."""
    schemas = {**record_schemas(), **header_schemas()}
    files = {f"{name}.schema.json": _json(schema) for name, schema in schemas.items()}
    files["asyncapi.yaml"] = NOTE + _yaml(asyncapi())
    files.update({f"examples/{example.name}.json": _json(example.as_json()) for example in examples()})
    return files


def write(folder: Path) -> list[Path]:
    """Write the files below `folder`, and return their paths.

    Raises OutputError where the folder cannot be written.
    """
    paths = []
    for name, text in render().items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise OutputError(f"{path}: {error.strerror}; name a folder that can be written") from error
        paths.append(path)
    return paths


def differences(folder: Path) -> list[str]:
    """Say of each file below `folder` that is missing, differs or is no part of the contract; empty: all is well."""
    files = render()
    found = []
    for name, text in files.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{path} is missing")
        elif path.read_bytes() != text.encode():
            found.append(f"{path} differs from the models")
    present = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return found + [f"{path} is no part of it" for path in present if path.relative_to(folder).as_posix() not in files]


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


class _Dumper(yaml.SafeDumper):
    """Writes a value out each time it occurs, instead of an anchor and aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (PyYAML's signature)
        return True


def _yaml(document: Any) -> str:
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
