"""Write a trained network as the file the tagger reads: whole numbers, and the rows that say how sure a margin is."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from file import write
from model import CEILING, Tagger

from dateline.enrichment.entities.tagger.network import STEPS
from dateline.enrichment.entities.tagger.surface import CASES, GAPS

EXACT = 1 << 24
"""Up to here a 32-bit float holds every whole number."""

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
            # as fine as sums allow that are exact in 32 bits: each is below EXACT whatever the inputs
            steps = np.abs(weights).sum(axis=0) / (EXACT / STEPS - len(weights))
            arrays[f"weights{at}"] = np.rint(weights / steps).astype(np.int32)
            unit = STEPS / out if out else 1.0
            arrays[f"factors{at}"] = (steps * (into / STEPS) * unit).astype(np.float32)
            arrays[f"biases{at}"] = (layer.bias.numpy() * unit).astype(np.float32)
    return arrays


def export(model: Tagger, path: Path, languages: Sequence[str], gold: int) -> None:
    """Write the file; it is to be calibrated."""
    arrays = arrays_of(model, languages, gold)
    digest = hashlib.sha256(b"".join(array.tobytes() for _, array in sorted(arrays.items()))).hexdigest()
    header = {
        "languages": languages,
        "distances": distances(model),
        "calibration": [[0.0], [0.5]],
        "version": digest[:16],
    }
    write(path, arrays, header)


def distances(model: Tagger) -> list[list[int]]:
    """Return for each layer at which distances, in words, its inputs stand."""
    half = model.shape.first // 2
    return [list(range(-half, half + 1)), *[[-gap, 0, gap] for gap in model.shape.dilations]]
