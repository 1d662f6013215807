"""What a bulletin says on its first page, of what cannot be said, and of its methods, in Chinese and in English side by side."""

from __future__ import annotations

from typing import Final

PAGE: Final[dict[str, tuple[str, str]]] = {
    # the first page
    "sudden": ("突增与预警", "Sudden rises and alarms"),
    "group_or_place": ("高发人群与区域", "Groups and places hit most"),
    "growing": ("新出现或增多的作案剧本", "Scripts that are new or grow"),
    "overall": ("本期概况", "The period as a whole"),
    "agree": ("另见：{by}", "also: {by}"),
    "agree_alarm": ("周预警（{place}）", "alarm of the last week ({place})"),
    "agree_hotspot": ("时空聚集（{place}）", "cluster in space and time ({place})"),
    "agree_riser": ("比上期上升（{place}）", "higher than in the period before ({place})"),
    "and_more": ("{names}等", "{names} and others"),
    "newest_after": ("{day}（晚于本期末）", "{day} (after the period)"),
    "newest_before": ("{day}（早于本期末）", "{day} (before the period ends)"),
    "street_tables": ("各街道", "Streets"),
    "gap": ("", " "),  # between two sentences
    # what cannot be said
    "gap_newest": (
        "最新报案是{day}，早于本期末：本期尚未结束，或数据不全，数字还会增加。",
        "The newest report is of {day}, before the end of the period: it has not ended, or the data are not complete. Numbers will still rise.",
    ),
    "gap_conflicts": (
        "案情与表中栏目说法不同、以栏目为准的：{names}。",
        "Where the narrative says something else than the column, the column stands: {names}.",
    ),
    "conflict": ("{name}{n}件", "{name} {n}"),
    "conflict_loss_yuan": ("损失金额", "loss"),
    "conflict_victim_age": ("年龄", "age"),
    "conflict_victim_sex": ("性别", "sex"),
    "conflict_occupation": ("职业", "occupation"),
    "conflict_contact_channel": ("引流方式", "first contact"),
    "conflict_payment": ("支付方式", "way of paying"),
    "conflict_occurred_on": ("发案日期", "date of the fraud"),
    "conflict_outcome": ("止付结果", "outcome"),
    "gap_oldest": (
        "最早的报案是{day}，晚于本期开始：本期只有一部分有数据，或完全没有数据，件数和案件率因此偏低。",
        "The oldest report is of {day}, after the period began: the data cover a part of it, or none. Counts and rates are too low for that reason.",
    ),
    "gap_elsewhere": (
        "写明地点的案件中至少{most}不在人口文件的任何街道或派出所：该文件不是这些案件所在辖区的，或地名写法不同。因此不写辖区名称和居民数，没有案件率，"
        "人群只按受骗类型比较；占比受人口结构影响。",
        "At least {most} of the cases that state a place lie in no street or station of the population file: it is of another district, or spells names in "
        "another way. So neither district nor residents are named, there are no rates, groups are compared by what they fall for, and shares depend on who lives here.",
    ),
    "gap_streets": (
        "人口文件没有这些街道（或其居民）：{names}；这里的案件没有街道案件率，也不在时空扫描之内；如果那里的居民也不在文件中，全区和人群的案件率偏高。",
        "The population file lacks these streets (or their residents): {names}. Their cases have no rate of a street and are in no scan; if the file lacks their residents, too, rates of the district and of groups are too high.",
    ),
    "gap_streets_n": (
        "人口文件没有这些街道（或其居民）：{names}；这里的{n}件没有街道案件率，也不在时空扫描之内；如果那里的居民也不在文件中，全区和人群的案件率偏高。",
        "The population file lacks these streets (or their residents): {names}. Their {n} cases have no rate of a street and are in no scan; if the file lacks their residents, too, rates of the district and of groups are too high.",
    ),
    "gap_stations": (
        "人口文件没有这些派出所（或其居民）：{names}；它们没有案件率。",
        "The population file lacks these stations (or their residents): {names}; their cases have no rates.",
    ),
    "gap_stations_n": (
        "人口文件没有这些派出所（或其居民）：{names}（{n}件）；它们没有案件率。",
        "The population file lacks these stations (or their residents): {names}; their {n} cases have no rates.",
    ),
    "gap_unmatched_streets": (
        "写明街道的案件中超过{most}的街道不在人口文件中：各街道不算案件率，也没有作时空扫描。",
        "More than {most} of the cases that state a street state one that the population file lacks: there are no rates of streets, and no scan in space and time.",
    ),
    "gap_unmatched_stations": (
        "超过{most}的案件所在的派出所或街道不在人口文件中：派出所之间不比较案件率。",
        "More than {most} of the cases lie in a station or a street that the population file lacks: rates of stations are not compared.",
    ),
    "gap_positions": (
        "没有街道的位置，时空扫描把同一派出所的街道当作相邻，看不到跨派出所的聚集。",
        "Where streets lie is not known: the scan takes those of one station as neighbours and sees no cluster across stations.",
    ),
    "gap_scan": (
        "街道或日期太少，没有作时空扫描。",
        "There are too few streets or days for a scan in space and time.",
    ),
    "gap_week": ("数据不足一周，没有作周预警。", "The data cover less than a week: there is no early warning."),
    "gap_history": (
        "历史数据不足两年，或案件太少，周预警只能与此前七周相比：季节性上升也会报警。",
        "With less than two years of data, or too few cases, the last week is compared with the seven weeks before: a seasonal rise is an alarm, too.",
    ),
    "gap_history_some": (
        "部分序列历史不足或案件太少，周预警只能与此前七周相比（表中注明），季节性上升也会报警。",
        "Some series are short or small: for them the last week is compared with the seven weeks before (the table says which), and a seasonal rise is an alarm, too.",
    ),
    "gap_nowcast": (
        "写明案发日期的案件太少，不能推算还有多少案件尚未报来。",
        "Too few cases state the day of the fraud: how many are still to be reported is not known.",
    ),
    "gap_open": (
        "本期到{end}才结束：只统计到最新报案日，并与上期、去年同期同样多的天数比较。",
        "The period ends on {end}: it is counted up to the newest report, and compared with as many days of the period before and of a year ago.",
    ),
    "gap_year": (
        "去年同期没有数据或数据不全，不与去年同期比较。",
        "The data do not cover the same period a year ago: there is no comparison with it.",
    ),
    "gap_nowcast_late": (
        "本期末之后一周以上的报案已在数据中，不再推算报案延迟。",
        "Reports of more than a week after the period are among the data: delays are not forecast any more.",
    ),
    "gap_nowcast_short": (
        "数据不足两个月，看不出报案要多久，不能推算还有多少案件尚未报来。",
        "With less than two months of data it is not known how long reports take, nor how many are still to come.",
    ),
    "gap_confusion": (
        "案件不全由本模型判定，或模型没有附混淆矩阵：案件数没有按模型误差校正。",
        "Other models scored cases, or the model comes without a confusion matrix: counts are not corrected for its errors.",
    ),
    "gap_scripts": (
        "没有比较案情：不能说明哪些作案剧本是新的、哪些在增多。",
        "Narratives were not compared: nothing is said on new or growing scripts.",
    ),
    # method
    "method_warning": (
        "周预警：历史够两年的序列用改进的Farrington法，与历年同期比较（Noufaily等，2012）；不够的用EARS C2，与此前七周比较（Hutwagner等，2003），误报较多。"
        "只列出最紧急的，不超过每周限额。",
        "Early warning: series of two years or more by the improved Farrington method, against the same weeks of earlier years (Noufaily et al., 2012); shorter ones by EARS C2, "
        "against the seven weeks before (Hutwagner et al., 2003), with more false alarms. Only the most urgent ones are listed, up to a weekly budget.",
    ),
    "method_delay": (
        "报案延迟：按以往从案发到报案的天数推算最近7天最终会有多少案件（逆向风险，Lawless，1994），附95%区间。",
        "Reporting delay: how many cases of the last 7 days there will be, by the days that past reports took (reverse hazards, Lawless, 1994), with a 95% interval.",
    ),
    "method_confusion": (
        "按模型误差校正：由留出文本上的混淆矩阵作最大似然估计，附95%区间。",
        "Correction for the errors of the model: maximum likelihood from its confusion matrix on held-out texts, with 95% intervals.",
    ),
    "method_scan": (
        "时空聚集：前瞻性时空扫描（Kulldorff，1997、2001），p由999次模拟得出，各类型之间控制错误发现率（Benjamini、Hochberg，1995）。",
        "Clusters: prospective space-time scan (Kulldorff, 1997, 2001), p out of 999 replicas, false discoveries over types controlled (Benjamini and Hochberg, 1995).",
    ),
    "method_spread": (
        "此前各所各周案件数的方差约为偶然波动的{factor}倍，时空扫描的模拟按此放大。",
        "Before, weekly counts of the stations varied {factor} times as much as chance alone would have it; so do the replicas of the scan.",
    ),
    "method_funnel": (
        "派出所比较：按年龄、性别间接标准化；漏斗图界限为95%和99.8%（Spiegelhalter，2005），界限内的差别属偶然波动，因此不排名次；标准化率的区间按Fay、Feuer（1997）。",
        "Stations: indirectly standardised by age and sex; limits of the funnel plot are 95% and 99.8% (Spiegelhalter, 2005), and there is no ranking, because differences within "
        "them are what chance does; intervals of standardised rates after Fay and Feuer (1997).",
    ),
    "method_scripts": (
        "作案剧本：按由头、步骤和用语的相似程度归并案件（平均联接聚类），编号跨期保持；名称和特征只用足够多案件共有的说法。",
        "Scripts: cases grouped by how alike pretext, steps and wording are (average linkage), under numbers that stay; names and traits are phrases that enough cases share.",
    ),
    "method_disclosure": (
        "各表要隐去的格一并选定，并设法反推检验（线性规划，Fischetti、Salazar，2001）。",
        "The cells to hide are chosen for all tables together, and it is tried to work them out again (linear programming, Fischetti and Salazar, 2001).",
    ),
    "method_releases": (
        "并与以前各期公布的数字相减检验。",
        "Differences from what was published before are tried, too.",
    ),
}  # fmt: skip
