"""The linear model as one ONNX graph from code points to probabilities, so that services in any language give the same answers.

Every step of `fanzha.classifiers.linear` is spelt out in standard operators on whole arrays: folding, readings, hashing,
sums, softmax, what excerpts say and the decision.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fanzha.bundle import Bundle
from fanzha.classifiers import LinearClassifier
from fanzha.classifiers.excerpts import CERTAIN
from fanzha.decide import FAMILIARITY_Z, DecisionRule
from fanzha.errors import InputError
from fanzha.graph import Graph, Typed
from fanzha.portable_texts import Texts, excerpts, has_excerpts, sum_by
from fanzha.text.content import kinds
from fanzha.text.ngrams import MIX_1, MIX_2, SHIFT
from fanzha.text.tokens import SYLLABLE, TABLE_SIZE

USAGE = (
    "code_points: the Unicode code points of all texts, one text after another; lengths: how many code points each text has; "
    "label: column of probabilities, named in labels; needs_review: a person must look"
)
_MEASURED = {"precision", "coverage", "n"}  # of a rule: what it reached, not what it does
_ZERO, _A, _Z = 0x30, 0x61, 0x7A
_NEWLINE = 0x0A
_LETTERS = 26
_FAR = 1 << 60  # beyond every place in an array
# Nothing from here on is assigned but tags and private planes.
_LAST = 0x34000


def export_onnx(bundle: Bundle, path: Path) -> list[Path]:
    """Write a bundle with a linear classifier as one ONNX file.

    Inputs are ``code_points`` (int32, all texts one after another) and ``lengths`` (int64, (n,)); outputs are
    ``probabilities`` (float32, (n, k)), ``label`` (int64, (n,), a column) and ``needs_review`` (bool, (n,)). Code points
    that are none count as invisible; lengths below 0 count as 0, and texts end where the code points end.

    Parameters
    ----------
    bundle : Bundle
    path : Path
        Replaced in one step.

    Returns
    -------
    list of Path
        The file.

    Raises
    ------
    InputError
        If the classifier is of another kind, or the path that of a folder.
    MissingExtraError
        If onnx is not installed.
    """
    data = build(bundle)
    if path.is_dir():
        raise InputError("--onnx must name a file", "a folder", "name a file in it")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.part")
    fresh.write_bytes(data)
    fresh.replace(path)
    return [path]


def build(bundle: Bundle) -> bytes:
    """Return what `export_onnx` writes; the same bytes for the same bundle."""
    classifier = bundle.classifier
    if not isinstance(classifier, LinearClassifier):
        raise InputError("this export must be given a linear model", classifier.kind, "choose another --model")
    g, k = Graph(), len(classifier.classes)
    scorer, texts = _Scorer(g, classifier), _inputs(g)
    chars = scorer.characters(texts)
    probabilities, familiarity = scorer.probabilities(chars), scorer.familiarity(chars)
    gate = classifier.tensors()["gate"].astype(np.float32)
    if len(gate):
        probabilities = _let_excerpts_speak(g, scorer, texts, probabilities, gate)
    g.rename(probabilities, "probabilities")
    g.rename(g.op("ArgMax", probabilities, axis=1, keepdims=0), "label")
    g.rename(_needs_review(g, bundle.rule, texts, probabilities, familiarity), "needs_review")
    metadata = {
        "labels": json.dumps(list(classifier.classes), ensure_ascii=False),
        **{name: json.dumps(value) for name, value in bundle.rule.model_dump(mode="json", exclude=_MEASURED).items()},
        "model_version": bundle.version,
        "taxonomy_version": str(bundle.taxonomy.version),
        "usage": USAGE,
    }
    inputs: dict[str, Typed] = {"code_points": (np.int32, ["points"]), "lengths": (np.int64, ["texts"])}
    outputs: dict[str, Typed] = {
        "probabilities": (np.float32, ["texts", k]),
        "label": (np.int64, ["texts"]),
        "needs_review": (np.bool_, ["texts"]),
    }
    return g.model("fanzha", inputs, outputs, metadata)


def _inputs(g: Graph) -> Texts:
    """Cut the code points into texts; what is left over belongs to none and is dropped."""
    size = g.op("Shape", "code_points")
    lengths = g.op("Clip", "lengths", g.constant(0), g.op("Squeeze", size))
    used = g.op("Min", g.op("ReduceSum", lengths, g.constant([0])), size)
    # A code point belongs to the text before which as many texts end.
    ends = g.op("Min", g.op("CumSum", lengths, g.constant(0)), used)
    ended = g.scatter(g.full(g.op("Add", used, g.constant([1])), 0), ends, g.full(g.op("Shape", ends), 1), "add")
    row = g.part(g.op("CumSum", ended, g.constant(0)), 0, 1)
    return Texts(g.op("Slice", "code_points", g.constant([0]), used), row, g.op("Shape", "lengths"))


class _Scorer:
    """The steps of the classifier, to be added to a graph as often as they are needed."""

    def __init__(self, g: Graph, classifier: LinearClassifier) -> None:
        self.g, self.settings, self.k = g, classifier.settings, len(classifier.classes)
        tensors = classifier.tensors()
        following, ends, self.longest = _trie(tuple(tensors["syllables"].tobytes().decode("ascii").split("\n")))
        self.following, self.ends = g.constant(following), g.constant(ends)
        self.fold = g.constant(tensors["fold"], np.int32)
        self.syllable = g.constant(tensors["syllable"], np.uint16)
        # A last row of zeros takes unknown n-grams, and what is no n-gram.
        weights = np.concatenate([tensors["weights"], np.zeros((1, self.k), np.int8)])
        place = np.full((1 << self.settings.bits) + 1, len(weights) - 1)
        place[tensors["buckets"]] = np.arange(len(weights) - 1)
        self.weights, self.place = g.constant(weights, np.int8), g.constant(place, np.int32)
        familiar = np.unpackbits(tensors["familiar"].astype(np.uint8), bitorder="little")
        self.familiar = g.constant(np.r_[familiar, 0], np.bool_)
        s = self.settings
        self.honest = classifier.classes.index(s.honest) if s.honest in classifier.classes else -1
        self.scale, self.bias = (g.constant(tensors[name], np.float64) for name in ("scale", "bias"))

    def probabilities(self, chars: Texts) -> str:
        """(n, k) float32: each text as a whole."""
        g, s = self.g, self.settings
        total = g.full(g.op("Concat", chars.count, g.constant([self.k]), axis=0), 0, np.int32)
        length = g.full(chars.count, 0)
        spaced = [(n, 1) for n in s.orders] + [(2, step) for step in range(2, s.skips + 2)]
        pairs = [(chars, spaced)] if spaced else []
        if s.reading_orders:
            pairs.append((self._readings(chars), [(n, 1) for n in s.reading_orders]))
        for tokens, grams in pairs:
            size, rows = tokens.lengths(g), ""
            for (order, step), bucket in zip(grams, self._buckets(tokens, grams, s.bits), strict=True):
                own = g.cast(g.op("Gather", self.weights, g.take(self.place, bucket)), np.int32)
                rows = g.op("Add", rows, own) if rows else own
                number = g.op("Max", g.op("Sub", size, g.constant((order - 1) * step)), g.constant(0))
                length = g.op("Add", length, number)
            total = g.op("Add", total, g.sums(rows, size, g.constant(np.zeros((1, self.k)), np.int32)))
        root = g.op("Sqrt", g.cast(g.op("Max", length, g.constant(1)), np.float64))
        share = g.op("Div", self.scale, g.op("Unsqueeze", root, g.constant([1])))
        logits = g.op("Add", g.op("Mul", g.cast(total, np.float64), share), self.bias)
        return g.cast(g.op("Softmax", logits, axis=1), np.float32)

    def familiarity(self, chars: Texts) -> str:
        """(n,) float32: share of the pairs of neighbouring characters that several sources held."""
        g = self.g
        (bucket,) = self._buckets(chars, [(2, 1)], self.settings.pair_bits)
        known = sum_by(g, g.cast(g.take(self.familiar, bucket), np.int64), chars)
        pairs = g.op("Max", g.op("Sub", chars.lengths(g), g.constant(1)), g.constant(1))
        return g.cast(g.op("Div", g.cast(known, np.float64), g.cast(pairs, np.float64)), np.float32)

    def characters(self, texts: Texts) -> Texts:
        """Fold code points; see `fanzha.text.tokens.characters`."""
        g = self.g
        # A negative code point finds the last place of the table, as one beyond it does.
        inside = g.op("Clip", texts.value, g.constant(-1, np.int32), g.constant(TABLE_SIZE - 1, np.int32))
        folded = g.take(self.fold, inside)
        chars = Texts(folded, texts.row, texts.count).kept(g, g.cast(folded, np.bool_))
        digit = g.op("Equal", chars.value, g.constant(_ZERO, np.int32))
        again = g.op("And", digit, g.before(digit, False, np.bool_))
        again = g.op("And", again, g.op("Equal", chars.row, g.before(chars.row, -1)))
        chars = chars.kept(g, g.op("Not", again))
        return Texts(g.cast(chars.value, np.int64), chars.row, chars.count)

    def _readings(self, chars: Texts) -> Texts:
        """Turn characters into syllables; see `fanzha.text.tokens.readings`."""
        g = self.g
        number = g.cast(g.take(self.syllable, chars.value), np.int64)
        heard = g.op("Add", number, g.constant(SYLLABLE))
        token = g.op("Where", g.op("Greater", number, g.constant(0)), heard, chars.value)
        above, below = g.op("GreaterOrEqual", token, g.constant(_A)), g.op("LessOrEqual", token, g.constant(_Z))
        at = g.places(g.op("And", above, below))
        some = g.op("Greater", g.op("Size", at), g.constant(0))
        with g.nested() as yes:
            spelt, keep = self._spell(g.take(token, at), g.take(chars.row, at), at)
            everywhere = g.full(g.op("Shape", token), True, np.bool_)
            kept = g.scatter(everywhere, at, keep)
            found = Texts(g.scatter(token, at, spelt), chars.row, chars.count).kept(g, kept)
            yes.give(found.value, found.row)
        with g.nested() as no:
            no.give(g.op("Identity", token), g.op("Identity", chars.row))
        value, row = g.choose(some, yes, no)
        return Texts(value, row, chars.count)

    def _spell(self, token: str, row: str, at: str) -> tuple[str, str]:
        """Cut runs of letters into the longest syllables; return tokens, and where one begins."""
        g = self.g
        size = g.op("Shape", token)
        follows = g.op("Equal", g.op("Sub", at, g.before(at, -1)), g.constant(1))
        begins = g.op("Not", g.op("And", follows, g.op("Equal", row, g.before(row, -1))))
        run = g.op("CumSum", g.cast(begins, np.int64), g.constant(0))
        # The longest syllable from every letter on, all at once; a step out of the run leads where nothing follows.
        letter = g.op("Sub", token, g.constant(_A))
        letters = g.op("Concat", letter, g.constant([_LETTERS] * self.longest), axis=0)
        runs = g.op("Concat", run, g.constant([0] * self.longest), axis=0)
        node, best = g.full(size, 0), g.full(size, 0)
        length = g.full(size, 1)
        for i in range(self.longest):
            same = g.op("Equal", g.part(runs, i, self.longest - i), run)
            step = g.op("Where", same, g.part(letters, i, self.longest - i), g.constant(_LETTERS))
            node = g.take(self.following, g.op("Add", g.op("Mul", node, g.constant(_LETTERS + 1)), step))
            if i:
                end = g.take(self.ends, node)
                ended = g.op("Greater", end, g.constant(0))
                best = g.op("Where", ended, end, best)
                length = g.op("Where", ended, g.constant(i + 1), length)
        spelt = g.op("Where", g.op("Greater", best, g.constant(0)), g.op("Add", best, g.constant(SYLLABLE)), token)
        # From the beginning of each run, cut to cut: each round doubles how far the cuts are known.
        ordinal = g.ordinals(g.op("Squeeze", size))
        onward = g.op("Concat", g.op("Add", ordinal, length), size, axis=0)
        cut = g.op("Concat", g.cast(begins, np.int64), g.constant([0]), axis=0)
        of_run = g.scatter(g.full(g.op("Add", size, g.constant([1])), 0), run, g.full(size, 1), "add")
        most = g.cast(g.op("ReduceMax", of_run, keepdims=0), np.float64)
        rounds = g.op("Div", g.op("Log", most), g.constant(np.log(2), np.float64))
        rounds = g.op("Add", g.cast(g.op("Floor", rounds), np.int64), g.constant(2))
        known = (np.int64, ["letters"])
        with g.nested((np.int64, []), (np.bool_, []), known, known) as body:
            _, goes_on, reached, hop = body.inputs
            further = g.scatter(reached, hop, reached, "max")
            body.give(g.op("Identity", goes_on), further, g.take(hop, hop))
        cut, _ = g.loop(rounds, body, cut, onward)
        return spelt, g.cast(g.part(cut, 0, 1), np.bool_)

    def _buckets(self, tokens: Texts, grams: Sequence[tuple[int, int]], bits: int) -> list[str]:
        """Hash the n-gram that begins at each token, order by order; see `fanzha.text.ngrams`."""
        g, more = self.g, max((order - 1) * step for order, step in grams)
        value = g.op("Concat", tokens.value, g.constant([0] * more), axis=0)
        row = g.op("Concat", tokens.row, g.constant([-1] * more), axis=0)
        buckets = []
        for order, step in grams:
            mixed = g.constant(order)
            for i in range(order):
                mixed = self._multiplied(g.op("BitwiseXor", g.part(value, i * step, more - i * step), mixed), MIX_1)
                mixed = g.op("BitwiseXor", mixed, self._shifted(mixed, SHIFT))
            bucket = self._shifted(self._multiplied(mixed, MIX_2), 64 - bits)
            reach = (order - 1) * step
            inside = g.op("Equal", g.part(row, reach, more - reach), tokens.row)
            buckets.append(g.op("Where", inside, bucket, g.constant(1 << bits)) if order > 1 else bucket)
        return buckets

    def _multiplied(self, value: str, factor: int) -> str:
        # Signed and unsigned products have the same 64 bits; runtimes multiply signed ones.
        return self.g.op("Mul", value, self.g.constant(factor - (1 << 64)))

    def _shifted(self, value: str, places: int) -> str:
        g = self.g
        shifted = g.op("BitShift", g.cast(value, np.uint64), g.constant(places, np.uint64), direction="RIGHT")
        return g.cast(shifted, np.int64)


def _let_excerpts_speak(g: Graph, scorer: _Scorer, texts: Texts, probabilities: str, gate: NDArray[np.float32]) -> str:
    """Mix what honest-looking texts get with what their most suspicious excerpts get; see `fanzha.classifiers.excerpts`."""
    honest = g.constant(scorer.honest)
    calm = g.op("Equal", g.op("ArgMax", probabilities, axis=1, keepdims=0), honest)
    looked = g.op("And", calm, has_excerpts(g, texts))
    some = g.op("Greater", g.op("Size", g.places(looked)), g.constant(0))
    with g.nested() as yes:
        found, owner = excerpts(g, texts.kept(g, g.take(looked, texts.row)))
        alone = scorer.probabilities(scorer.characters(found))
        own, before = g.op("Gather", alone, honest, axis=1), g.op("Gather", probabilities, honest, axis=1)
        number = g.scatter(g.full(texts.count, 0), owner, g.full(g.op("Shape", owner), 1), "add")
        worst = g.scatter(g.full(texts.count, 2, np.float32), owner, own, "min")
        # The first of equally suspicious ones.
        at = g.places(g.op("Equal", own, g.take(worst, owner)))
        silent = g.op("Squeeze", g.op("Shape", own))
        pick = g.scatter(g.op("Expand", silent, texts.count), g.take(owner, at), at, "min")
        spoken = g.op("Less", pick, silent)
        alone = g.op("Concat", alone, g.constant(np.ones((1, scorer.k)), np.float32), axis=0)
        logit = g.constant(gate[3], np.float64)
        signs = (_log_odds(g, worst), _log_odds(g, before), g.op("Log", g.cast(number, np.float64)))
        for weight, sign in zip(gate, signs, strict=False):
            logit = g.op("Add", logit, g.op("Mul", g.constant(weight, np.float64), sign))
        share = g.op("Unsqueeze", g.op("Sigmoid", logit), g.constant([1]))
        whole, picked = g.cast(probabilities, np.float64), g.cast(g.op("Gather", alone, pick), np.float64)
        mixed = g.op(
            "Add", g.op("Mul", g.op("Sub", g.constant(1, np.float64), share), whole), g.op("Mul", share, picked)
        )
        spoken = g.op("Unsqueeze", spoken, g.constant([1]))
        yes.give(g.op("Where", spoken, g.cast(mixed, np.float32), probabilities))
    with g.nested() as no:
        no.give(g.op("Identity", probabilities))
    return g.choose(some, yes, no)[0]


def _log_odds(g: Graph, honest: str) -> str:
    """Log-odds of fraud, double."""
    own, certain = g.cast(honest, np.float64), g.constant(CERTAIN, np.float64)
    other = g.op("Sub", g.constant(1, np.float64), own)
    return g.op("Sub", g.op("Log", g.op("Max", other, certain)), g.op("Log", g.op("Max", own, certain)))


def _needs_review(g: Graph, rule: DecisionRule, texts: Texts, probabilities: str, familiarity: str) -> str:
    """(n,) bool; see `fanzha.decide.decide`."""
    top = g.op("ReduceMax", probabilities, g.constant([1]), keepdims=0)
    unsure = g.op("Not", g.op("GreaterOrEqual", top, g.constant(rule.threshold, np.float32)))
    table = kinds()
    place = g.op("Clip", texts.value, g.constant(-1, np.int32), g.constant(len(table) - 1, np.int32))
    kind = g.take(g.constant(table, np.uint8), place)
    none, letter = g.constant(0, np.uint8), g.constant(1, np.uint8)
    characters = sum_by(g, g.cast(g.op("Greater", kind, none), np.int64), texts)
    han = sum_by(g, g.cast(g.op("Greater", kind, letter), np.int64), texts)
    short = g.op("Less", characters, g.constant(rule.min_characters))
    wanted = g.op("Mul", g.constant(rule.min_han, np.float64), g.cast(characters, np.float64))
    foreign = g.op("Less", g.cast(han, np.float64), wanted)
    share = g.cast(familiarity, np.float64)
    pairs = g.cast(g.op("Max", g.op("Sub", characters, g.constant(1)), g.constant(1)), np.float64)
    spread = g.op("Mul", share, g.op("Sub", g.constant(1, np.float64), share))
    spread = g.op("Sqrt", g.op("Div", spread, pairs))
    most = g.op("Add", share, g.op("Mul", g.constant(FAMILIARITY_Z, np.float64), spread))
    unfamiliar = g.op("Less", most, g.constant(rule.min_familiarity, np.float64))
    return g.op("Or", g.op("Or", unsure, unfamiliar), g.op("Or", foreign, short))


def _trie(syllables: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return the syllables as a tree of letters.

    Returns
    -------
    following : ndarray, shape (nodes * 27,)
        The next node by node and letter; where none follows, the last node, which leads nowhere. The 27th letter is any
        other character.
    ends : ndarray, shape (nodes,)
        The number of the syllable that ends at a node; 0 for none.
    longest : int
    """
    following, ends = [[0] * (_LETTERS + 1)], [0]
    spelt = {s: number for number, s in enumerate(syllables, 1) if s and all("a" <= c <= "z" for c in s)}
    for syllable, number in spelt.items():
        node = 0
        for c in syllable:
            at = ord(c) - _A
            if not following[node][at]:
                following[node][at] = len(following)
                following.append([0] * (_LETTERS + 1))
                ends.append(0)
            node = following[node][at]
        ends[node] = number
    nowhere = len(following)
    table = np.array([*following, [0] * (_LETTERS + 1)])
    table[table == 0] = nowhere
    return table.ravel(), np.array([*ends, 0]), max(map(len, spelt), default=1)
