"""Writes the dashboards: python -m deploy.grafana.generate, from the root of the project."""

from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana.enrichment import enrichment
from deploy.grafana.kafka import kafka
from deploy.grafana.overview import overview

FOLDER = Path(__file__).resolve().parent / "dashboards"


def dashboards() -> dict[str, str]:
    """Return the JSON of each dashboard, by the name of its file."""
    encoder = JSONEncoder(sort_keys=True, indent=2)
    made = {"overview": overview(), "enrichment": enrichment(), "kafka": kafka()}
    texts = {}
    for name, builder in made.items():
        dashboard = builder.build()
        # links to a panel name its number
        for number, panel in enumerate(dashboard.panels or (), 1):
            panel.id_val = number
        texts[f"{name}.json"] = encoder.encode(dashboard) + "\n"
    return texts


def main() -> None:
    """Write the files."""
    for name, text in dashboards().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
