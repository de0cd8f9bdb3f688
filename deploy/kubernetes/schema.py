"""Writes what the chart's `settings` may be into its values.schema.json, from the settings themselves.

    python deploy/kubernetes/schema.py

Everything else in that file is written by hand.
"""

import json
from pathlib import Path
from typing import Any

from dateline.settings import Settings

FILE = Path(__file__).resolve().parent / "dateline" / "values.schema.json"

OF_THE_CHART = {
    "bootstrap_servers",
    "security_protocol",
    "sasl_mechanism",
    "sasl_username",
    "sasl_password",
    "ssl_ca_file",
    "ssl_certificate_file",
    "ssl_key_file",
    "instance_id",
    "data_dir",
    "metrics_host",
    "metrics_port",
}
"""Settings that the chart makes from other values, or that follow from the image."""


def settings_schema() -> dict[str, Any]:
    """Return the schema of the chart's `settings`."""
    schema = Settings.model_json_schema()
    definitions = schema.get("$defs", {})
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: _plain(field, definitions) for name, field in schema["properties"].items() if name not in OF_THE_CHART
        },
    }


def _plain(field: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    # an enumeration is named once there, and is short enough to stand in its place
    name = field.get("$ref", "").rpartition("/")[2]
    merged = {**definitions.get(name, {}), **field}
    return {key: value for key, value in merged.items() if key not in {"$ref", "default", "title"}}


def values_schema() -> str:
    """Return the file with the settings as they are now."""
    schema = json.loads(FILE.read_text(encoding="utf-8"))
    schema["properties"]["settings"] = settings_schema()
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(values_schema(), encoding="utf-8")
