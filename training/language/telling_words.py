"""Print the words that tell languages of one group apart, to complete `kin.tsv` by hand.

    python training/language/telling_words.py hr,sr ROWS.jsonl...

A row holds `lang`, and `text` or `tokens`. Only words in lower case are counted, so that names stay out.
"""

import json
import math
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

MOST = 260
FEWEST = 4
PURE = 0.93


def main(group: list[str], paths: list[Path]) -> None:
    """Print for each language the words that at least 93 % of their rate is in it, the most telling first."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sentences: Counter[str] = Counter()
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            row = json.loads(line)
            if row["lang"] in group:
                text = row.get("text") or " ".join(row["tokens"])
                counts[row["lang"]].update({word for word in re.findall(r"[^\W\d_]{2,}", text) if word.islower()})
                sentences[row["lang"]] += 1
    for tag in group:
        told = []
        for word, count in counts[tag].items():
            rate = count / sentences[tag]
            other = max((counts[one][word] + 0.2) / sentences[one] for one in group if one != tag)
            if count >= FEWEST and rate / (rate + other) >= PURE:
                told.append((rate * math.log(rate / other), word))
        print(tag, " ".join(word for _, word in sorted(told, reverse=True)[:MOST]))


if __name__ == "__main__":
    main(sys.argv[1].split(","), [Path(name) for name in sys.argv[2:]])
