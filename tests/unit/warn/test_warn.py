"""Warnings: for whom, short enough, with their cases, safe to open."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
import yaml
from summaries import summary_of

from fanzha import schema, taxonomy
from fanzha.errors import ConfigError, InputError, MissingFileError, NumberError
from fanzha.facts.occupation_groups import GROUPS
from fanzha.resources import config_file
from fanzha.summarize import open_cases
from fanzha.warn import WarningSettings, draft_warnings, load_warnings, write_warnings

TYPES, END = taxonomy.load(), date(2026, 3, 31)


def _case(i: int, **given: object) -> dict[str, object]:
    return {
        "case_id": f"=HYPERLINK(C{i})", "text": "机密的案情", "reported_on": END, "source": "x.csv", "row": i + 2,
        "type": "loan", "type_name": "虚假贷款", "probability": 0.9, "needs_review": False, "second_type": "other",
        "second_probability": 0.1, "third_type": "other", "third_probability": 0.0, "prediction_set": ["loan"],
        "model_version": "toy-1",
    } | given  # fmt: skip


@pytest.fixture(scope="module")
def scored() -> pa.Table:
    cases = [
        _case(i, reported_on=END - timedelta(days=i % 170), street="甲街道", victim_sex=("male", "female")[i % 2])
        for i in range(170)
    ]
    cases += [
        _case(
            200 + i, type="acquaintance", reported_on=END - timedelta(days=i % 7), street="一条名字特别特别特别长的街道"
        )
        for i in range(12)
    ]
    cases += [
        _case(300 + i, type="game_trade", occupation="学生", victim_sex="male", reported_on=END - timedelta(days=3 * i))
        for i in range(25)
    ]
    cases += [_case(400 + i, occupation="司机", reported_on=END - timedelta(days=i)) for i in range(40)]
    cases += [_case(500 + i, type="brushing", reported_on=END, street="甲街道", needs_review=True) for i in range(20)]
    return pa.Table.from_pylist(cases, schema=schema.SCORED)


@pytest.fixture(scope="module")
def summary(scored: pa.Table):
    return summary_of(scored, district=None)


@pytest.fixture(scope="module")
def frame(scored: pa.Table):
    with open_cases(scored) as opened:
        yield opened


@pytest.fixture(scope="module")
def warnings(frame, summary):
    return draft_warnings(summary, frame, TYPES, load_warnings(), top=10)


def test_the_most_urgent_first_and_none_twice(warnings) -> None:
    assert [w.number for w in warnings] == list(range(1, len(warnings) + 1))
    assert warnings[0].urgency == "紧急"
    assert warnings[0].place == "一条名字特别特别特别长的街道"
    order = [("紧急", "较急", "常规").index(w.urgency) for w in warnings]
    assert order == sorted(order)
    keys = [(w.type_title, w.audience, w.place) for w in warnings]
    assert len(keys) == len(set(keys))
    assert any(w.audience == "学生" for w in warnings)
    assert any(w.audience == "司机和骑手" and "司机、骑手朋友请注意" in w.sms for w in warnings)


def _drafted(cases: list[dict[str, object]], settings: WarningSettings) -> tuple[set[str], list[str]]:
    """Return the groups that stand out for loans, and those that are warned of loans."""
    table = pa.Table.from_pylist(cases, schema=schema.SCORED)
    summary = summary_of(table)
    with open_cases(table) as frame:
        made = draft_warnings(summary, frame, TYPES, settings, top=99)
    found = {f.title for f in summary.findings if f.type == "loan" and f.kind == "group"}
    return found, [w.audience for w in made if w.type_title == "虚假贷款" and w.audience != "全体居民"]


@pytest.mark.parametrize(
    ("sexes", "ages", "found", "warned"),
    [
        # Only women of one age are hit: the narrow group says all of it.
        (("female",), (45,), {"女性", "40-49岁", "40-49岁女性"}, ["40-49岁女性居民"]),
        # Women and men of one age are hit alike: sex adds nothing.
        (("female", "male"), (45,), {"40-49岁", "40-49岁女性", "40-49岁男性"}, ["40-49岁居民"]),
    ],
)
def test_of_a_group_within_another_the_surer_is_warned(
    sexes: tuple[str, ...], ages: tuple[int, ...], found: set[str], warned: list[str]
) -> None:
    def spread(first: int, n: int, kind: str, sexes: tuple[str, ...], ages: tuple[int, ...]) -> list[dict[str, object]]:
        return [
            _case(
                first + i, type=kind, victim_sex=sexes[i % len(sexes)], victim_age=ages[i // 2 % len(ages)],
                reported_on=END - timedelta(days=i % 80),
            )
            for i in range(n)
        ]  # fmt: skip

    others = spread(1000, 400, "brushing", ("female", "male"), (15, 25, 35, 45, 55, 65))
    hit = spread(0, 80, "loan", sexes, ages)
    settings = load_warnings().model_copy(update={"per_type": 99})
    stands_out, told = _drafted(hit + others, settings)
    assert stands_out >= found
    assert told == warned


def test_messages_fit_one_sms_and_name_the_hotline(warnings) -> None:
    for w in warnings:
        assert len(w.sms) <= 70
        assert "96110" in w.sms
        assert w.tip in w.notice


def test_the_longest_hook_and_address_still_fit(summary, frame) -> None:
    settings = load_warnings()
    long = settings.model_copy(
        update={"hooks": dict.fromkeys(settings.hooks, "请" * 40), "sign": "某某公安反诈中心提醒"}
    )
    assert all(len(w.sms) <= 70 for w in draft_warnings(summary, frame, TYPES, long, top=10))


def test_cases_behind_a_warning(warnings, scored) -> None:
    types = dict(zip(scored.column("case_id").to_pylist(), scored.column("type").to_pylist(), strict=True))
    for w in warnings:
        assert len(w.case_ids) == len(set(w.case_ids)) == w.n >= 5
        assert {TYPES.name(types[c]) for c in w.case_ids} == {w.type_title}
        assert str(w.n) in w.evidence
        assert "95%区间" in w.evidence


def test_limits(summary, frame) -> None:
    assert len(draft_warnings(summary, frame, TYPES, load_warnings(), top=2)) == 2
    one = load_warnings().model_copy(update={"per_type": 1})
    titles = [w.type_title for w in draft_warnings(summary, frame, TYPES, one, top=99)]
    assert len(titles) == len(set(titles))
    with pytest.raises(InputError):
        draft_warnings(summary, frame, TYPES, load_warnings(), top=0)


def test_other_cases_than_those_summarised_are_refused(summary, scored) -> None:
    with open_cases(scored.slice(100)) as frame, pytest.raises(NumberError):
        draft_warnings(summary, frame, TYPES, load_warnings(), top=10)


def test_workbook(warnings, tmp_path: Path) -> None:
    path = tmp_path / "new" / "warnings.xlsx"
    write_warnings(path, warnings)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["预警", "依据案件"]
    sheet = book["预警"]
    head = [c.value for c in sheet[1]]
    assert head == [
        "序号", "对象/群体", "区域", "类型", "紧急程度", "短信文案", "通知正文", "防范提示", "案件数", "依据", "案件编号",
    ]  # fmt: skip
    assert sheet.max_row == len(warnings) + 1
    assert sheet.freeze_panes == "A2"
    # A notice of a hundred characters takes several lines, and no list of cases makes a row higher than a screen.
    assert all(45 < sheet.row_dimensions[r].height < 200 for r in range(2, sheet.max_row + 1))
    assert sheet.print_area.endswith(f"$A$1:$J${sheet.max_row}")
    for row, one in zip(sheet.iter_rows(min_row=2, values_only=True), warnings, strict=True):
        assert (row[8], row[9]) == (one.n, one.evidence)
        assert len(str(row[10]).split("、")) == one.n
    assert all(c.alignment.wrap_text for row in sheet.iter_rows(min_row=2) for c in row)
    assert book["依据案件"].max_row == sum(w.n for w in warnings) + 1
    for one in book:
        assert "不得外发" in one.oddFooter.left.text
        for row in one.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert "机密的案情" not in str(cell.value)


def test_nothing_to_warn_of(tmp_path: Path) -> None:
    path = tmp_path / "warnings.xlsx"
    write_warnings(path, [])
    assert openpyxl.load_workbook(path)["预警"]["B2"].value == "本期没有需要预警的发现"


def test_an_unknown_type_gets_the_general_advice(scored) -> None:
    kinds = ["新型" if t == "acquaintance" else t for t in scored.column("type").to_pylist()]
    strange = scored.set_column(scored.schema.get_field_index("type"), schema.SCORED.field("type"), pa.array(kinds))
    with open_cases(strange) as frame:
        made = draft_warnings(summary_of(strange), frame, TYPES, load_warnings(), top=10)
    assert next(w for w in made if w.type_title == "新型").tip == TYPES["other"].tip_zh


def test_every_type_has_its_hook() -> None:
    assert set(load_warnings().hooks) == set(TYPES.codes) - {"benign"}


@pytest.mark.parametrize(
    "change",
    [
        {"unknown": 1},
        {"hooks": {"loan": "有"}},
        {"hooks": {"other": "长" * 41}},
        {"urgency": {"outbreak": "急"}},
        {"sms_chars": 10},
        {"audiences": {"学生": ""}},
        {"audiences": {"学生": "长" * 13}},
    ],
)
def test_broken_settings(tmp_path: Path, change: dict[str, object]) -> None:
    given = yaml.safe_load(config_file("warnings.yaml").read_text(encoding="utf-8")) | change
    path = tmp_path / "warnings.yaml"
    path.write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError, match=next(iter(change))):
        load_warnings(path)


def test_an_address_of_no_group_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "warnings.yaml"
    given = yaml.safe_load(config_file("warnings.yaml").read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(given | {"audiences": {"宝妈": "宝妈", "学生": "同学们"}}), encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_warnings(path)
    line = str(error.value)
    assert "audiences: 宝妈 must be groups of occupations: 学生, " in line
    assert "\n" not in line


def test_every_shipped_address_is_one_of_a_group_of_the_tables() -> None:
    assert set(load_warnings().audiences) < set(GROUPS)


def test_missing_settings(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        load_warnings(tmp_path / "none.yaml")


def test_no_type_is_said_to_have_lost_most_where_one_of_few_cases_lost_more() -> None:
    cases = [_case(i, type="brushing", loss_yuan=Decimal(1_000)) for i in range(40)]
    cases += [_case(100 + i, type="investment", loss_yuan=Decimal(2_000_000)) for i in range(4)]
    table = pa.Table.from_pylist(cases, schema=schema.SCORED)
    with open_cases(table) as opened:
        drafts = draft_warnings(summary_of(table, district=None), opened, TYPES, load_warnings(), top=9)
    one = next(d for d in drafts if d.type_title == TYPES.name("brushing"))
    assert "损失" in one.notice
    assert "居各类" not in one.notice
    assert "在多发的几类诈骗中最大" in one.notice


def test_nearly_the_same_cases_are_warned_of_once() -> None:
    # A wave in a street, and in its station, which has hardly another case of the type.
    cases = [
        _case(i, type="hacking", reported_on=END - timedelta(days=i % 5), street="甲街道", area="东所")
        for i in range(20)
    ]
    cases += [_case(50, type="hacking", street="乙街道", area="东所")]
    cases += [
        _case(
            100 + i, type="loan", reported_on=END - timedelta(days=i % 90), street=f"{'丙丁'[i % 2]}街道", area="西所"
        )
        for i in range(120)
    ]
    table = pa.Table.from_pylist(cases, schema=schema.SCORED)
    found = summary_of(table, district=None)
    assert {frozenset(f.where) for f in found.findings if f.type == "hacking"} >= {frozenset({"area"})}
    with open_cases(table) as opened:
        drafts = draft_warnings(found, opened, TYPES, load_warnings(), top=9)
    rest = [set(d.case_ids) for d in drafts if d.type_title == TYPES.name("hacking") and d.place != "全区"]
    assert len(rest) == 1
