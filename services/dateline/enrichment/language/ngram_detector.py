"""Dateline's own detector: the script first, then n-grams and words among the languages written in it."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import isqrt

import numpy as np
import xxhash
from numpy.typing import NDArray

from dateline.enrichment.language.calibration import HIGHEST, confidence
from dateline.enrichment.language.detector import NOTHING, Guess
from dateline.enrichment.language.kin import shared_kin
from dateline.enrichment.language.languages import known_languages
from dateline.enrichment.language.normal import looks_like_code, without_markup
from dateline.enrichment.language.script import script_table
from dateline.enrichment.language.script_model import ScriptModel
from dateline.enrichment.language.silence import tells_nothing
from dateline.enrichment.language.windows import spread, windows, without_kicker

_DATA = files(__package__) / "data"
_FILES = ("languages.tsv", "words.tsv", "kin.tsv", "parts.tsv", "scripts.tsv", "ngrams.npz", "vocabulary.npz")
_LONGEST = 30_000
# first a glance, then a look where the glance leaves doubt: (stretches, characters of each)
_LOOKS = ((2, 56), (6, 120))
_SURE = 0.95
_CLEAR = 0.9
# the words in four stretches decide where they speak for one language by this much more than for the next (its kin),
# and in no stretch by more than that for another; in tenths of a nat
_LONG = 900
_WORD_WINDOWS = (4, 80)
_WORD_LEAD = 300
_WORD_LEAD_OF_KIN = 450
_WORD_DISSENT = 60
_SCRIPT_SAMPLE = 32
_WORD_SAMPLE = 100
_SAMPLE = 64
_BATCH = 256
# two common words, in tenths of a nat
_AT_HOME = 60
# a stretch that speaks louder by this much for another language, in tenths of a nat, leaves doubt
_DISSENT = 40
_SHORT = 160
# the script is told by this many characters spread over the text
_SPREAD = 128
# priors are meant for a text of this many bytes, and grow as evidence does
_PRIOR_BYTES = 64
# in a script without n-grams a language shows itself by letters and particles, and is not there where these are not
_PARTS_TELL = 8
_MOST_CHARACTERS = 2_000
# kin are told apart by words where the n-grams leave less than this between them, in tenths of a nat
_KIN_DOUBT = 250
# 0.03 nats a byte
_KIN_ERROR = 3
_EXCLUDED = -(2**30)


class NgramDetector:
    """py3langid's n-gram table, reduced to what tells and kept in whole numbers, with telling words beside it."""

    name = "ngrams"

    def __init__(self, languages: tuple[str, ...] = ()) -> None:
        known = known_languages()
        self.version = _version()
        self.languages = tuple(tag for tag in known if not languages or tag in languages)
        self._scripts = script_table()
        self._models = _models()
        self._priors = {
            script: np.array([known[tag].prior for tag in model.languages], dtype=np.int32)
            for script, model in self._models.items()
        }
        # what keeps a language out that is not to be chosen
        self._closed = {
            script: np.array([0 if tag in self.languages else _EXCLUDED for tag in model.languages], dtype=np.int32)
            for script, model in self._models.items()
        }

    def detect(self, text: str) -> Guess:
        """Return the language of a text. Of a long one a few stretches are read, and more where these leave doubt."""
        text = without_markup(text[:_LONGEST])
        guess, agreed = NOTHING, False
        script = self._scripts.main(spread(text, _SPREAD))
        if tells_nothing(text, script):
            return NOTHING
        if len(text) >= _LONG:
            told = self._by_words(windows(text, *_WORD_WINDOWS), script)
            if told:
                return told
        for count, width in _LOOKS:
            parts = windows(text, count, width) if len(text) > _SHORT else without_kicker(text)
            guess, agreed = self._look(text, parts, script)
            if (agreed and guess.confidence >= _SURE) or len(parts) == 1:
                break
        return guess

    def compare(self, pieces: Sequence[str], tag: str) -> list[Guess]:
        """Return the language of each piece; a sample of it is read first, and the whole where that leaves doubt."""
        if tag not in self.languages:
            return [NOTHING] * len(pieces)
        batches = (pieces[start : start + _BATCH] for start in range(0, len(pieces), _BATCH))
        return [guess for batch in batches for guess in self._compare(batch, tag)]

    def _compare(self, pieces: Sequence[str], tag: str) -> list[Guess]:
        samples = [_middle(piece, _WORD_SAMPLE) for piece in pieces]
        guesses = [Guess(tag, HIGHEST)] * len(pieces)
        at_home = []
        for place, (own, letters) in enumerate(
            self._scripts.share([spread(piece, _SCRIPT_SAMPLE) for piece in pieces], known_languages()[tag].scripts)
        ):
            if not letters:
                guesses[place] = NOTHING
            elif own * 2 < letters:
                guess = self.detect(pieces[place])
                # its script says that it is not `tag`; what is left to doubt is which of the script's languages it is
                guesses[place] = Guess(guess.tag, HIGHEST) if guess.confidence >= _CLEAR else guess
            else:
                at_home.append(place)
        for place in self._doubtful([samples[place] for place in at_home], tag):
            guesses[at_home[place]] = self._against(without_markup(pieces[at_home[place]][:_LONGEST]), tag)
        return guesses

    def _doubtful(self, samples: Sequence[str], tag: str) -> list[int]:
        """Return the places of the samples that another language speaks louder in."""
        model = self._model_of(samples, tag)
        if model is None:
            return []
        own = model.languages.index(tag)
        told = model.score_words(samples)
        # where no language has more of its common words in a piece, and this one some, it is at home
        each_told = zip(told[:, own].tolist(), told.max(axis=1).tolist(), strict=True)
        silent = [place for place, (mine, most) in enumerate(each_told) if mine < _AT_HOME or mine < most]
        if not silent:
            return []
        _, each, _ = model.score([_middle(samples[place], _SAMPLE) for place in silent])
        lead = each.max(axis=1) - each[:, own]
        return [silent[place] for place in np.flatnonzero(lead > _DISSENT)]

    def _model_of(self, texts: Sequence[str], tag: str) -> ScriptModel | None:
        """Return the model that tells `tag` from its neighbours, None where its script does."""
        for script in known_languages()[tag].scripts:
            model = self._models[script]
            if len(model.languages) > 1 and texts and script == self._scripts.main(texts[0]):
                return model
        return None

    def _against(self, text: str, tag: str) -> Guess:
        """Return the best language of a text, with the probability that it is that rather than `tag`."""
        text = text[:_MOST_CHARACTERS]
        model = self._model_of([text], tag)
        script = self._scripts.main(text)
        if model is None or script is None or looks_like_code(text):
            return NOTHING
        scores, size = self._scores(model, script, [text])[0], len(text.encode("utf-8", "replace"))
        own = model.languages.index(tag)
        best = int(scores.argmax())
        kin = shared_kin(model.languages[best], tag)
        if kin:
            scores = _with_kin(scores, kin.score(text), model)
            best = int(scores.argmax())
        lead = int(scores[best] - scores[own])
        # a language is hardly quoted in its next of kin, and easily taken for it
        sure = confidence(lead // 3 if kin else lead, size)
        if best == own:
            return Guess(tag, sure)
        return Guess(model.languages[best], sure)

    def _scores(
        self, model: ScriptModel, script: str, parts: Sequence[str]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], int]:
        """Return the scores of some parts together with the priors, the scores of each without, and the bytes read."""
        together, each, sizes = model.score(parts)
        size = sum(sizes)
        priors = self._priors[script] * max(8, isqrt(size)) // isqrt(_PRIOR_BYTES)
        return together + priors + self._closed[script], each, size

    def _by_words(self, parts: Sequence[str], script: str | None) -> Guess | None:
        """Return the language whose common words a long text is full of, None where no language's clearly are."""
        model = self._models.get(script or "")
        if model is None or script is None or len(model.languages) == 1 or not model.has_words:
            return None
        each = model.score_words(parts)
        told = np.add.reduce(each, axis=0) + self._closed[script]
        best, second, lead = _leaders(told)
        if told[best] < _EXCLUDED // 2:
            return None
        needed = _WORD_LEAD_OF_KIN if shared_kin(model.languages[best], model.languages[second]) else _WORD_LEAD
        if lead < needed or (each.max(axis=1) - each[:, best] > _WORD_DISSENT).any():
            return None
        return Guess(model.languages[best], HIGHEST)

    def _look(self, text: str, parts: Sequence[str], script: str | None) -> tuple[Guess, bool]:
        """Return the guess that some parts of a text give together, and whether each gives it alone."""
        if script not in self._models:
            return NOTHING, False
        model = self._models[script]
        if len(model.languages) == 1:
            return (Guess(model.languages[0], HIGHEST) if model.languages[0] in self.languages else NOTHING), True
        if script == "Latn" and looks_like_code("".join(parts)):
            return NOTHING, False
        scores, each, size = self._scores(model, script, parts)
        best, second, margin = _leaders(scores)
        if scores[best] < _EXCLUDED // 2:
            return NOTHING, False
        kin = margin < _KIN_DOUBT and shared_kin(model.languages[best], model.languages[second])
        if kin:
            told = kin.score(text[:_MOST_CHARACTERS])
            best, second, margin = _leaders(_with_kin(scores, told, model))
            if _hardly_told(model.languages[best], model.languages[second], told, margin, size):
                best, margin = second, 0
        if not model.has_ngrams:
            margin *= _PARTS_TELL
        agreed = bool((each.max(axis=1) - each[:, best] <= _DISSENT).all())
        return Guess(model.languages[best], confidence(margin, size)), agreed


def _with_kin(scores: NDArray[np.int32], told: dict[str, int], model: ScriptModel) -> NDArray[np.int32]:
    """Let the words that tell kin apart speak too."""
    raised = scores.copy()
    for tag, score in told.items():
        if tag in model.languages:
            raised[model.languages.index(tag)] += score
    return raised


def _hardly_told(best: str, second: str, told: dict[str, int], lead: int, size: int) -> bool:
    """Tell whether words are silent between kin, the rarer one leads, and by less than n-grams err by."""
    known = known_languages()
    rarer = known[best].prior < known[second].prior
    return rarer and told.get(best) == told.get(second) and lead * _KIN_ERROR < size


def _middle(text: str, length: int) -> str:
    start = max(0, (len(text) - length) // 2)
    return text[start : start + length]


def _leaders(scores: NDArray[np.int32]) -> tuple[int, int, int]:
    """Return the places of the best and the second best score, and the difference."""
    values = scores.tolist()
    high = max(values)
    best = values.index(high)
    values[best] = _EXCLUDED * 2
    next_high = max(values)
    return best, values.index(next_high), high - next_high


@cache
def _models() -> dict[str, ScriptModel]:
    spoken: dict[str, list[str]] = {}
    for language in known_languages().values():
        for script in language.scripts:
            spoken.setdefault(script, []).append(language.tag)
    with (_DATA / "ngrams.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        models = {}
        for script, tags in spoken.items():
            if f"{script}.weights" in arrays:
                ends = np.cumsum(arrays[f"{script}.lengths"], dtype=np.intp).tolist()
                joined = arrays[f"{script}.features"].tobytes()
                features = [joined[start:end] for start, end in zip([0, *ends], ends, strict=False)]
                order = arrays[f"{script}.languages"].tolist()
                models[script] = ScriptModel(script, order, features, arrays[f"{script}.weights"])
            else:
                models[script] = ScriptModel(script, tags, (), None)
    return models


def _version() -> str:
    digest = xxhash.xxh3_64()
    for name in _FILES:
        digest.update((_DATA / name).read_bytes())
    return digest.hexdigest()[:8]
