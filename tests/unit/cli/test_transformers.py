"""Commands around transformers, from plain text to a model that runs without torch."""

import json
import re
from pathlib import Path

import pytest

pytest.importorskip("torch")

from fanzha import bundle
from fanzha.cli import main
from fanzha.text import normalise

pytestmark = pytest.mark.xdist_group("transformers")


@pytest.fixture
def say(capsys):
    """Run a command; return exit code and standard error."""

    def run(*args: object) -> tuple[int, str]:
        code = main([str(a) for a in args])
        out, err = capsys.readouterr()
        assert out == ""
        return code, err

    return run


@pytest.fixture
def labelled(lessons, tmp_path) -> Path:
    rows = zip(lessons.texts, lessons.labels, lessons.sources, strict=True)
    lines = [json.dumps({"text": t, "label": n, "batch": s}, ensure_ascii=False) for t, n, s in rows]
    path = tmp_path / "lessons.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_pretrain_train_export_score(say, plain, labelled, tmp_path) -> None:
    import pyarrow.parquet as pq

    text = _written(tmp_path / "plain.txt", "\n".join(plain))
    small = (
        "layers: 1\nwidth: 16\nheads: 2\nmax_tokens: 32\nvocabulary: 900\nepochs: 1\nbatch_size: 32\nheld_out: 0.1\n"
    )
    config = _written(tmp_path / "pretrain.yaml", small)
    code, err = say("pretrain", "--text", text, "--out", tmp_path / "encoder", "--config", config)
    assert code == 0
    assert "held-out loss" in err
    tune = {"kind": "transformer", "checkpoint": str(tmp_path / "encoder"), "max_tokens": 32, "overlap": 8, "epochs": 1}
    config = _written(tmp_path / "tune.yaml", json.dumps({"train": tune}))
    code, err = say("train", "--config", config, "--data", labelled, "--out", tmp_path / "big", "--no-track")
    assert code == 0
    assert "sources held out once" in err
    assert not list(tmp_path.glob(".*"))  # work folders are gone
    assert "fine-tuned" in (tmp_path / "big" / "card.md").read_text(encoding="utf-8")
    code, err = say("export", "--model", tmp_path / "big", "--onnx", tmp_path / "light")
    assert code == 0
    cases = _written(tmp_path / "cases.csv", "案件编号,案情描述\nA1,贷款先交保证金才能放款\nA2,今晚一起吃饭吧\n")
    scored = []
    for name in ("big", "light", "light-int8"):
        code, err = say("score", "--model", tmp_path / name, "--input", cases, "--output", tmp_path / name / "out")
        assert code == 0
        assert "quarantined: 0" in err
        scored.append(pq.read_table(tmp_path / name / "out" / "cases.parquet"))
    big, light, small = (s.column("probability").to_pylist() for s in scored)
    assert light == pytest.approx(big, abs=1e-4)
    assert small == pytest.approx(big, abs=0.05)
    code, err = say("export", "--model", tmp_path / "light", "--onnx", tmp_path / "again.onnx")
    assert code == 65
    assert err == (
        "fanzha: a model to export must not be exported already; found light of kind onnx; use model.onnx in its folder, or "
        "export the transformer that it was made from\n"
    )
    assert not (tmp_path / "again.onnx").exists()


def test_a_transformer_teaches_the_linear_model(say, tuned_bundle, plain, labelled, tmp_path) -> None:
    known = [json.loads(line)["text"] for line in labelled.read_text(encoding="utf-8").splitlines()][:9]
    text = _written(tmp_path / "plain.txt", "\n".join([*plain, *(" ".join(t.split()) for t in known)]))
    args = ("--teacher", tuned_bundle, "--text", text, "--data", labelled, "--no-track")
    code, err = say("distil", *args, "--out", tmp_path / "small")
    assert code == 0, err
    told = re.search(r"learnt from (\d+) of (\d+) unlabelled texts", err)
    assert told
    # The lessons stand among the plain texts, where they are not learnt from again.
    known = {normalise(json.loads(line)["text"]) for line in labelled.read_text(encoding="utf-8").splitlines()}
    assert 0 < int(told[1]) <= len(set(plain) - known) < int(told[2])
    assert f"on {told[1]} unlabelled texts" in (tmp_path / "small" / "card.md").read_text(encoding="utf-8")
    small = bundle.load(tmp_path / "small")
    assert small.classifier.kind == "linear"
    assert small.classes == ("authority", "benign", "brushing", "loan")
    assert "teacher: tuned-" in (tmp_path / "small" / "card.md").read_text(encoding="utf-8")


def test_only_the_work_of_the_own_training_is_removed(say, encoder, labelled, tmp_path) -> None:
    for name in ("small", "big"):
        (tmp_path / f".{name}.work" / "another").mkdir(parents=True)
    code, _ = say("train", "--data", labelled, "--out", tmp_path / "small", "--no-track")
    assert code == 0
    tune = {"kind": "transformer", "checkpoint": str(encoder.folder), "max_tokens": 32, "overlap": 8, "epochs": 1}
    config = _written(tmp_path / "tune.yaml", json.dumps({"train": tune}))
    code, err = say("train", "--config", config, "--data", labelled, "--out", tmp_path / "big", "--no-track")
    assert code == 0
    assert "kept: checkpoints of another training in .big.work" in err
    for name in ("small", "big"):
        assert [p.name for p in (tmp_path / f".{name}.work").iterdir()] == ["another"]


def test_stated_failures_are_one_line(say, tuned_bundle, labelled, toy_bundle, tmp_path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    text = _written(full / "plain.txt", "一二三\n")
    unknown = _written(tmp_path / "a.yaml", "train: {kind: transformer, checkpoint: x, colour: red}\n")
    nowhere = _written(tmp_path / "b.yaml", f"train: {{kind: transformer, checkpoint: {tmp_path / 'none'}}}\n")
    for args, part in (
        (("pretrain", "--text", tmp_path / "none.txt", "--out", tmp_path / "o"), "none.txt"),
        (("pretrain", "--text", text, "--out", full), "choose another --out"),
        (("pretrain", "--text", text, "--out", tmp_path / "o"), "add plain text"),
        (("train", "--config", unknown, "--data", labelled, "--out", tmp_path / "o"), "train.transformer.colour"),
        (("train", "--config", nowhere, "--data", labelled, "--out", tmp_path / "o"), "fanzha pretrain"),
        (
            ("distil", "--teacher", toy_bundle[0], "--text", text, "--data", labelled, "--out", tmp_path / "o"),
            "authority",
        ),
        (("export", "--model", tuned_bundle, "--onnx", full), "choose another"),
    ):
        code, err = say(*args)
        assert code in {1, 65, 66, 78}, args
        assert part in err
        assert err.strip().splitlines()[-1].startswith("fanzha: "), args
        assert "Traceback" not in err
