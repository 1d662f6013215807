import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from fanzha import corpus, schema
from fanzha.classifiers import LinearSettings
from fanzha.corpus import CorpusText
from fanzha.corpus_report import Outside, render
from fanzha.cross_source import CurvePoint, HeldOut, leave_one_out
from fanzha.evaluate import Metrics, TypeMetrics
from fanzha.reliability import Coverage
from fanzha.training import fingerprint

SECRET = "只有这里才有的话"


@pytest.fixture(scope="module")
def measured() -> tuple[list[CorpusText], HeldOut]:
    words = {"loan": "贷款放款先交保证金", "benign": "晚上一起去吃饭吧我请客"}
    texts = [
        CorpusText(
            f"{b}-{i}{c[0]}",
            f"{w}{SECRET}{b}{i}",
            c,
            "kind",
            "script",
            "sms",
            "hard" if i % 4 else "easy",
            b,
            "zh-Hans",
        )
        for b in ("b01", "b02", "b03")
        for c, w in words.items()
        for i in range(20)
    ]
    # One text of either label wears the words of the other: a mistake that is bound to be made.
    texts[0] = CorpusText("b01-odd", words["benign"] + "b01", "loan", "kind", "script", "sms", "hard", "b01", "zh-Hans")
    held = leave_one_out(
        [t.text for t in texts], [t.label for t in texts], [t.batch for t in texts], LinearSettings(bits=12)
    )
    return texts, held


def _section(page: str, title: str) -> str:
    return page.split(f"## {title}")[1].split("\n## ", maxsplit=1)[0]


def test_the_report_says_what_was_measured(measured) -> None:
    texts, held = measured
    page = render(texts, held, [CurvePoint(1, 0.5, 0.4, 0.6)], "f" * 64)
    assert f"**{held.score():.3f}**" in page
    assert re.search(r"\| loan \| 60 \| 60 \| 0 ", _section(page, "Counts"))
    for batch in ("b01", "b02", "b03"):
        chosen = np.array(held.sources) == batch
        assert f"| {batch} | 40 | {held.score(chosen):.3f} |" in page
    assert "| 1 | 0.500 | 0.400 | 0.600 |" in page
    assert "f" * 64 in page
    assert "| difficulty hard | 91 |" in _section(page, "By kind of text")


def test_mistakes_are_named_by_id_and_never_quoted(measured) -> None:
    page = render(*measured, [], "f")
    assert "| b01-odd | loan | benign |" in _section(page, "The 20 most confident mistakes")
    assert SECRET not in page


def test_small_slices_are_left_out(measured) -> None:
    texts, held = measured
    assert sum(t.difficulty == "easy" for t in texts) == 29
    assert "difficulty easy" not in render(texts, held, [], "f")


def test_outside_sets_stand_with_their_metrics(measured) -> None:
    doubt = Coverage(0.99, 0.0, 0, None, None)
    types = {"loan": TypeMetrics(1, 1, 1, 7)}
    metrics = Metrics(7, 0.5, 0.25, 0.3, types, 0.1, 0.1, 2, None, 0.75, None, None, doubt, 0.2, 1.0, {})
    page = render(*measured, [], "f", [Outside("other/dev.jsonl", metrics)])
    assert "| 7 | 0.250 | 0.750 | - | 0.100 |" in _section(page, "Outside check: other/dev.jsonl")


def test_the_committed_report_is_of_the_committed_corpus() -> None:
    rows = [
        {"id": t.id, "text": t.text, "label": t.label, "group": t.id, "source": t.batch, "register": t.register}
        for t in corpus.load()
    ]
    page = (Path(corpus.__file__).parent / "REPORT.md").read_text(encoding="utf-8")
    assert fingerprint(pa.Table.from_pylist(rows, schema=schema.LABELLED)) in page, "run: fanzha corpus report"
