from dataclasses import replace

import pytest
import yaml
from openpyxl import load_workbook
from scored import Town, table, year

from fanzha import taxonomy
from fanzha.errors import ConfigError, NumberError
from fanzha.resources import config_file
from fanzha.summarize import summarize
from fanzha.warn import draft_warnings, load_warnings, write_warnings
from fanzha.warn.settings import SMS_CHARACTERS

TYPES = taxonomy.load()


@pytest.fixture(scope="module")
def drafts():
    scored = year(planted=True)
    return draft_warnings(summarize(scored, district=Town(), taxonomy=TYPES), scored, TYPES, load_warnings(), top=10)


def test_every_type_but_benign_has_its_wording() -> None:
    assert set(load_warnings().types) == set(TYPES.codes) - {"benign"}


def test_says_to_whom_about_what_and_on_which_cases(drafts) -> None:
    group = next(w for w in drafts if w.type == "authority")
    assert group.audience == "60岁以上女性"
    assert len(group.case_ids) == group.n
    assert group.tip == TYPES["authority"].tip_zh
    assert group.basis in group.notice
    outbreak = next(w for w in drafts if w.type == "loan")
    assert (outbreak.place, outbreak.urgency) == ("西街", "立即")


def test_text_messages_fit_one_segment(drafts) -> None:
    assert drafts
    assert all(0 < len(w.sms) <= SMS_CHARACTERS for w in drafts)


def test_no_more_than_asked_for(drafts) -> None:
    scored = year(planted=True)
    summary = summarize(scored, district=Town(), taxonomy=TYPES)
    assert len(draft_warnings(summary, scored, TYPES, load_warnings(), top=1)) == 1


def test_cases_that_are_not_there_stop_the_warning() -> None:
    scored = year(planted=True)
    summary = summarize(scored, district=Town(), taxonomy=TYPES)
    with pytest.raises(NumberError, match="cases that are there"):
        draft_warnings(summary, scored.slice(0, 10), TYPES, load_warnings(), top=5)


def test_workbook_reads_back(drafts, tmp_path) -> None:
    path = tmp_path / "w.xlsx"
    write_warnings(path, [*drafts, replace(drafts[0], number=99, audience="=HYPERLINK(1)")])
    book = load_workbook(path)
    rows = list(book["预警"].iter_rows(min_row=2, values_only=True))
    assert [r[5] for r in rows[:-1]] == [w.sms for w in drafts]
    assert rows[-1][2] == "'=HYPERLINK(1)"
    assert book["预警"].freeze_panes == "A2"
    cases = list(book["依据案件"].iter_rows(min_row=2, values_only=True))
    assert [c[1] for c in cases if c[0] == 1] == list(drafts[0].case_ids)


def test_nothing_found_is_said(tmp_path) -> None:
    empty = table([])
    summary = summarize(empty, district=None, taxonomy=TYPES)
    drafts = draft_warnings(summary, empty, TYPES, load_warnings(), top=5)
    assert drafts == []
    path = tmp_path / "w.xlsx"
    write_warnings(path, drafts)
    assert "没有" in load_workbook(path)["预警"]["C2"].value


def test_a_sentence_too_long_for_a_message_is_refused(tmp_path) -> None:
    data = yaml.safe_load(config_file("warnings.yaml").read_text(encoding="utf-8"))
    data["types"]["loan"]["advice"] = "长" * 30
    data["colour"] = "red"
    path = tmp_path / "w.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"types\.loan\.advice.*colour|colour.*types\.loan\.advice"):
        load_warnings(path)
