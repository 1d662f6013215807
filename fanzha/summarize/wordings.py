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
    "change": "<type>：<place>{n:0}件，上期{base:0}件，增加{change:0}件，是上期的{ratio:2}倍（95%区间{low:2}–{high:2}）。",
    "change_few": "<type>：<place>{n:0}件，上期不足{limit:0}件；即使按{base:0}件计，也是上期的{ratio:2}倍（95%区间{low:2}–{high:2}）。",
    "change_none": "<type>：<place>{n:0}件，上期没有；至少是上期的{low:2}倍（95%区间下限）。",
    "outbreak": "<type>：<place>最近{days:0}天{n:0}件，此前{weeks:0}周共{base:0}件、平均每周{mean:1}件，是平均水平的{ratio:2}倍"
    "（95%区间{low:2}–{high:2}）。",
    "outbreak_few": "<type>：<place>最近{days:0}天{n:0}件，此前{weeks:0}周不足{limit:0}件；即使按{base:0}件计，也是平均水平的{ratio:2}倍"
    "（95%区间{low:2}–{high:2}）。",
    "outbreak_none": "<type>：<place>最近{days:0}天{n:0}件，此前{weeks:0}周没有；至少是平均水平的{low:2}倍（95%区间下限）。",
    "loss": "<type>：损失最大，共{loss:1}万元，占已知损失的{share:1}%<next>；本类{n:0}件，其中{loss_n:0}件填有金额，中位数{median:2}万元"
    "（95%区间{median_low:2}–{median_high:2}万元）。",
    "loss_few": "<type>：损失最大，共{loss:1}万元，占已知损失的{share:1}%<next>；本类{n:0}件，其中{loss_n:0}件填有金额，中位数{median:2}万元"
    "（金额太少，不给区间）。",
    "total_more": "本期诈骗{n:0}件（期望值95%区间{low:0}–{high:0}），比上期{base:0}件多{change:0}件，是上期的{ratio:2}倍"
    "（95%区间{ratio_low:2}–{ratio_high:2}）<verdict>。",
    "total_less": "本期诈骗{n:0}件（期望值95%区间{low:0}–{high:0}），比上期{base:0}件少{change:0}件，是上期的{ratio:2}倍"
    "（95%区间{ratio_low:2}–{ratio_high:2}）<verdict>。",
    "total_few": "本期诈骗不足{limit:0}件，不作归纳。",
    "total_base_few": "本期诈骗{n:0}件（期望值95%区间{low:0}–{high:0}）；上期不足{limit:0}件，不作升降判断。",
    "total_none": "本期诈骗{n:0}件（期望值95%区间{low:0}–{high:0}）；上期没有，不作升降判断。",
    "total_alone": "本期诈骗{n:0}件（期望值95%区间{low:0}–{high:0}）；数据没有覆盖上期，不作升降判断。",
}

_ENGLISH: Final[Mapping[str, str]] = {
    "rate": "<type>: {n:0} cases among <group>, {rate:1} per 100,000 (95% interval {rate_low:1} to {rate_high:1}), {ratio:2} times the rate of all other residents "
    "({base_rate:1} per 100,000; 95% interval of the ratio {low:2} to {high:2}).",
    "rate_few": "<type>: {n:0} cases among <group>, {rate:1} per 100,000 (95% interval {rate_low:1} to {rate_high:1}), fewer than {limit:0} among other residents; "
    "even if these were {base:0}, {ratio:2} times their rate (95% interval {low:2} to {high:2}).",
    "rate_none": "<type>: {n:0} cases among <group>, {rate:1} per 100,000 (95% interval {rate_low:1} to {rate_high:1}), none among other residents; "
    "at least {low:2} times their rate (lower 95% bound).",
    "odds": "<type>: {n:0} cases among <group>, {share:1}% of this type and {base_share:1}% of the other types; odds ratio {ratio:2} (95% interval {low:2} to {high:2}).",
    "odds_few": "<type>: {n:0} cases among <group>, fewer than {limit:0} among the other types; even if these were {base:0}, the odds ratio is {ratio:2} "
    "(95% interval {low:2} to {high:2}).",
    "odds_none": "<type>: {n:0} cases among <group>, none among the other types; odds ratio at least {low:2} (lower 95% bound).",
    "change": "<type>: {n:0} cases in <place>, {base:0} in the period before, {change:0} more and {ratio:2} times as many a day (95% interval {low:2} to {high:2}).",
    "change_few": "<type>: {n:0} cases in <place>, fewer than {limit:0} in the period before; even if these were {base:0}, {ratio:2} times as many a day "
    "(95% interval {low:2} to {high:2}).",
    "change_none": "<type>: {n:0} cases in <place>, none in the period before; at least {low:2} times as many a day (lower 95% bound).",
    "outbreak": "<type>: {n:0} cases in <place> in the last {days:0} days, against {base:0} in the {weeks:0} weeks before, {mean:1} a week; {ratio:2} times the "
    "usual level (95% interval {low:2} to {high:2}).",
    "outbreak_few": "<type>: {n:0} cases in <place> in the last {days:0} days, against fewer than {limit:0} in the {weeks:0} weeks before; even if these were {base:0}, "
    "{ratio:2} times the usual level (95% interval {low:2} to {high:2}).",
    "outbreak_none": "<type>: {n:0} cases in <place> in the last {days:0} days, against none in the {weeks:0} weeks before; at least {low:2} times the usual level "
    "(lower 95% bound).",
    "loss": "<type>: the largest loss, {loss_yuan:0} yuan in all, {share:1}% of all known losses<next>; {n:0} cases, of which {loss_n:0} state a loss, median {median_yuan:0} yuan "
    "(95% interval {median_low_yuan:0} to {median_high_yuan:0}).",
    "loss_few": "<type>: the largest loss, {loss_yuan:0} yuan in all, {share:1}% of all known losses<next>; {n:0} cases, of which {loss_n:0} state a loss, "
    "median {median_yuan:0} yuan (too few for an interval).",
    "total_more": "{n:0} cases of fraud (95% interval of the expectation {low:0} to {high:0}), {change:0} more than the {base:0} of the period before, {ratio:2} times "
    "as many (95% interval {ratio_low:2} to {ratio_high:2})<verdict>.",
    "total_less": "{n:0} cases of fraud (95% interval of the expectation {low:0} to {high:0}), {change:0} fewer than the {base:0} of the period before, {ratio:2} times "
    "as many (95% interval {ratio_low:2} to {ratio_high:2})<verdict>.",
    "total_few": "Fewer than {limit:0} cases of fraud; nothing is concluded.",
    "total_base_few": "{n:0} cases of fraud (95% interval of the expectation {low:0} to {high:0}); fewer than {limit:0} in the period before, so no change is stated.",
    "total_none": "{n:0} cases of fraud (95% interval of the expectation {low:0} to {high:0}); none in the period before, so no change is stated.",
    "total_alone": "{n:0} cases of fraud (95% interval of the expectation {low:0} to {high:0}); the data do not cover the period before, so no change is stated.",
}

TEMPLATES: Final[Mapping[str, Mapping[str, str]]] = {"zh": _CHINESE, "en": _ENGLISH}
