import pytest
from fastapi.testclient import TestClient

from fanzha import bundle
from fanzha.decide import REASONS_ZH
from fanzha.triage import create_app


@pytest.fixture(scope="module")
def client(toy_bundle) -> TestClient:
    return TestClient(create_app(toy_bundle[1]))


@pytest.fixture(scope="module")
def default_client(default_bundle) -> tuple[TestClient, bundle.Bundle]:
    model = bundle.load(default_bundle)
    return TestClient(create_app(model)), model


def test_answers_with_type_evidence_and_version(client, toy_bundle) -> None:
    text = "对方让我贷款先交保证金和解冻费"
    answer = client.post("/v1/triage", json={"text": text}).json()
    assert answer["type"] == "loan"
    assert answer["name"] == "虚假贷款"
    assert answer["model_version"] == toy_bundle[1].version
    assert answer["top3"][0]["type"] == "loan"
    assert sum(t["probability"] for t in answer["top3"]) == pytest.approx(1, abs=1e-3)
    assert answer["evidence"]
    for piece in answer["evidence"]:
        assert answer["safe_text"][piece["start"] : piece["end"]] == piece["text"]
    assert answer["tip"]


def test_decides_as_scoring_does(client, toy_bundle) -> None:
    for text in ("嗯", "今晚一起吃饭吧", "做任务垫付返佣金"):
        answer = client.post("/v1/triage", json={"text": text}).json()
        probabilities, decisions = toy_bundle[1].predict([text])
        assert answer["needs_review"] == bool(decisions.needs_review[0])
        assert answer["probability"] == pytest.approx(float(probabilities.max()), abs=1e-5)


def test_identifiers_do_not_come_back(client) -> None:
    answer = client.post("/v1/triage", json={"text": "贷款请打13900001234或加微信号abc_98765"}).text
    assert "13900001234" not in answer
    assert "abc_98765" not in answer


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "   "},
        {"text": "\u200b\x00"},
        {"text": 5},
        {"text": "秘密" * 20000},
        [],
        {"txt": "秘密内容"},
    ],
)
def test_bad_requests_are_refused_without_repeating_them(client, body) -> None:
    answer = client.post("/v1/triage", json=body)
    assert answer.status_code == 422
    assert "秘密" not in answer.text
    assert set(answer.json()) == {"error"}


def test_a_body_that_is_no_json(client) -> None:
    answer = client.post("/v1/triage", content=b"\xff\x00{", headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("text", ["\x00a", "=1+1", "。", "🀄️" * 50, "a" * 20000])
def test_odd_texts_get_an_answer(client, text: str) -> None:
    body = '{"text": ' + __import__("json").dumps(text) + "}"
    answer = client.post("/v1/triage", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    answer.json()


def test_a_lone_surrogate_is_refused_or_answered(client) -> None:
    answer = client.post("/v1/triage", content=rb'{"text": "\ud800"}', headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 422)


def test_health_and_metrics(client, toy_bundle) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "model_version": toy_bundle[1].version}
    client.post("/v1/triage", json={"text": "做任务垫付返佣金13900001234"})
    metrics = client.get("/metrics").text
    assert 'fanzha_triage_total{needs_review="' in metrics
    assert "任务" not in metrics


def test_the_page_asks_nobody_else_for_anything(client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]


# Of the shipped model: too short, foreign, strange, between types (found by a fixture), plain.
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("你好", "short"),
        ("please call me back before noon", "foreign"),
        ("霜叶满径寒蝉噤声客舟夜泊芦荻萧萧烟霭沉沉钟磬杳杳孤雁唳空残月坠江渔火明灭", "unfamiliar"),
        (None, "unsure"),
        ("对方让我贷款先交保证金和解冻费，放款前还要再交一笔手续费", None),
    ],
)
def test_says_why_a_person_must_look_and_what_is_possible(
    default_client, unsure_text: str, text: str | None, reason: str | None
) -> None:
    client, model = default_client
    text = text or unsure_text
    answer = client.post("/v1/triage", json={"text": text}).json()
    assert (answer["review_reason"], answer["needs_review"]) == (reason, reason is not None)
    assert answer["review_reason_name"] == (REASONS_ZH[reason] if reason else None)
    assert answer["prediction_set"][0] == answer["type"]
    assert answer["prediction_set_names"] == [model.taxonomy.name(c) for c in answer["prediction_set"]]
    assert (len(answer["prediction_set"]) == len(model.classes)) == (reason not in (None, "unsure"))


@pytest.mark.parametrize("text", ["嗯", "你好", "ok", None, "x" * 40])
def test_nothing_reassures_while_a_person_has_not_looked(default_client, unsure_text: str, text: str | None) -> None:
    client, model = default_client
    text = text or unsure_text
    answer = client.post("/v1/triage", json={"text": text}).json()
    assert answer["needs_review"]
    assert answer["tip"] not in {model.taxonomy[c].tip_zh for c in model.classes}
    assert "未发现" not in answer["tip"]
    for advice in ("人工复核", "不要转账付款", "验证码", "96110"):
        assert advice in answer["tip"]


def test_a_decided_text_keeps_the_tip_of_its_type(default_client) -> None:
    client, model = default_client
    text = "对方让我贷款先交保证金和解冻费，放款前还要再交一笔手续费"
    assert client.post("/v1/triage", json={"text": text}).json()["tip"] == model.taxonomy["loan"].tip_zh
