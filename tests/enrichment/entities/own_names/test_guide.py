"""The commands of docs/guides/own-names.md, run as they stand."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

GUIDE = Path(__file__).parents[4] / "docs" / "guides" / "own-names.md"


def test_the_guide_does_what_it_says(tmp_path: Path) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    own = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", "".join(blocks)],
        cwd=tmp_path,
        env={**own, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )

    assert "place geonames:2911298 (Hamburg)" in done.stdout
    assert "0 errors, 0 warnings; " in done.stdout
    entities = json.loads((tmp_path / "enriched.jsonl").read_text(encoding="utf-8"))["entities"]
    assert [(entity["text"], entity["link"]["id"]) for entity in entities] == [
        ("Board", "acme:org/7"),
        ("Hamburg", "acme:place/hh"),
    ]
