import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.facts.occupation_groups import GROUPS, KINDS, employer_kind, occupation_group


@pytest.mark.parametrize(
    ("words", "group", "kind"),
    [
        ("大二学生", "学生", "学校"),
        ("初中生", "学生", "学校"),
        ("程序员", "公司职员", "企业"),
        ("五金店主", "个体工商户", "个体"),
        ("开五金店", "个体工商户", "个体"),
        ("網店店主", "个体工商户", "个体"),
        ("自由职业者", "自由职业", "自由职业"),
        ("电焊工", "工人", "企业"),
        ("在工地扎钢筋", "工人", "企业"),
        ("果农", "农民", "个体"),
        ("小学语文老师", "教师", "学校"),
        ("护士", "医护", "机关事业单位"),
        ("公务员", "公务员及事业单位", "机关事业单位"),
        ("某公司出纳", "财会", "企业"),
        ("酒店服务员", "服务业", "企业"),
        ("外卖骑手", "司机骑手", "自由职业"),
        ("货车司机", "司机骑手", "企业"),
        ("现役军人", "军警", "机关事业单位"),
        ("退休教师", "退休", "无"),
        ("待业", "无业", "无"),
        ("家庭主婦", "家庭主妇", "无"),
        ("公路养护工", "工人", "企业"),
        ("某某某", "其他", None),
        ("", None, None),
    ],
)
def test_groups_and_employers(words: str, group: str | None, kind: str | None) -> None:
    assert occupation_group(words) == group
    assert employer_kind(words) == kind


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_words_have_a_group_or_none(words: str) -> None:
    assert occupation_group(words) in {None, *GROUPS}
    assert employer_kind(words) in {None, *KINDS}
