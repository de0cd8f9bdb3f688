"""All settings, and where each value comes from."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from dotenv import dotenv_values
from pydantic import SecretStr

from dateline.settings import Settings

_PREFIX = "DATELINE_"
_MASK = "********"


@dataclass(frozen=True, slots=True)
class ListedSetting:
    """A setting; a secret's `value` is masked. `origin` is `default`, `command line`, a variable or a file's name."""

    name: str
    variable: str
    value: object
    origin: str
    meaning: str


def list_settings(settings: Settings, overridden: Iterable[str] = ()) -> list[ListedSetting]:
    """List all settings in the order they are declared; `overridden` are those given on the command line."""
    variables = {name.upper() for name in os.environ}
    file = os.environ.get("DATELINE_ENV_FILE")
    in_file = {name.upper() for name in dotenv_values(file)} if file else set()
    given = set(overridden)

    def origin(name: str) -> str:
        variable = _PREFIX + name.upper()
        if name in given:
            return "command line"
        if variable in variables:
            return variable
        return str(file) if variable in in_file else "default"

    return [
        ListedSetting(
            name,
            _PREFIX + name.upper(),
            _shown(getattr(settings, name)),
            origin(name),
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def _shown(value: object) -> object:
    if isinstance(value, SecretStr):
        return _MASK
    return value if value is None or isinstance(value, bool | int | float) else str(value)
