import json
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from fanzha import corpus, taxonomy
from fanzha.errors import InputError
from fanzha.privacy.bank_card import luhn
from fanzha.privacy.resident_id import has_valid_checksum
from fanzha.taxonomy import BENIGN
from fanzha.text import normalise

FORMS = {
    "script": {"sms", "chat", "call", "post"},
    "narrative": {"police_brief", "victim_statement", "call_note", "summary_line"},
}
FACTS = {"victim_age", "victim_sex", "occupation", "loss_yuan", "contact_channel", "payment", "occurred_on"}
TEXTS = corpus.load()


def test_every_text_is_complete() -> None:
    types = taxonomy.load()
    for t in TEXTS:
        assert t.label in types.codes, t.id
        assert t.form in FORMS[t.register], t.id
        assert t.difficulty in {"easy", "medium", "hard"}, t.id
        assert t.lang in {"zh-Hans", "zh-Hant", "yue"}, t.id
        assert re.fullmatch(r"[a-z0-9_]+", t.subtype), t.id
        assert t.id.startswith(f"{t.batch}-"), t.id
        assert normalise(t.text), t.id
        assert (t.facts is not None) == (t.register == "narrative"), t.id
    assert len({t.id for t in TEXTS}) == len(TEXTS)


def test_facts_are_of_the_right_kind() -> None:
    for t in TEXTS:
        if t.facts is None:
            continue
        assert set(t.facts) == FACTS, t.id
        age, sex, loss, when = (t.facts[k] for k in ("victim_age", "victim_sex", "loss_yuan", "occurred_on"))
        assert age is None or 0 < age < 120, t.id
        assert sex in {None, "female", "male"}, t.id
        assert loss is None or loss >= 0, t.id
        assert t.facts["occupation"] is None or t.facts["occupation"] in t.text, t.id
        if when is not None:
            date.fromisoformat(when if not when.startswith("--") else f"2024-{when[2:]}")


def test_every_type_stands_in_every_form() -> None:
    cells, types = Counter((t.label, t.form) for t in TEXTS), Counter(t.label for t in TEXTS)
    thin = {(c, f): cells[c, f] for c in taxonomy.load().codes for form in FORMS.values() for f in form}
    assert {cell: n for cell, n in thin.items() if n < 20} == {}
    assert min(types.values()) >= 300
    assert types[BENIGN] >= 1500
    assert len(TEXTS) >= 6000


def test_a_quarter_is_hard_and_every_script_is_there() -> None:
    assert sum(t.difficulty == "hard" for t in TEXTS) >= len(TEXTS) / 4
    languages = Counter(t.lang for t in TEXTS)
    assert languages["zh-Hant"] >= 300
    assert languages["yue"] >= 100


def test_sub_types_are_spread() -> None:
    for code in taxonomy.load().codes:
        kinds = Counter(t.subtype for t in TEXTS if t.label == code)
        assert len(kinds) >= 4, code
        assert max(kinds.values()) <= 0.75 * sum(kinds.values()), code


def test_every_batch_has_its_brief() -> None:
    assert len(corpus.batches()) >= 12
    briefs = {p.stem for p in (Path(corpus.__file__).parent / "briefs").glob("*.md")}
    assert briefs == set(corpus.batches())


def test_no_text_stands_twice() -> None:
    assert not [t for t, n in Counter(normalise(t.text) for t in TEXTS).items() if n > 1]


def test_near_duplicates_are_absent() -> None:
    grams = [frozenset(n[i : i + 4] for i in range(len(n) - 3)) for n in (normalise(t.text) for t in TEXTS)]
    where: defaultdict[str, list[int]] = defaultdict(list)
    for i, own in enumerate(grams):
        for gram in own:
            where[gram].append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for ids in where.values():
        if len(ids) <= 200:  # a 4-gram of hundreds of texts is a phrase of the language
            shared.update((a, b) for x, a in enumerate(ids) for b in ids[x + 1 :])
    close = [
        (TEXTS[a].id, TEXTS[b].id)
        for (a, b), n in shared.items()
        if n >= 6 and n / (len(grams[a]) + len(grams[b]) - n) >= 0.5
    ]
    assert close == []


def test_nobody_real_can_be_meant() -> None:
    for t in TEXTS:
        for number in re.findall(r"(?<!\d)\d{17}[\dXx](?!\d)", t.text):
            assert not has_valid_checksum(number), t.id
        for number in re.findall(r"(?<!\d)\d{16,19}(?!\d)", t.text):
            assert not luhn(number), t.id
        reachable = re.findall(r"[A-Za-z0-9-]+\.(?:com|cn|net|org|top|xyz|vip|cc|io|me|app|shop)\b", t.text)
        assert reachable == [], t.id


@pytest.mark.parametrize("register", ["script", "narrative"])
def test_export_round_trips(register: str, tmp_path) -> None:
    texts = corpus.load(register=register)
    path = tmp_path / "t.jsonl"
    corpus.export_jsonl(texts, path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [r["id"] for r in rows] == [t.id for t in texts]
    assert [corpus.CorpusText(**r) for r in rows] == texts


def test_batches_can_be_read_alone() -> None:
    first = corpus.batches()[0]
    assert {t.batch for t in corpus.load(only=[first])} == {first}


def test_an_unknown_batch_or_register_is_refused() -> None:
    with pytest.raises(InputError, match="batch"):
        corpus.load(only=["b99"])
    with pytest.raises(InputError, match="register"):
        corpus.load(register="letters")
