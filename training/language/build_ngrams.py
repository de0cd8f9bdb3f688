"""Make `ngrams.npz`, the language stage's table, from the model of py3langid.

    pip install py3langid==0.4.0
    python training/language/build_ngrams.py services/dateline/enrichment/language/data

py3langid's naive Bayes table (142 languages, 100,053 byte n-grams, 16-bit floats) becomes one small table a script:
only scripts in which several languages are written, only the languages of `languages.tsv`, only n-grams in lower case
without digits and punctuation, and of these the ones that tell most; centred, in tenths of a nat, in 8 bits.
"""

import re
import sys
from collections import deque
from pathlib import Path

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

CONTINUATION = set(range(0x80, 0xC0))
SCRIPTS = {
    "Latn": (22_000, CONTINUATION | set(range(0xC3, 0xCD)) | {0xE1} | set(b"abcdefghijklmnopqrstuvwxyz ")),
    "Cyrl": (6_000, CONTINUATION | set(range(0xD0, 0xD5)) | {0x20}),
    "Arab": (5_000, CONTINUATION | set(range(0xD8, 0xDD)) | {0x20}),
    "Deva": (2_500, CONTINUATION | {0xE0, 0x20}),
}
# languages that py3langid does not know borrow a neighbour's column; telling words speak for them
BORROWED = {"ckb": "sdh", "sd": "ps", "ny": "sn", "mi": "sn"}
# Shona has no long vowels: Māori borrows the n-grams that hold one from Latvian
LONG_VOWELS = {"mi": ("lv", (b"\xc4\x81", b"\xc4\x93", b"\xc4\xab", b"\xc5\x8d", b"\xc5\xab"))}
STEP = 0.1


def features_of(model: LanguageIdentifier) -> list[bytes]:
    """Return the byte n-gram of each row of the table, read back from the automaton."""
    moves, rows, outputs = model.tk_nextmove, model._rowbase, model.tk_output
    spelt = {0: b""}
    queue = deque([0])
    while queue:
        state = queue.popleft()
        for byte in range(256):
            following = moves[rows[state] + byte]
            if following not in spelt:
                spelt[following] = spelt[state] + bytes([byte])
                queue.append(following)
    found: dict[int, bytes] = {}
    for state, text in spelt.items():
        row = outputs[state]
        if row >= 0 and (row not in found or len(text) < len(found[row])):
            found[row] = text
    return [found[row] for row in range(len(model.nb_ptc))]


def plain(feature: bytes) -> bytes | None:
    """Return an n-gram as the normal form has it (lower case; everything that is no letter is one space)."""
    start = 0
    while start < len(feature) and 0x80 <= feature[start] < 0xC0:
        start += 1
    end = len(feature)
    for back in range(1, min(4, len(feature)) + 1):
        lead = feature[-back]
        if lead >= 0xC0:
            if back < (2 if lead < 0xE0 else 3 if lead < 0xF0 else 4):
                end -= back
            break
        if lead < 0x80:
            break
    try:
        middle = feature[start:end].decode("utf-8").lower().encode("utf-8")
    except UnicodeDecodeError:
        return None
    joined = feature[:start] + middle + feature[end:]
    spaced = bytes(byte if byte >= 0x80 or 97 <= byte <= 122 else 0x20 for byte in joined)
    spaced = re.sub(b" +", b" ", spaced)
    return spaced if spaced.strip() else None


def merged(features: list[bytes], table: np.ndarray) -> tuple[list[bytes], np.ndarray]:
    """Add up the probabilities of n-grams that have one normal form."""
    rows: dict[bytes, list[int]] = {}
    for row, feature in enumerate(features):
        name = plain(feature)
        if name is not None:
            rows.setdefault(name, []).append(row)
    chances = np.exp(table.astype(np.float64))
    floor = chances.min(0)
    names = sorted(rows)
    together = np.array([chances[rows[name]].sum(0) - (len(rows[name]) - 1) * floor for name in names])
    return names, np.log(np.maximum(together, floor))


def main(folder: Path) -> None:
    """Write `ngrams.npz` into the data folder."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    names, table = merged(features_of(model), model.nb_ptc)
    spoken = [line.split("\t") for line in (folder / "languages.tsv").read_text(encoding="utf-8").splitlines()]
    arrays: dict[str, np.ndarray] = {}
    for script, (wanted, alphabet) in SCRIPTS.items():
        tags = [tag for tag, scripts, *_ in spoken if script in scripts.split()]
        columns = []
        for tag in tags:
            known = [column for column, label in enumerate(model.nb_classes) if label == BORROWED.get(tag, tag)]
            # Serbian has two columns, Cyrillic first
            columns.append(known[1] if tag == "sr" and script == "Latn" else known[0])
        chosen = table[:, columns]
        for tag, (lender, vowels) in LONG_VOWELS.items():
            if tag in tags:
                rows = [row for row, name in enumerate(names) if any(vowel in name for vowel in vowels)]
                chosen[rows, tags.index(tag)] = table[rows, list(model.nb_classes).index(lender)]
        centred = chosen - chosen.mean(1, keepdims=True)
        telling = (np.exp(chosen) * centred**2).sum(1)
        for row, name in enumerate(names):
            if not set(name) <= alphabet or (script != "Latn" and name.isascii()):
                telling[row] = 0
        rows = np.sort(np.argsort(-telling, kind="stable")[: min(wanted, int((telling > 0).sum()))])
        kept = [names[row] for row in rows]
        arrays[f"{script}.languages"] = np.array(tags)
        arrays[f"{script}.lengths"] = np.array([len(name) for name in kept], dtype=np.uint8)
        arrays[f"{script}.features"] = np.frombuffer(b"".join(kept), dtype=np.uint8)
        arrays[f"{script}.weights"] = np.clip(np.round(centred[rows] / STEP), -127, 127).astype(np.int8)
    np.savez_compressed(folder / "ngrams.npz", **arrays)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
