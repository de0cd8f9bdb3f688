"""Write a trained network as the file the tagger reads: whole numbers, and the rows that say how sure a margin is."""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from model import CEILING, Tagger

from dateline.enrichment.entities.tagger.network import STEPS
from dateline.enrichment.entities.tagger.surface import CASES, GAPS

CLIPPED = 3e-4
"""Of the table, so large a share of numbers is cut at the ends, so that the steps between are finer."""


def arrays_of(model: Tagger, languages: Sequence[str], gold: int) -> dict[str, np.ndarray]:
    """Return the arrays of the file, but for the header. `gold` is the kind of corpus whose habits it takes on."""
    with torch.no_grad():
        table = model.table.weight.numpy()
        end = float(np.quantile(np.abs(table), 1 - CLIPPED))
        scale = end / STEPS
        arrays = {"table": np.clip(np.rint(table / scale), -STEPS, STEPS).astype(np.int8), "scale": np.float64(scale)}
        gaps = torch.arange(GAPS)
        signs = model.beside(gaps)[:, None] + model.case(torch.arange(len(CASES)))[None]
        arrays["signs"] = (signs.reshape(GAPS * len(CASES), -1).numpy() * STEPS).astype(np.float32)
        languages_and_kind = model.language.weight[: len(languages) + 1] + model.kind.weight[gold]
        arrays["languages"] = (languages_and_kind.numpy() * STEPS).astype(np.float32)
        arrays["transitions"] = model.transitions.numpy()
        arrays["known"] = (model.known.weight.numpy() * STEPS).astype(np.float32)
        inputs = [1.0, *[CEILING] * (len(model.layers) + 1)]
        outputs = [*[CEILING] * (len(model.layers) + 1), None]
        for at, (layer, into, out) in enumerate(
            zip([model.first, *model.layers, model.out], inputs, outputs, strict=True)
        ):
            weights = layer.weight.numpy().T
            steps = np.abs(weights).max(axis=0) / STEPS
            arrays[f"weights{at}"] = np.rint(weights / steps).astype(np.int8)
            unit = STEPS / out if out else 1.0
            arrays[f"factors{at}"] = (steps * (into / STEPS) * unit).astype(np.float32)
            arrays[f"biases{at}"] = (layer.bias.numpy() * unit).astype(np.float32)
    return arrays


def export(
    model: Tagger, path: Path, languages: Sequence[str], gold: int, calibration: Sequence[Sequence[float]]
) -> None:
    """Write the file. `calibration` is what `score.calibration` returns."""
    arrays = arrays_of(model, languages, gold)
    digest = hashlib.sha256(b"".join(array.tobytes() for _, array in sorted(arrays.items()))).hexdigest()
    header = {"languages": languages, "distances": distances(model), "calibration": calibration, "version": digest[:16]}
    write(path, arrays, header)


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


def distances(model: Tagger) -> list[list[int]]:
    """Return for each layer at which distances, in words, its inputs stand."""
    half = model.shape.first // 2
    return [list(range(-half, half + 1)), *[[-gap, 0, gap] for gap in model.shape.dilations]]
