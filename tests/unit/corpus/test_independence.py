"""What would let a model cheat, or show that a text is not our own: repeats, give-away words, shallow cues, borrowed runs."""

import json
import lzma
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from fanzha import corpus
from fanzha.privacy import redact
from fanzha.taxonomy import BENIGN
from fanzha.text import normalise

TEXTS = corpus.load()
HERE = Path(__file__).parent
# The names of the types as people say them. Benign texts may use them: police publicity does.
GIVE_AWAY = {
    "": ["诈骗", "骗子", "被骗", "冒充", "虚假", "公检法", "刷单", "返利", "杀猪盘"],
    "acquaintance": ["领导", "熟人"],
    "benign": ["非诈骗"],
    "credit_record": ["征信"],
    "ecommerce_service": ["客服"],
    "game_trade": ["游戏"],
    "hacking": ["木马", "钓鱼"],
    "investment": ["投资", "理财"],
    "loan": ["贷款", "信用卡"],
    "military_purchase": ["部队", "军"],
    "romance": ["网恋", "交友", "婚恋"],
}


def _skeleton(sentence: str) -> str:
    """Mask amounts, identifiers and numerals, the parts that a template would fill."""
    masked = re.sub(r"\[[^\]]*\]|\*+", "#", redact(sentence))
    return re.sub(r"[\d一二两三四五六七八九十百千万某#]+", "#", re.sub(r"\s", "", normalise(masked)))


def test_no_sentence_is_a_template() -> None:
    where = defaultdict(set)
    for t in TEXTS:
        for sentence in re.split(r"[。！？!?；;\n]", t.text):
            if len(skeleton := _skeleton(sentence)) >= 8:
                where[skeleton].add(t.id)
    assert {s: sorted(ids) for s, ids in where.items() if len(ids) > 3} == {}


def test_hard_texts_do_not_name_their_type() -> None:
    told = [
        (t.id, word)
        for t in TEXTS
        if t.difficulty == "hard"
        for word in GIVE_AWAY.get(t.label, []) + (GIVE_AWAY[""] if t.label != BENIGN else [])
        if word in t.text
    ]
    assert told == []


def _held_out(features: sparse.csr_matrix, truth: np.ndarray, **kw: str) -> np.ndarray:
    batches = np.array([t.batch for t in TEXTS])
    model = LogisticRegression(max_iter=300, class_weight="balanced")
    return cross_val_predict(model, features, truth, groups=batches, cv=GroupKFold(4), **kw)


def test_opening_and_length_do_not_tell_the_type() -> None:
    """A held-out classifier of the first five characters and the length knows next to nothing."""
    truth = np.array([t.label for t in TEXTS])
    openings = [normalise(t.text)[:5] for t in TEXTS]
    names = {f: i for i, f in enumerate(sorted({f"{i}{c}" for o in openings for i, c in enumerate(o)} | set(openings)))}
    rows = [[names[o], *(names[f"{i}{c}"] for i, c in enumerate(o))] for o in openings]
    flat, starts = np.concatenate(rows), np.r_[0, np.cumsum([len(r) for r in rows])]
    cues = sparse.csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(rows), len(names)))
    bands = np.digitize([len(t.text) for t in TEXTS], [15, 25, 40, 60, 80, 100, 130, 170, 220, 300])
    lengths = sparse.csr_matrix(np.eye(11)[bands])
    said = _held_out(sparse.hstack([cues, lengths]).tocsr(), truth)
    assert f1_score(truth, said, average="macro") < 0.20


def test_form_and_length_do_not_tell_fraud_from_honest() -> None:
    honest = np.array([t.label == BENIGN for t in TEXTS])
    forms = sorted({t.form for t in TEXTS})
    one_hot = np.eye(len(forms))[[forms.index(t.form) for t in TEXTS]]
    length = np.log([len(t.text) for t in TEXTS])[:, None]
    for cue in (one_hot, np.hstack([length, length**2])):
        score = _held_out(sparse.csr_matrix(cue), honest, method="predict_proba")[:, 1]
        assert roc_auc_score(honest, score) < 0.65


def _public(folder: Path) -> list[str]:
    texts = [
        json.loads(line)["text"]
        for path in sorted(folder.glob("*/*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    for path in sorted(folder.glob("*/*.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            texts += lines
    return texts


@pytest.mark.shared_data
def test_nothing_is_borrowed_from_public_sets(data_dir: Path) -> None:
    """No run of eight Han characters stands in a public text too, save the listed phrases of everyday officialdom."""
    phrases = (HERE / "boilerplate.txt").read_text(encoding="utf-8").split()
    known = {p[i : i + 8] for p in phrases for i in range(len(p) - 7)}
    own: defaultdict[str, set[str]] = defaultdict(set)
    for t in TEXTS:
        for run in re.findall(r"[\u4e00-\u9fff]{8,}", re.sub(r"[^\w]|_", "", normalise(t.text))):
            for i in range(len(run) - 7):
                own[run[i : i + 8]].add(t.id)
    shared: dict[str, list[str]] = {}
    for text in _public(data_dir):
        bare = re.sub(r"[^\w]|_", "", normalise(text))
        for i in range(len(bare) - 7):
            if (gram := bare[i : i + 8]) in own and gram not in known:
                shared[gram] = sorted(own[gram])
    assert shared == {}


def test_every_listed_phrase_is_still_needed() -> None:
    """The list is no store of excuses: each phrase stands in the corpus, and is short."""
    phrases = (HERE / "boilerplate.txt").read_text(encoding="utf-8").split()
    everything = "\n".join(re.sub(r"[^\w]|_", "", normalise(t.text)) for t in TEXTS)
    assert [p for p in phrases if p not in everything or not 8 <= len(p) <= 12] == []
    assert len(set(phrases)) == len(phrases)
