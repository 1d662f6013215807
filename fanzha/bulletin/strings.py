"""What a bulletin says besides its findings, in Chinese and in English side by side."""

from __future__ import annotations

from typing import Final

# Key to Chinese and English. Names in braces are filled in.
STRINGS: Final[dict[str, tuple[str, str]]] = {
    # titles
    "title": ("{district}电信网络诈骗态势{kind}", "Telecom and online fraud{district}: {kind}"),
    "daily": ("日报", "daily bulletin"),
    "weekly": ("周报", "weekly bulletin"),
    "monthly": ("月报", "monthly bulletin"),
    "quarterly": ("季报", "quarterly bulletin"),
    "yearly": ("年报", "yearly bulletin"),
    "bulletin": ("通报", "bulletin"),
    "district_of": ("{name}", " in {name}"),
    "before_daily": ("前一日", "day before"),
    "before_weekly": ("前一周", "week before"),
    "before_monthly": ("前一月", "month before"),
    "before_quarterly": ("前一季", "quarter before"),
    "before_yearly": ("前一年", "year before"),
    "before_bulletin": ("上期", "period before"),
    # head of the page
    "period": ("统计时段", "Period"),
    "before": ("对比时段", "Compared with"),
    "none_covered": ("无（数据没有覆盖）", "nothing (the data do not cover it)"),
    "newest": ("数据截至", "Newest report"),
    "models": ("模型版本", "Model"),
    "residents": ("辖区居民", "Residents"),
    "people": ("{n}人", "{n}"),
    "range": ("{start}至{end}", "{start} to {end}"),
    "days": ("{span}（{n}天）", "{span} ({n} days)"),
    "day_one": ("{span}（1天）", "{span} (1 day)"),
    "month": ("{year}年{month}月", "{name} {year}"),
    "quarter": ("{year}年第{n}季度", "quarter {n} of {year}"),
    "week": ("{year}年第{n}周：{span}", "week {n} of {year}: {span}"),
    "contents": ("目录", "Contents"),
    "appendix": ("附录", "Appendix"),
    "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "foot_internal": (
        "供公安机关内部工作使用，不得外发。案情已脱敏，仍属内部案情。",
        "For the office only, not to be passed on. Narratives are de-identified and still internal.",
    ),
    "foot_public": ("本通报不含个人信息。", "There are no personal data in this bulletin."),
    # tiles
    "reports": ("报案", "Reports"),
    "undated_note": ("{n}件没有报案日期", "{n} without a date"),
    "reports_note": ("件，含非诈骗", "including reports that are not fraud"),
    "fraud": ("诈骗（含待复核）", "Fraud, review included"),
    "fraud_before": ("上期{n}件", "{n} in the period before"),
    "to_review": ("需人工复核", "For a person to decide"),
    "review_none": ("没有报案", "no reports"),
    "review_few": ("{n}件", "{n} reports"),
    "review_note": ("{n}件，95%区间{low}–{high}", "{n} reports, 95% interval {low}–{high}"),
    "losses_known": ("已知损失", "Stated losses"),
    "losses_note": ("{n}件填有金额", "{n} cases state one"),
    "losses_few": ("填有金额的案件太少", "too few cases state one"),
    # sections
    "gaps": ("本期不能说明的", "What cannot be said"),
    "findings": ("发现", "Findings"),
    "types": ("诈骗类型", "Types of fraud"),
    "trends": ("变化趋势", "Trends"),
    "people_title": ("受害人", "Victims"),
    "places": ("区域", "Places"),
    "losses": ("损失", "Losses"),
    "scripts": ("作案手法", "Methods of the fraudsters"),
    "method": ("方法说明", "How this was made"),
    "rest": ("其余发现", "Other findings"),
    "case_lists": ("案件清单", "Cases behind the findings"),
    # findings
    "outbreak": ("最近{days}天突增", "Sudden rise in the last {days} days"),
    "riser": ("比上期上升", "Higher than in the period before"),
    "group": ("高发人群与区域", "Groups and areas hit most"),
    "loss": ("损失最大", "Largest loss"),
    "rest_note": ("其余{n}项见附录。", "{n} more are in the appendix."),
    "rest_note_one": ("其余1项见附录。", "One more is in the appendix."),
    "no_finding": (
        "作了 {n} 次检验，没有一项超出偶然波动。",
        "{n} tests were made; none went beyond what chance does.",
    ),
    "no_finding_public": (
        "在可公布的数字中，没有一项可以说明超出偶然波动。",
        "Among the figures that may be published none can be said to go beyond what chance does.",
    ),
    "no_test": (
        "案件太少，没有可作的检验，不能说明哪些人群或区域高发、哪些类型上升。",
        "There are too few cases for any test: nothing can be said on groups, areas or rises.",
    ),
    "no_test_review": (
        "本期{n}件诈骗案件都待复核，没有一件定了类型，因此没有作检验，不能说明哪些人群或区域高发、哪些类型上升。",
        "All {n} cases of fraud await review and none has a type yet, so nothing was tested: nothing can be said on groups, areas or rises.",
    ),
    "no_test_review_public": (
        "本期诈骗案件都待复核，没有一件定了类型，因此没有作检验，不能说明哪些人群或区域高发、哪些类型上升。",
        "All cases of fraud await review and none has a type yet, so nothing was tested: nothing can be said on groups, areas or rises.",
    ),
    "no_test_few": (
        "本期{n}件诈骗案件中定了类型的不足{least}件，其余都待复核，因此没有作检验，不能说明哪些人群或区域高发、哪些类型上升。",
        "Of {n} cases of fraud fewer than {least} have a type and all others await review, so nothing was tested: nothing can be said on groups, areas or rises.",
    ),
    "no_test_untyped": (
        "本期{n}件诈骗案件都没有写明类型，因此没有作检验，不能说明哪些人群或区域高发、哪些类型上升。",
        "None of the {n} cases of fraud has a type, so nothing was tested: nothing can be said on groups, areas or rises.",
    ),
    "no_test_unfamiliar": (
        "待复核的案件中{share}是因为写法陌生，与模型学过的文本差别太大。",
        "{share} of those that await review do so because they are unlike all that the model learnt from.",
    ),
    "of_area": ("全区", "whole district"),
    "cases_of": ("{what}（{kind}）", "{what} ({kind})"),
    "also": ("；", "; "),
    "cases_cut": (
        "共 {n} 件，按日期从新到旧列出 {shown} 件；全部案件见案件工作簿。",
        "{shown} of {n}, newest first; the workbook of cases has them all.",
    ),
    "cases_all": ("共 {n} 件，按日期从新到旧。", "{n}, newest first."),
    "cases_besides": ("其中 {n} 件同属“{what}”，这里不重复列出。", '{n} of them belong to "{what}", too, and are not repeated here.'),
    "case_id": ("案件编号", "Case"),
    "case_day": ("报案日期", "Reported on"),
    "case_type": ("类型", "Type"),
    "case_area": ("派出所", "Police station"),
    "case_summary": ("案情摘要", "Summary"),
    "see_table": ("表", "table"),
    "see_cases": ("案件", "cases"),
    "see_link": ("查看", "see"),
    "see_numbers": ("查看数字", "Show the numbers"),
    "figure": ("图", "Figure"),
    "table": ("表", "Table"),
    # tables
    "by_type": ("各类诈骗", "Cases by type of fraud"),
    "by_area": ("各派出所", "Cases by police station"),
    "by_street": ("各街道", "Cases by street"),
    "by_band": ("受害人年龄", "Cases by age of the victim"),
    "by_sex": ("受害人性别", "Cases by sex of the victim"),
    "by_sex_band": ("年龄与性别", "Cases by age and sex of the victim"),
    "by_occupation": ("受害人职业", "Cases by occupation of the victim"),
    "by_channel": ("引流方式", "Cases by way of contact"),
    "by_payment": ("支付方式", "Cases by way of payment"),
    "by_loss": ("各类诈骗的损失", "Losses by type of fraud"),
    "by_week": ("每周案件数", "Cases by week"),
    "axis_type": ("诈骗类型", "type of fraud"),
    "axis_area": ("派出所", "police station"),
    "axis_street": ("街道", "street"),
    "axis_band": ("年龄段", "age"),
    "axis_sex": ("性别", "sex"),
    "axis_sex_band": ("性别、年龄段", "sex and age"),
    "axis_occupation": ("职业", "occupation"),
    "axis_channel": ("引流方式", "way of contact"),
    "axis_payment": ("支付方式", "way of payment"),
    "now": ("本期", "Now"),
    "earlier": ("上期", "Before"),
    "share": ("占比", "Share"),
    "interval": ("95%区间", "95% interval"),
    "change": ("变化", "Change"),
    "change_share": ("变化率", "in %"),
    "loss_sum": ("损失", "Loss"),
    "median": ("中位数", "Median loss"),
    "rate": ("每10万居民", "Per 100,000 residents"),
    "loss_n": ("填有金额的案件", "Cases that state a loss"),
    "week_of": ("周（第一天）", "Week from"),
    "missing": ("未填", "not stated"),
    "note_n": ("本期诈骗{n}件", "{n} cases of fraud"),
    "note_known": ("，占比按已填写的{n}件计", "; shares are of the {n} that state it"),
    "note_missing": ("；未填的占全部{share}", "; {share} of all do not"),
    "note_losses": ("填有金额的少于{least}件的类型未列出。", "Types with fewer than {least} stated losses are left out."),
    "aside": ("略", "not shown"),
    "dash": ("—", "—"),
    "money_unit": ("万元", "yuan"),
    "money_raw_unit": ("元", "yuan"),
    "low": ("下限", "low"),
    "high": ("上限", "high"),
    "paren": ("{a}（{b}）", "{a} ({b})"),
    "colon": ("{a}：{b}", "{a}: {b}"),
    "comma": ("，", ", "),
    "list": ("、", ", "),
    # workbook
    "sheet": ("工作表", "Sheet"),
    "rows": ("行数", "Rows"),
    "item": ("项目", "Item"),
    "value": ("数值", "Value"),
    "remark": ("说明", "Remark"),
    "section": ("部分", "Section"),
    "finding": ("发现", "Finding"),
    "detail": ("统计依据", "Evidence"),
    "to_contents": ("返回目录", "Back to contents"),
    "notes": ("说明", "Notes"),
    # charts
    "chart_types": ("各类诈骗案件数：本期与上期", "Cases by type: now and before"),
    "chart_areas": ("各派出所案件数：本期与上期", "Cases by police station: now and before"),
    "chart_rates": ("各派出所案件率", "Rates of the police stations"),
    "chart_losses": ("各类诈骗的损失", "Losses by type"),
    "chart_people": ("受害人的年龄与性别", "Age and sex of the victims"),
    "chart_weeks": ("主要类型每周案件数", "Weekly cases of the main types"),
    "axis_cases": ("案件数", "cases"),
    "axis_loss": ("损失（万元）", "loss (yuan)"),
    "axis_rate": ("每10万居民案件数", "cases per 100,000 residents"),
    "caption_few": ("少于{least}件的不画出。", "Fewer than {least} are not drawn."),
    "caption_most": (
        "共{n}项，只画案件最多的{shown}项，其余见表。",
        " Of {n} only the {shown} with most cases are drawn; the table has all.",
    ),
    "caption_alone": ("数据没有覆盖上期，只画本期；", "The data do not cover the period before. "),
    "caption_rates": (
        "圆点为每10万居民案件数，横线为95%精确区间，括号内为案件数",
        "Dots are cases per 100,000 residents, lines exact 95% intervals, cases in brackets",
    ),
    "caption_mean": ("；虚线为全区平均。", "; the dashed line is the mean of the district."),
    "caption_stop": ("。", "."),
    "caption_losses": ("只计填有金额的案件，单位{unit}。", "Only cases that state a loss, in {unit}."),
    "caption_people_rates": ("竖线为95%精确区间。", "Upright lines are exact 95% intervals. "),
    "caption_people_counts": (
        "没有人口数据，只有案件数；各年龄段的人数不同，不能直接比较。",
        "Without numbers of residents these are counts, and ages cannot be compared. ",
    ),
    "caption_people": (
        "年龄单位为岁；未填年龄或性别的案件不在图内。",
        "Cases that do not state age or sex are not drawn.",
    ),
    "caption_weeks": (
        "横轴为每周第一天（月.日），各图纵轴不同；1至{most}件的周只画灰柱，不示数值。",
        "From the first day of each week (month.day); scales differ. Weeks of 1 to {most} cases are grey and alike.",
    ),
    "rate_label": ("{rate}（{n}件）", "{rate} ({n})"),
    "week_few": ("1–{most}件", "1–{most} cases"),
    # gaps
    "gap_no_period": (
        "没有一件带日期的报案，无法确定统计时段，本期通报没有数字。",
        "No report has a date, so there is no period and this bulletin has no numbers.",
    ),
    "gap_no_dated": (
        "没有一件带日期的报案：共有{n}件，都没有报案日期，无法确定统计时段，本期通报没有数字。",
        "There are {n} reports and none has a date, so there is no period and this bulletin has no numbers.",
    ),
    "gap_repeated": (
        "所有案件都没有写明受害人是否曾被骗，不能说明重复被骗的情况。",
        "No case states whether the victim was cheated before: nothing is said on that.",
    ),
    "gap_aside": (
        "数据库中另有{n}行读入时被隔离、尚未更正，不在任何数字之内。",
        "Rows that were set aside when they were read and are not yet corrected: {n}. They count in no number.",
    ),
    "gap_empty": (
        "本期没有判为诈骗的案件，不能说明类型、人群和区域分布。",
        "No case was judged as fraud, so nothing can be said on types, groups and places.",
    ),
    "gap_few": (
        "本期诈骗案件少于{least}件，表中数字不予显示，不作任何归纳。",
        "There are fewer than {least} cases of fraud: the numbers are not shown and nothing is concluded.",
    ),
    "gap_before": (
        "数据没有覆盖上期，不作升降判断。",
        "The data do not cover the period before: nothing is said on rises or falls.",
    ),
    "gap_residents": (
        "没有提供辖区人口，只有案件数和占比，没有案件率；占比受人口结构影响。",
        "Numbers of residents were not given: there are counts and shares but no rates, and shares depend on who lives here.",
    ),
    "gap_types": (
        "有 {n} 个类型不在分类表内，按原名列出：{names}。",
        "{n} types are not in the list of types and stand under their own names: {names}.",
    ),
    "gap_untyped": (
        "部分案件没有写明类型，与待复核的案件一并计算，不计入任何类型。",
        "Some reports have no type: they count with those awaiting review, and under no type.",
    ),
    "gap_untyped_n": (
        "有{n}件没有写明类型，与待复核的案件一并计算，不计入任何类型。",
        "{n} reports have no type: they count with those awaiting review, and under no type.",
    ),
    "gap_undated": (
        "另有 {n} 件没有报案日期，未计入任何时段。",
        "{n} more reports have no date and count in no period.",
    ),
    "gap_all": (
        "所有案件都没有填写{what}，不能按{what}分析。",
        "No case states the {what}: nothing is said by {what}.",
    ),
    "gap_some": (
        "{share} 的案件没有填写{what}，相应结论只代表填写了的案件。",
        "{share} of the cases do not state the {what}; what is said on it holds for the others only.",
    ),
    # method
    "method_types": (
        "类型由模型按案情判定，“待复核”是模型没有把握、须由人工决定的案件，不计入任何类型，也不参与“发现”的检验。非诈骗的报案只计入报案总数。",
        "A model judges the type from the narrative. Cases of which it is not sure await review by a person; they count under no type and are in no "
        "test. Reports that are no fraud count as reports only.",
    ),
    "method_intervals": (
        "案件总数后的区间说明同样的形势下案件数会在什么范围内偶然波动，不是预测。占比按填写了该项的案件计，附Wilson 95%区间；案件率为本期每10万"
        "居民案件数（未折算为全年），附精确泊松95%区间。",
        "The interval behind the number of cases tells how far chance alone could move it while nothing changes; it is no forecast. Shares are of the cases "
        "that state the property, with 95% score intervals (Wilson); rates are cases of the period per 100,000 residents, not "
        "scaled to a year, with exact 95% Poisson intervals.",
    ),
    "method_groups": (
        "高发人群：有人口数据时，比较该人群与其他居民的案件率（精确条件检验）；职业没有人口数据，比较它在该类与其他类型中的占比（费舍尔精确检验），"
        "比值比不等于风险倍数。",
        "Groups: the rate of a group against that of all other residents (exact conditional test) where residents are known; occupations by their share of the type "
        "against the other types (Fisher's exact test), and an odds ratio is not how many times the risk is.",
    ),
    "method_rises": (
        "上升：本期与等长的上期比较；突增：最近{days}天与此前{weeks}周的平均水平比较；均为精确条件二项检验。",
        "Rises: the period against an equally long one before; sudden rises: the last {days} days against the mean of the {weeks} weeks before; both by the exact "
        "conditional binomial test.",
    ),
    "method_tests": (
        "共作了{tested}次双侧检验，用Benjamini-Hochberg法控制错误发现率；列出的每项q≤{limit}，且不少于{least}件；先列各类型中最确定的一项，再列其余，均按区间下限从高到低。"
        "首页上同一现象只说一次，其余见附录。",
        "{tested} two-sided tests were made, false discoveries controlled after Benjamini and Hochberg. Each finding has q≤{limit} and at least "
        "{least} cases; the surest of each type stands first, then the others, each by the lower bound, highest first. The first page says each thing once; the appendix has the others.",
    ),
    "method_hidden": (
        "少于{least}件的格不予显示（“<{least}”），可由合计推算出它的格记作“略”；上期少于{base}件的不计百分比变化。",
        'Counts under {least} are not shown ("<{least}"), nor are those that would give one away ("not shown"). Changes in per cent are given where '
        "the period before had at least {base} cases.",
    ),
    "method_checked": (
        "文中每个数字在印出前都从表中重新计算核对，不符则不出通报。",
        "Every number in a sentence is computed anew from the tables before it is printed; where one disagrees there is no bulletin.",
    ),
}  # fmt: skip

# Short names of the fraud types, where there is room for a few words only.
TYPES_SHORT: Final[dict[str, str]] = {
    "brushing": "Task and rebate", "ecommerce_service": "Fake support", "investment": "Fake investment", "loan": "Advance-fee loan",
    "credit_record": "Credit record", "shopping_service": "Fake goods", "authority": "Fake police", "acquaintance": "Fake boss or friend",
    "game_trade": "Game trade", "romance": "Romance", "hacking": "Hacking", "military_purchase": "Fake army buyer", "other": "Other fraud",
    "benign": "No fraud",
}  # fmt: skip
