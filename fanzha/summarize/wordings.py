"""Wordings of the sentences, in both languages. Names stand in <>, numbers in {}; the number after the colon is that of decimals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_CHINESE: Final[Mapping[str, str]] = {
    "rate": "<type>：<group>{n:0}件，每10万人{rate:1}件（95%区间{rate_low:1}–{rate_high:1}），是其他居民（每10万人{base_rate:1}件）的"
    "{ratio:2}倍（95%区间{low:2}–{high:2}）。",
    "rate_few": "<type>：<group>{n:0}件，每10万人{rate:1}件（95%区间{rate_low:1}–{rate_high:1}），其他居民不足{limit:0}件；"
    "即使按{base:0}件计，也是其他居民的{ratio:2}倍（95%区间{low:2}–{high:2}）。",
    "rate_none": "<type>：<group>{n:0}件，每10万人{rate:1}件（95%区间{rate_low:1}–{rate_high:1}），其他居民没有；"
    "至少是其他居民的{low:2}倍（95%区间下限）。",
    "odds": "<type>：<group>{n:0}件，占该类的{share:1}%，在其他类型中占{base_share:1}%，比值比{ratio:2}（95%区间{low:2}–{high:2}）。",
    "odds_few": "<type>：<group>{n:0}件，在其他类型中不足{limit:0}件；即使按{base:0}件计，比值比也有{ratio:2}（95%区间{low:2}–{high:2}）。",
    "odds_none": "<type>：<group>{n:0}件，在其他类型中没有；比值比至少{low:2}（95%区间下限）。",
    "change": "<type>：<place>{n:0}件，上期{base:0}件，日均是上期的{ratio:2}倍（95%区间{low:2}–{high:2}）。",
    "change_few": "<type>：<place>{n:0}件，上期不足{limit:0}件；即使按{base:0}件计，日均也是上期的{ratio:2}倍（95%区间{low:2}–{high:2}）。",
    "change_none": "<type>：<place>{n:0}件，上期没有；日均至少是上期的{low:2}倍（95%区间下限）。",
    "outbreak": "<type>：<place>最近{days:0}天{n:0}件，此前{weeks:0}周共{base:0}件、平均每周{mean:1}件，是平均水平的{ratio:2}倍"
    "（95%区间{low:2}–{high:2}）。",
    "outbreak_few": "<type>：<place>最近{days:0}天{n:0}件，此前{weeks:0}周不足{limit:0}件；即使按{base:0}件计，也是平均水平的{ratio:2}倍"
    "（95%区间{low:2}–{high:2}）。",
    "outbreak_none": "<type>：<place>最近{days:0}天{n:0}件，此前{weeks:0}周没有；至少是平均水平的{low:2}倍（95%区间下限）。",
    "loss": "<type>：<scope>损失最大，共{loss:1}万元，占已知损失的{share:1}%<next>；本类{n:0}件，其中{loss_n:0}件填有金额，中位数{median:2}万元"
    "（95%区间{median_low:2}–{median_high:2}万元）。",
    "loss_few": "<type>：<scope>损失最大，共{loss:1}万元，占已知损失的{share:1}%<next>；本类{n:0}件，其中{loss_n:0}件填有金额，中位数{median:2}万元"
    "（金额太少，不给区间）。",
    "total_more": "本期诈骗{n:0}件（计入偶然波动，95%区间{low:0}–{high:0}），比上期{base:0}件多{change:0}件，日均是上期的{ratio:2}倍"
    "（95%区间{ratio_low:2}–{ratio_high:2}）<verdict>。",
    "total_less": "本期诈骗{n:0}件（计入偶然波动，95%区间{low:0}–{high:0}），比上期{base:0}件少{change:0}件，日均是上期的{ratio:2}倍"
    "（95%区间{ratio_low:2}–{ratio_high:2}）<verdict>。",
    "total_unreported": "数据没有到达本期，不能说明本期有多少诈骗。",
    "total_few": "本期诈骗不足{limit:0}件，不作归纳。",
    "total_base_few": "本期诈骗{n:0}件（计入偶然波动，95%区间{low:0}–{high:0}）；上期不足{limit:0}件，不作升降判断。",
    "total_none": "本期诈骗{n:0}件（计入偶然波动，95%区间{low:0}–{high:0}）；上期没有，不作升降判断。",
    "total_alone": "本期诈骗{n:0}件（计入偶然波动，95%区间{low:0}–{high:0}）；没有上期数字可比，不作升降判断。",
    # For the public, without counts.
    "rate_public": "<type>：<group>受骗的比例高于其他居民。",
    "rate_public_times": "<type>：<group>受骗的比例至少是其他居民的{times:1}倍（95%区间下限）。",
    "odds_public": "<type>：受骗者中<group>的比例高于其他类型。",
    "odds_public_times": "<type>：受骗者中<group>的比值比至少是其他类型的{times:1}倍（95%区间下限）。",
    "change_public": "<type>：<place>本期比上期明显增多。",
    "change_public_times": "<type>：<place>本期日均至少是上期的{times:1}倍（95%区间下限）。",
    "outbreak_public": "<type>：<place>最近一周比此前几周明显增多。",
    "outbreak_public_times": "<type>：<place>最近一周至少是此前平均水平的{times:1}倍（95%区间下限）。",
}

_ENGLISH: Final[Mapping[str, str]] = {
    "rate": "<type>: {n:0} cases <among>, {rate:1} per 100,000 (95% interval {rate_low:1} to {rate_high:1}), {ratio:2} times the rate of all other residents "
    "({base_rate:1} per 100,000; 95% interval of the ratio {low:2} to {high:2}).",
    "rate_few": "<type>: {n:0} cases <among>, {rate:1} per 100,000 (95% interval {rate_low:1} to {rate_high:1}), fewer than {limit:0} among other residents; "
    "even if these were {base:0}, {ratio:2} times their rate (95% interval {low:2} to {high:2}).",
    "rate_none": "<type>: {n:0} cases <among>, {rate:1} per 100,000 (95% interval {rate_low:1} to {rate_high:1}), none among other residents; "
    "at least {low:2} times their rate (lower 95% bound).",
    "odds": "<type>: {n:0} cases <among>, {share:1}% of this type and {base_share:1}% of the other types; odds ratio {ratio:2} (95% interval {low:2} to {high:2}).",
    "odds_few": "<type>: {n:0} cases <among>, fewer than {limit:0} among the other types; even if these were {base:0}, the odds ratio is {ratio:2} "
    "(95% interval {low:2} to {high:2}).",
    "odds_none": "<type>: {n:0} cases <among>, none among the other types; odds ratio at least {low:2} (lower 95% bound).",
    "change": "<type>: {n:0} cases in <place>, {base:0} in the period before, {ratio:2} times as many a day (95% interval {low:2} to {high:2}).",
    "change_few": "<type>: {n:0} cases in <place>, fewer than {limit:0} in the period before; even if these were {base:0}, {ratio:2} times as many a day "
    "(95% interval {low:2} to {high:2}).",
    "change_none": "<type>: {n:0} cases in <place>, none in the period before; at least {low:2} times as many a day (lower 95% bound).",
    "outbreak": "<type>: {n:0} cases in <place> in the last {days:0} days, against {base:0} in the {weeks:0} weeks before, {mean:1} a week; {ratio:2} times the "
    "usual level (95% interval {low:2} to {high:2}).",
    "outbreak_few": "<type>: {n:0} cases in <place> in the last {days:0} days, against fewer than {limit:0} in the {weeks:0} weeks before; even if these were {base:0}, "
    "{ratio:2} times the usual level (95% interval {low:2} to {high:2}).",
    "outbreak_none": "<type>: {n:0} cases in <place> in the last {days:0} days, against none in the {weeks:0} weeks before; at least {low:2} times the usual level "
    "(lower 95% bound).",
    "loss": "<type>: the largest loss<scope>, {loss_yuan:0} yuan in all, {share:1}% of all known losses<next>; {n:0} cases, of which {loss_n:0} state a loss, median {median_yuan:0} yuan "
    "(95% interval {median_low_yuan:0} to {median_high_yuan:0}).",
    "loss_few": "<type>: the largest loss<scope>, {loss_yuan:0} yuan in all, {share:1}% of all known losses<next>; {n:0} cases, of which {loss_n:0} state a loss, "
    "median {median_yuan:0} yuan (too few for an interval).",
    "total_more": "{n:0} cases of fraud (chance included, 95% interval {low:0} to {high:0}), {change:0} more than the {base:0} of the period before, {ratio:2} times "
    "as many a day (95% interval {ratio_low:2} to {ratio_high:2})<verdict>.",
    "total_less": "{n:0} cases of fraud (chance included, 95% interval {low:0} to {high:0}), {change:0} fewer than the {base:0} of the period before, {ratio:2} times "
    "as many a day (95% interval {ratio_low:2} to {ratio_high:2})<verdict>.",
    "total_unreported": "The data do not reach this period: how many frauds there were is not known.",
    "total_few": "Fewer than {limit:0} cases of fraud; nothing is concluded.",
    "total_base_few": "{n:0} cases of fraud (chance included, 95% interval {low:0} to {high:0}); fewer than {limit:0} in the period before, so no change is stated.",
    "total_none": "{n:0} cases of fraud (chance included, 95% interval {low:0} to {high:0}); none in the period before, so no change is stated.",
    "total_alone": "{n:0} cases of fraud (chance included, 95% interval {low:0} to {high:0}); no number of the period before is at hand, so no change is stated.",
    "rate_public": "<type>: <people> are cheated more often than all other residents.",
    "rate_public_times": "<type>: <people> are cheated at least {times:1} times as often as all other residents (lower 95% bound).",
    "odds_public": "<type>: <people> are a larger share of its victims than of those of other types.",
    "odds_public_times": "<type>: odds ratio of <people> against other types at least {times:1} (lower 95% bound).",
    "change_public": "<type>: clearly more cases in <place> than in the period before.",
    "change_public_times": "<type>: in <place> at least {times:1} times as many cases a day as in the period before (lower 95% bound).",
    "outbreak_public": "<type>: clearly more cases in <place> in the last week than in the weeks before.",
    "outbreak_public_times": "<type>: in <place> at least {times:1} times the usual level in the last week (lower 95% bound).",
}

# About the whole period, out of the measures and the profiles.
_CHINESE_WHOLE: Final[Mapping[str, str]] = {
    "delay": "报案速度：<scope>能推算的{n:0}件中，从末次转账（未写明的从案发）到报案，一半在{median:0}分钟以内（四分位{q1:0}–{q3:0}分钟）；半小时内报案的{quick:0}件，占{share:1}%"
    "（95%区间{low:1}–{high:1}%）。",
    "delay_hours": "报案速度：<scope>能推算的{n:0}件中，从末次转账（未写明的从案发）到报案，一半在{median:1}小时以内（四分位{q1:1}–{q3:1}小时）；半小时内报案的{quick:0}件，占{share:1}%"
    "（95%区间{low:1}–{high:1}%）。",
    "outcome": "止付挽损：写明结果的{n:0}件中，{kept:0}件钱款未转出或被追回，占{share:1}%（95%区间{low:1}–{high:1}%）。",
    "stopped": "写明金额的{n:0}件共转出{paid:1}万元，止付{stopped:1}万元，占{share:1}%。",
    "repeated": "重复被骗：写明是否曾被骗的{n:0}件中，{again:0}件是再次被骗，占{share:1}%（95%区间{low:1}–{high:1}%）。",
    "minor": "未成年人：能判断年龄段的{n:0}件中{k:0}件，占{share:1}%（95%区间{low:1}–{high:1}%）。",
    "elderly": "老年人（60岁以上）：能判断年龄段的{n:0}件中{k:0}件，占{share:1}%（95%区间{low:1}–{high:1}%）。",
    "large": "大额案件：{k:0}件损失在10万元以上，占填有金额的{n:0}件的{share:1}%（95%区间{low:1}–{high:1}%），占已知损失的{money:1}%。",
    "hours": "案发时段：写明时刻的{n:0}件中，{first:0}时至{last:0}时的{k:0}件，占{share:1}%（95%区间{low:1}–{high:1}%），是一天中最集中的三小时。",
    "channel": "引流方式：写明的{n:0}件中，经<value>的最多，{k:0}件，占{share:1}%（95%区间{low:1}–{high:1}%）。",
    "payment": "支付方式：写明的{n:0}件中，用<value>的最多，{k:0}件，占{share:1}%（95%区间{low:1}–{high:1}%）。",
    "platform": "涉案平台：写明的{n:0}件中，<value>最多，{k:0}件，占{share:1}%（95%区间{low:1}–{high:1}%）。",
    "year": "与去年同期相比：本期{n:0}件，去年同期{base:0}件，日均是去年的{ratio:2}倍（95%区间{low:2}–{high:2}）<verdict>。",
    "alarm_bare": "<type>：<place>最近一周（<days>）{n:0}件，超过警戒上限（<how>；预期和上限不予显示，否则可推算出不予显示的周）。",
    "alarm": "<type>：<place>最近一周（<days>）{n:0}件，预期{expected:1}件，超过警戒上限{upper:1}件（<how>）。",
    "nowcast": "报案延迟：本期最后7天发生的诈骗到本期末有{n:0}件报案，按以往的报案延迟推算，最终约{median:0}件（95%区间{low:0}–{high:0}件），当时约报来{share:0}%。",
    "hotspot": "<type>：<place>在<days>有{n:0}件，预期{expected:1}件，风险是其他地方和时间的{risk:1}倍（时空扫描，p=<sure>）。",
    "hotspot_only": "<type>：全部{n:0}件都在<place>，时间为<days>，预期{expected:1}件（时空扫描，p=<sure>）。",
    "outlier": "<place>：本期{n:0}件，按年龄、性别推算应为{expected:1}件，为预期的{ratio:2}倍（95%区间{low:2}–{high:2}），<side>漏斗图界限。",
    "script": "<id> <label>（<type>）：本期{n:0}件，上期{base:0}件，日均是上期的{ratio:2}倍（95%区间{low:2}–{high:2}）；所看数据中最早一件报于<first>。",
    "script_few": "<id> <label>（<type>）：本期{n:0}件，上期不足{limit:0}件；所看数据中最早一件报于<first>。",
    "script_public": "<id> <label>（<type>）：本期至少{n:0}件。",
    "script_new": "<id> <label>（<type>）：本期{n:0}件，上期没有；所看数据中最早一件报于<first>。",
    "script_alone": "<id> <label>（<type>）：本期{n:0}件，没有上期数据可比；所看数据中最早一件报于<first>。",
}
_ENGLISH_WHOLE: Final[Mapping[str, str]] = {
    "delay": "Time to report: of {n:0} cases<scope> where it is known, half were reported within {median:0} minutes of the last transfer, or of the fraud where no transfer is timed (quartiles {q1:0} to {q3:0}); {quick:0} within half an "
    "hour, {share:1}% (95% interval {low:1} to {high:1}%).",
    "delay_hours": "Time to report: of {n:0} cases<scope> where it is known, half were reported within {median:1} hours of the last transfer, or of the fraud where no transfer is timed (quartiles {q1:1} to {q3:1}); {quick:0} within half "
    "an hour, {share:1}% (95% interval {low:1} to {high:1}%).",
    "outcome": "Money kept: of {n:0} cases that state the outcome, in {kept:0} no money was lost or some came back, {share:1}% (95% interval {low:1} to {high:1}%).",
    "stopped": "{n:0} cases state both amounts: {paid_yuan:0} yuan were paid, of which {stopped_yuan:0} yuan were stopped, {share:1}%.",
    "repeated": "Repeat victims: of {n:0} cases that say whether it happened before, it had in {again:0}, {share:1}% (95% interval {low:1} to {high:1}%).",
    "minor": "Minors: {k:0} of {n:0} cases whose stage of life is known, {share:1}% (95% interval {low:1} to {high:1}%).",
    "elderly": "Aged 60 or more: {k:0} of {n:0} cases whose stage of life is known, {share:1}% (95% interval {low:1} to {high:1}%).",
    "large": "Large losses: {k:0} cases lost 100,000 yuan or more, {share:1}% of the {n:0} that state a loss (95% interval {low:1} to {high:1}%), and {money:1}% of all known losses.",
    "hours": "Time of day: of {n:0} cases that state the hour, {k:0} happened from {first:0}:00 to {last:0}:00, {share:1}% (95% interval {low:1} to {high:1}%), the three hours with most.",
    "channel": "First contact: of {n:0} cases that state it, most came by <value>, {k:0}, {share:1}% (95% interval {low:1} to {high:1}%).",
    "payment": "Payment: of {n:0} cases that state it, most paid by <value>, {k:0}, {share:1}% (95% interval {low:1} to {high:1}%).",
    "platform": "Apps and sites: of {n:0} cases that name one, most name <value>, {k:0}, {share:1}% (95% interval {low:1} to {high:1}%).",
    "year": "Against the same period a year ago: {n:0} cases, {base:0} then, {ratio:2} times as many a day (95% interval {low:2} to {high:2})<verdict>.",
    "alarm_bare": "<type>: {n:0} cases in <place> in the last week (<days>), above the limit (<how>; what was expected is not shown, since it would tell a week that is not shown).",
    "alarm": "<type>: {n:0} cases in <place> in the last week (<days>), {expected:1} expected, above the limit of {upper:1} (<how>).",
    "nowcast": "Reporting delay: {n:0} frauds of the last 7 days of the period were reported by its end; by past delays about {median:0} will be (95% interval {low:0} to {high:0}), "
    "of which {share:0}% were known then.",
    "hotspot": "<type>: {n:0} cases in <place> from <days>, {expected:1} expected, {risk:1} times the risk of other places and times (space-time scan, p = <sure>).",
    "hotspot_only": "<type>: all {n:0} cases are in <place> from <days>, {expected:1} expected (space-time scan, p = <sure>).",
    "outlier": "<place>: {n:0} cases, {expected:1} expected by the age and sex of its residents, {ratio:2} times as many (95% interval {low:2} to {high:2}), <side> the limits of "
    "the funnel plot.",
    "script": "<id> <label> (<type>): {n:0} cases, {base:0} in the period before, {ratio:2} times as many a day (95% interval {low:2} to {high:2}); first reported, in the days looked at, on <first>.",
    "script_few": "<id> <label> (<type>): {n:0} cases, fewer than {limit:0} in the period before; first reported, in the days looked at, on <first>.",
    "script_public": "<id> <label> (<type>): at least {n:0} cases.",
    "script_new": "<id> <label> (<type>): {n:0} cases, none in the period before; first reported, in the days looked at, on <first>.",
    "script_alone": "<id> <label> (<type>): {n:0} cases, no data of the period before; first reported, in the days looked at, on <first>.",
}

TEMPLATES: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {**_CHINESE, **_CHINESE_WHOLE},
    "en": {**_ENGLISH, **_ENGLISH_WHOLE},
}
