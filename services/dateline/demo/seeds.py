"""Where Dateline's own seed articles are: beside the package in a checkout, inside it when installed."""

from pathlib import Path

import dateline
from dateline.errors import SourceError


def seed_articles() -> Path:
    """Return the file of seed articles. Raises SourceError where the installation lacks it."""
    package = Path(dateline.__file__).parent
    for folder in (package / "seeds", package.parents[1] / "seeds"):
        file = folder / "articles.jsonl"
        if file.is_file():
            return file
    raise SourceError(
        f"the seed articles are not beside {package}: install Dateline from its wheel or its checkout, "
        f"or name a file of your own: dateline demo PATH"
    )
