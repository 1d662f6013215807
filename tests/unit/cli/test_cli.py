"""The command line as a user meets it: whole commands, exit codes, one-line errors."""

import json
import re
from contextlib import contextmanager

import pytest

from fanzha.cli import main


@pytest.fixture
def say(capsys):
    """Run a command; return exit code, standard output, standard error."""

    def run(*args: object) -> tuple[int, str, str]:
        try:
            code = main([str(a) for a in args])
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def labelled(tmp_path, toy_texts):
    path = tmp_path / "toy.jsonl"
    names = {"brushing": "刷单返利类", "loan": "虚假贷款", "benign": "benign"}
    lines = [{"text": t, "label": names[label], "extra": 1} for t, label in zip(*toy_texts, strict=True)]
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")
    return path


def test_train_then_evaluate(say, labelled, tmp_path) -> None:
    code, out, err = say("train", "--data", labelled, "--out", tmp_path / "m", "--no-track")
    assert (code, out) == (0, "")
    assert "macro-F1" in err
    code, out, _ = say("evaluate", "--model", tmp_path / "m", "--data", labelled, "--json")
    assert code == 0
    result = json.loads(out)  # one object and nothing else
    assert out.count("\n") == 1
    assert result["n"] == 48
    assert {"accuracy", "macro_f1", "weighted_f1", "per_type", "ece", "abstained"} <= set(result)
    assert set(result["per_type"]) == {"brushing", "loan", "benign"}
    assert set(result["per_type"]["loan"]) == {"precision", "recall", "f1", "support"}
    code, out, _ = say("evaluate", "--model", tmp_path / "m", "--data", labelled)
    assert code == 0
    assert "macro-F1" in out


def test_unknown_labels_are_listed_with_counts(say, labelled, tmp_path) -> None:
    with labelled.open("a", encoding="utf-8") as out:
        out.write('{"text": "今天天气很好啊", "label": "天气"}\n' * 2)
    code, out, err = say("train", "--data", labelled, "--out", tmp_path / "m", "--no-track")
    assert (code, out) == (65, "")
    assert "天气 (2)" in err
    assert err.count("\n") == 1
    code, _, _ = say("train", "--data", labelled, "--out", tmp_path / "m", "--labels", "as-is", "--no-track")
    assert code == 0


def test_usage_errors_exit_with_2(say) -> None:
    assert say("train")[0] == 2
    assert say("nonsense")[0] == 2
    assert say("simulate", "--out", "x", "--days", "0", "--seed", "1")[0] == 2
    assert say("score", "--model", "m", "--input", "i", "--output", "o", "--engine", "abacus")[0] == 2


def test_stated_failures_are_one_line_and_told_by_their_code(say, tmp_path, toy_bundle, labelled) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    broken = tmp_path / "broken.jsonl"
    broken.write_text("not json\n{\n")
    model = toy_bundle[0]
    for args, expected in (
        (("evaluate", "--model", tmp_path / "none", "--data", labelled), 66),
        (("evaluate", "--model", model, "--data", tmp_path / "none.jsonl"), 66),
        (("evaluate", "--model", model, "--data", empty), 65),
        (("evaluate", "--model", model, "--data", broken), 65),
        (("score", "--model", model, "--input", tmp_path / "none.csv", "--output", tmp_path / "o"), 66),
        (("score", "--model", model, "--input", empty, "--output", tmp_path / "o"), 65),
        (("facts", "--input", empty, "--output", tmp_path / "o.jsonl"), 65),
        (("run", "--model", model, "--input", tmp_path / "none.xlsx", "--output", tmp_path / "o"), 66),
    ):
        code, out, err = say(*args)
        assert (code, out) == (expected, ""), args
        assert err.startswith("fanzha: "), args
        assert "Traceback" not in err
        last = err.strip().splitlines()[-1]
        assert ";" in last, args  # rule; value; remedy


def test_spark_says_what_to_install(say, labelled, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("fanzha.engines.base.find_spec", lambda _: None)
    code, _, err = say("score", "--input", labelled, "--output", tmp_path / "o", "--engine", "spark")
    assert code == 1
    assert "pip install 'fanzha[spark]'" in err


def test_score_keeps_every_row(say, toy_bundle, tmp_path) -> None:
    import pyarrow.parquet as pq

    path = tmp_path / "cases.csv"
    path.write_text(
        "案件编号,简要案情,受害人年龄\nA1,贷款先交保证金,30\nA2,,31\nA3,今晚一起吃饭吧,300\nA4,嗯,\n",
        encoding="gb18030",
    )
    code, _, err = say("score", "--model", toy_bundle[0], "--input", path, "--output", tmp_path / "out")
    assert code == 0
    scored = pq.read_table(tmp_path / "out" / "cases.parquet")
    assert scored.column("case_id").to_pylist() == ["A1", "A4"]
    assert scored.column("type")[0].as_py() == "loan"
    assert scored.column("needs_review").to_pylist()[1] is True
    assert err.strip().splitlines()[-1] == "rows in: 4 · scored: 1 · sent to review: 1 · quarantined: 2 · unchanged: 0"
    quarantine = (tmp_path / "out" / "quarantine.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(quarantine) == 3


def test_facts_keeps_keys_and_sets_bad_lines_aside(say, tmp_path) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = {
        "id": "x",
        "text": "受害人李某（女，35岁，会计）称接到电话，微信转账3000元，电话13900001234",
        "label": "loan",
    }
    path.write_text(json.dumps(good, ensure_ascii=False) + "\nnot json\n{}\n", encoding="utf-8")
    code, _, err = say("facts", "--input", path, "--output", out)
    assert code == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 1
    assert (rows[0]["id"], rows[0]["label"]) == ("x", "loan")
    assert rows[0]["facts"]["victim_age"] == 35
    assert rows[0]["facts"]["victim_sex"] == "female"
    assert rows[0]["facts"]["loss_yuan"] == 3000
    assert "13900001234" not in out.read_text(encoding="utf-8")
    assert "rows in: 3 · facts: 1 · quarantined: 2" in err
    assert len((tmp_path / "out.jsonl.quarantine.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


def test_facts_of_a_table_are_refused_with_a_remedy(say, tmp_path) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    path.write_text("案件编号,简要案情\nA1,报案人被骗3000元\n", encoding="utf-8")
    code, _, err = say("facts", "--input", path, "--output", out)
    assert code == 65
    assert "fanzha run" in err
    assert not out.exists()


def test_facts_stand_where_their_spans_say_and_conflicts_are_counted(say, tmp_path) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    told = "电话13900001234，受害人李某（女，35岁，会计）称2024年3月4日接到电话，微信转账3000元，共损失3000元"
    rows = [
        {"text": told, "报案时间": "2024-03-05 14:20", "损失金额": "1.2万", "年龄": 35, "性别": "男"},
        {"text": told, "损失金额": 3010.0, "年龄": "很大", "sex": "f", "发案时间": "2024-03-01", "x": [1]},
        {"text": told},
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    code, _, err = say("facts", "--input", path, "--output", out)
    assert code == 0
    made = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["facts"]["conflicts"] for row in made] == [["victim_sex", "loss_yuan"], ["occurred_on"], []]
    assert "conflicts: occurred_on 1 · victim_sex 1 · loss_yuan 1" in err
    assert made[0]["损失金额"] == "1.2万"
    for row in made:
        spans = {name: row["text"][start:end] for name, (start, end) in row["facts"]["spans"].items()}
        assert "35" in spans["victim_age"]
        assert spans["occupation"] == row["facts"]["occupation"] == "会计"
        assert "3000" in spans["loss_yuan"]
        assert row["facts"]["occurred_on"] == "2024-03-04"
        further = {"paid_yuan", "returned_yuan", "stopped_yuan", "outcome", "platforms", "banks", "occurred_at"}
        assert further | {"last_paid_at", "delay_minutes", "repeat_victim", "life_stage"} <= set(row["facts"])


def test_corpus_export_by_register(say, tmp_path) -> None:
    for register in ("script", "narrative"):
        path = tmp_path / f"{register}.jsonl"
        assert say("corpus", "export", "--out", path, "--register", register)[0] == 0
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert rows
        assert {r["register"] for r in rows} == {register}
        assert all("facts" in r for r in rows) == (register == "narrative")


def test_simulate_is_reproducible(say, tmp_path) -> None:
    for name in ("a", "b"):
        args = (
            "simulate",
            "--out",
            tmp_path / f"{name}.csv",
            "--days",
            20,
            "--seed",
            5,
            "--truth",
            tmp_path / f"{name}.json",
        )
        assert say(*args)[0] == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_an_unforeseen_error_shows_no_text(say, monkeypatch, tmp_path) -> None:
    import fanzha.cli.texts

    def explode(*_: object) -> None:
        raise KeyError("受害人张某的银行卡")

    monkeypatch.setattr(fanzha.cli.texts, "extract_facts", explode)
    code, out, err = say("facts", "--input", tmp_path / "a", "--output", tmp_path / "b")
    assert (code, out) == (70, "")
    assert "张某" not in err
    assert "KeyError" in err


def test_facts_hide_identifiers_under_every_key_and_keep_an_older_result(say, tmp_path) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    row = {
        "text": "接到电话",
        "phone": "13900001234",
        "n": 13900001234,
        "13900001234": 1,
        "deep": [{"a": "电话13900001234"}],
    }
    path.write_text(
        json.dumps(row, ensure_ascii=False) + '\n{"text": "\\ud800"}\n{"text": "x", "v": NaN}\n' + "[" * 5000 + "\n"
    )
    code, _, err = say("facts", "--input", path, "--output", out)
    assert code == 0
    assert "13900001234" not in out.read_text(encoding="utf-8")
    assert "rows in: 4 · facts: 1 · quarantined: 3" in err
    before = out.read_bytes()
    path.write_text("")
    assert say("facts", "--input", path, "--output", out)[0] == 65
    assert out.read_bytes() == before
    assert say("facts", "--input", path, "--output", tmp_path)[0] == 65


def test_nobody_stands_in_a_label_or_a_source(say, labelled, toy_bundle, tmp_path) -> None:
    import pyarrow.parquet as pq

    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "今天天气很好啊", "label": "客户13900001234"}\n' * 3, encoding="utf-8")
    code, _, err = say("evaluate", "--model", toy_bundle[0], "--data", bad)
    assert code == 65
    assert "13900001234" not in err
    cases = tmp_path / "李某13900001234.csv"
    cases.write_text("简要案情\n贷款先交保证金\n", encoding="utf-8")
    assert say("score", "--model", toy_bundle[0], "--input", cases, "--output", tmp_path / "o")[0] == 0
    row = pq.read_table(tmp_path / "o" / "cases.parquet").to_pylist()[0]
    assert "13900001234" not in row["source"] + row["case_id"]


def test_an_address_that_is_taken_is_said_in_one_line(say, toy_bundle) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, err = say("serve", "--model", toy_bundle[0], "--port", taken.getsockname()[1])
    assert code == 1
    assert err.count("\n") == 1
    assert "choose another" in err
    assert say("serve", "--model", toy_bundle[0], "--port", 99999)[0] == 2


def test_limits_of_the_calendar_are_wrong_usage(say, tmp_path) -> None:
    assert say("simulate", "--out", tmp_path / "a", "--days", 9999999, "--seed", 1)[0] == 2
    assert say("simulate", "--out", tmp_path / "a", "--days", 5, "--seed", -1)[0] == 2


def test_a_target_that_is_taken_is_refused_before_training(say, labelled) -> None:
    code, _, err = say("train", "--data", labelled, "--out", labelled, "--no-track")
    assert code == 1
    assert "choose another" in err
    assert "trained" not in err


def test_evaluation_in_disguise_prints_and_draws(say, toy_bundle, labelled, tmp_path) -> None:
    args = ("evaluate", "--model", toy_bundle[0], "--data", labelled)
    code, out, _ = say(*args, "--evasion", "--chart", tmp_path / "e.svg")
    assert code == 0
    assert "homophone" in out
    assert "padding_2" in out
    assert (tmp_path / "e.svg").read_text(encoding="utf-8").startswith("<svg")
    code, out, _ = say(*args, "--evasion", "--json")
    assert {a["kind"] for a in json.loads(out)["evasion"]["attacks"]} >= {"pinyin", "deletion"}


def test_evaluation_tells_and_draws_what_leaving_the_doubtful_to_people_gives(
    say, toy_bundle, labelled, tmp_path
) -> None:
    args = ("evaluate", "--model", toy_bundle[0], "--data", labelled)
    code, out, _ = say(*args, "--chart", tmp_path / "r.png")
    assert code == 0
    assert (tmp_path / "r.png").read_bytes().startswith(b"\x89PNG")
    shares, errors = out.splitlines()[-2:]
    assert shares.split()[-6:] == ["50%", "60%", "70%", "80%", "90%", "100%"]
    assert errors.startswith("wrong among them")
    risk = json.loads(say(*args, "--json")[1])["risk_coverage"]
    assert [f"{e:.1%}" for e in risk.values()] == errors.split()[-6:]


def test_a_chart_that_could_not_be_written_is_refused_before_any_work(say, labelled, tmp_path) -> None:
    for chart in (tmp_path / "e.pdf", tmp_path / "none" / "e.svg", tmp_path):
        code, out, err = say("evaluate", "--model", tmp_path / "no model", "--data", labelled, "--chart", chart)
        assert (code, out) == (65, "")
        assert "chart" in err
        assert err.count("\n") == 1


def test_options_without_effect_are_refused(say, labelled, toy_bundle, tmp_path) -> None:
    for options in (["--model", toy_bundle[0]], ["--evasion"], ["--chart", tmp_path / "e.svg"]):
        code, out, err = say("evaluate", "--cross-source", "--data", labelled, *options)
        assert (code, out) == (65, "")
        assert err.startswith("fanzha: --cross-source")
        assert options[0] in err
        assert err.count("\n") == 1
    for options in (["--seeds", 2], ["--config", tmp_path / "c.yaml"]):
        code, _, err = say("evaluate", "--data", labelled, *options)
        assert code == 65
        assert "belong to --cross-source" in err


def test_sources_are_held_out_and_each_outside_set_has_a_name_of_its_own(say, toy_texts, tmp_path, monkeypatch) -> None:
    from fanzha import corpus
    from fanzha.cli import unseen

    config = tmp_path / "c.yaml"
    config.write_text("train: {orders: [1], reading_orders: [], skips: 0, bits: 12, disguises: 0}\n")
    texts = [t for t in corpus.load(only=corpus.batches()[:3]) if t.label in ("brushing", "loan", "benign")]
    monkeypatch.setattr(unseen.corpus, "load", lambda: texts)
    paths = [tmp_path / "a" / "t.jsonl", tmp_path / "b" / "a" / "t.jsonl"]
    for path in paths:
        path.parent.mkdir(parents=True)
        rows = [{"text": t, "label": label} for t, label in zip(*toy_texts, strict=True)]
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    told = []

    @contextmanager
    def progress(title, total=None, unit="row"):
        done = []
        yield done.append
        told.append((title, total, sum(done)))

    monkeypatch.setattr(unseen, "progress", progress)
    args = ["evaluate", "--cross-source", "--seeds", "2", "--config", config, "--data", paths[0], "--data", paths[1]]
    code, out, _ = say(*args, "--json")
    assert code == 0
    assert told == [("holding sources out", 7, 7)]
    found = json.loads(out)
    first, second = list(found["origins"])[1:]
    assert first.endswith(f"{tmp_path.name}/a/t.jsonl")
    assert second.endswith("b/a/t.jsonl")
    assert found["origins"][first]["n"] == len(toy_texts[0])
    assert list(found["origins"]["corpus"]["difficulty"]) == ["easy", "medium", "hard"]
    code, _, err = say("evaluate", "--cross-source", "--data", paths[0], "--data", paths[0])
    assert code == 65
    assert "once" in err


@pytest.mark.parametrize(
    ("args", "part"),
    [
        (("simulate", "--out", "x", "--days", "abc", "--seed", "1"), "--days: must be a whole number from 1 to 36500"),
        (("simulate", "--out", "x", "--days", "1.5", "--seed", "1"), "not '1.5'"),
        (("evaluate", "--seeds", "x"), "--seeds: must be a whole number from 1 to 100, not 'x'"),
        (("serve", "--port", "x"), "--port: must be a whole number from 1 to 65535"),
        (
            ("distil", "--teacher", "t", "--text", "x", "--data", "x", "--out", "x", "--weight", "x"),
            "--weight: must be a number above 0, at most 1, not 'x'",
        ),
        (
            ("distil", "--teacher", "t", "--text", "x", "--data", "x", "--out", "x", "--weight", "nan"),
            "--weight: must be a number above 0",
        ),
    ],
)
def test_wrong_numbers_are_told_with_what_is_allowed(say, args: tuple[str, ...], part: str) -> None:
    code, _, err = say(*args)
    assert code == 2
    assert part in err


def test_a_folder_in_place_of_a_file_is_told_by_its_name(say, labelled, tmp_path, monkeypatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    for args in (
        ("train", "--data", ".", "--out", "m", "--no-track"),
        ("evaluate", "--data", "."),
        ("evaluate", "--model", ".", "--data", labelled),
        ("audit", "--data", ".", "--out", "x.xlsx"),
        ("facts", "--input", ".", "--output", "x.jsonl"),
        ("facts", "--input", labelled, "--output", "."),
        ("corpus", "export", "--out", "."),
        ("corpus", "report", "--out", "."),
        ("corpus", "report", "--out", labelled / "x.md"),
        ("simulate", "--out", ".", "--days", 3, "--seed", 1),
        ("evaluate", "--cross-source", "--config", "."),
    ):
        code, out, err = say(*args)
        assert code in {1, 65, 66, 74}, args
        assert out == "", args
        assert err.startswith("fanzha: "), args
        assert "here" in err or labelled.name in err, args
        assert err.count("\n") == 1, args
    code, _, err = say("train", "--data", labelled, "--out", ".", "--no-track")
    assert code == 1
    assert "models/NAME" in err


def test_nothing_to_measure_is_told(say, toy_bundle, tmp_path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"Label": "IL_Gambling", "Text": "新用户办宽带送路由器"}\n' * 3, encoding="utf-8")
    other = tmp_path / "y.jsonl"
    other.write_text('{"text": "新用户办宽带送路由器", "label": "天气"}\n' * 3, encoding="utf-8")
    for one in (path, other):
        code, out, err = say("evaluate", "--model", toy_bundle[0], "--data", one)
        assert (code, out) == (65, "")
        assert err.strip().splitlines()[-1].startswith("fanzha: label")


def test_the_default_model_needs_no_path(say, labelled) -> None:
    code, out, _ = say("evaluate", "--data", labelled)
    assert code == 0
    assert "macro-F1" in out


def test_score_says_why_cases_go_to_review(say, toy_bundle, tmp_path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("简要案情\n嗯\n好\n贷款放款前先交保证金\n", encoding="utf-8")
    code, _, err = say("score", "--model", toy_bundle[0], "--input", path, "--output", tmp_path / "out")
    assert code == 0
    assert err.strip().splitlines()[-2:] == [
        "review: 2 short",
        "rows in: 3 · scored: 1 · sent to review: 2 · quarantined: 0 · unchanged: 0",
    ]


def test_a_line_speaks_one_language(say, labelled, tmp_path) -> None:
    with labelled.open("a", encoding="utf-8") as out:
        out.write('{"text": "", "label": "loan"}\n{"text": "今天天气很好啊", "label": ""}\n')
    code, _, err = say("train", "--data", labelled, "--out", tmp_path / "m", "--no-track")
    assert code == 0
    assert "50 rows: 48 labelled texts, 2 set aside" in err
    chinese = [line for line in err.splitlines() if re.search("[\u4e00-\u9fff]", line)]
    assert len(chinese) == 2  # a reason each
    assert not any(re.search("[A-Za-z]", line) for line in chinese)
    assert all(line.endswith("：1") for line in chinese)


def test_help_speaks_one_language(say) -> None:
    code, out, _ = say("--help")
    assert code == 0
    assert not re.search("[\u4e00-\u9fff]", out)
