import pytest
import yaml

from fanzha import taxonomy
from fanzha.errors import ConfigError, MissingFileError
from fanzha.resources import config_file

NATIONAL = {
    "brushing": "刷单返利类",
    "ecommerce_service": "冒充电商物流客服类",
    "investment": "虚假网络投资理财类",
    "loan": "贷款、代办信用卡类",
    "credit_record": "虚假征信类",
    "shopping_service": "虚假购物、服务类",
    "authority": "冒充公检法及政府机关类",
    "acquaintance": "冒充领导、熟人类",
    "game_trade": "网络游戏产品虚假交易类",
    "romance": "网络婚恋、交友类",
    "hacking": "网黑案件",
    "military_purchase": "冒充军警购物类",
    "other": "其他类型诈骗",
    "benign": "非诈骗",
}


def test_has_the_national_classes_in_order() -> None:
    types = taxonomy.load()
    assert {t.code: t.zh for t in types.types} == NATIONAL
    assert types.codes == tuple(NATIONAL)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("冒充军警购物类诈骗", "military_purchase"),
        ("贷款、代办信用卡类", "loan"),
        ("贷款代办信用卡", "loan"),
        ("ＬＯＡＮ", "loan"),
        (" 虚假征信 ", "credit_record"),
        ("customer_service", "ecommerce_service"),
        ("AD_Retail", "benign"),
        ("无风险", "benign"),
        ("loan_or_credit", None),  # covers two classes
        ("8", None),  # a bare number means nothing outside its own source
        ("天气预报", None),
    ],
)
def test_resolves_codes_names_aliases_and_crosswalks(label: str, code: str | None) -> None:
    assert taxonomy.load().resolve(label) == code


def test_a_label_can_span_several_classes_or_none() -> None:
    types = taxonomy.load()
    assert types.spans("loan_or_credit") == ("loan", "credit_record")
    assert types.spans("IL_Gambling") == ()
    assert types.spans("天气预报") is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d["types"][0].update(colour="red"), "colour"),
        (lambda d: d["types"][1]["aliases"].append("刷单"), "two types"),
        (lambda d: d["crosswalks"]["scripts8"].update(x="nothing"), "unknown codes"),
        (lambda d: d["types"].reverse(), "benign"),
        (lambda d: d["types"].append(d["types"][0]), "unique"),
    ],
)
def test_a_broken_file_is_refused(tmp_path, change, says) -> None:
    data = yaml.safe_load(config_file("taxonomy.yaml").read_text(encoding="utf-8"))
    change(data)
    path = tmp_path / "taxonomy.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError, match=says) as error:
        taxonomy.load(path)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_named(tmp_path) -> None:
    with pytest.raises(MissingFileError, match=r"gone\.yaml"):
        taxonomy.load(tmp_path / "gone.yaml")
