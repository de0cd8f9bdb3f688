"""The file of a trained tagger: a header as JSON, and arrays."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np


def write(path: Path, arrays: dict[str, np.ndarray], header: dict[str, object]) -> None:
    """Write the file, byte for byte the same for the same arrays."""
    header = header | {"scale": float(arrays["scale"])}
    stored = {name: array for name, array in arrays.items() if name != "scale"}
    stored["header"] = np.frombuffer(json.dumps(header, sort_keys=True).encode(), dtype=np.uint8)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in sorted(stored.items()):
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0)), content.getvalue())


def read(path: Path) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """Return header and arrays of a file."""
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files if name != "header"}
        header = json.loads(stored["header"].tobytes())
    return header, arrays | {"scale": np.float64(header["scale"])}
