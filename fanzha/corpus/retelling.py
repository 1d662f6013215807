"""The corpus's narratives, told anew for a row: its date, surname, age and loss in place of those written."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np

from fanzha.corpus.grammar import pick
from fanzha.corpus.phrases import SURNAMES
from fanzha.corpus.texts import CorpusText
from fanzha.facts import extract

# A narrative stands at most so often in one simulation, anew each time; one that cannot be changed stands once.
MAX_USES = 3
# Another place, or a time of the year that the row's date could contradict.
_ELSEWHERE = re.compile(r"省|县|自治|[^锦红]旗|香港|澳门|台湾|[^超城门集夜上菜都]市(?![场民面值价里区])")
_SEASON = re.compile(
    r"[正腊0-9一二三四五六七八九十底初]月|春节|过年|年前|年底|国庆|中秋|端午|清明|元旦|双十一|双11|618|六一八|五一|暑假|寒假|放假|开学|"
    r"高考|去年|前年|今年(?![0-9一二三四五六七八九])|冬|夏|秋|麦收|20[0-9]{2}年|疫情|隔离|核酸"
)
_DATE = re.compile(r"(?P<year>20[0-9]{2}年)?(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})(?P<unit>[日号])")
_SURNAME = re.compile(rf"([{SURNAMES}])某(?!某)")
_AGE = re.compile(r"(?<![0-9])([0-9]{1,2})岁")
_AMOUNT = re.compile(r"(?<![0-9.,:：*尾号第])([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)(万)?(?=余?元)")
# Words that a victim of any age could not say; years that they fit.
_AGE_CUES: tuple[tuple[re.Pattern[str], int, int], ...] = (
    (re.compile(r"老人|大爷|老太|奶奶|爷爷|孙子|孙女|外孙|退休|养老"), 52, 200),
    (re.compile(r"小学|初[一二三中]|高[一二三中](?!风险)|念书|未成年"), 6, 18),
    (re.compile(r"大[一二三四](?=学|的|，)|大学生|室友|考研|宿舍"), 17, 30),
    (re.compile(r"我媳妇|我老婆|我老公|我丈夫|我对象|宝妈|全职妈妈|我孩子|我儿子|我女儿|我闺女|俺儿|俺闺女"), 24, 200),
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: CorpusText
    sex: str | None
    low: int
    high: int
    unsure: frozenset[str]


@dataclass(frozen=True, slots=True)
class Retold:
    """A narrative for a row.

    Attributes
    ----------
    source : CorpusText
    text : str
    facts : dict
        What the text now states, None where it does not.
    age : int
        Years; the stated age, or one that the text does not contradict.
    unsure : frozenset of str
        Facts that the corpus holds for not stated, but of which the text seems to say something: no column should tell.
    """

    source: CorpusText
    text: str
    facts: dict[str, Any]
    age: int
    unsure: frozenset[str]


def _age_range(text: str, stated: int | None) -> tuple[int, int]:
    if stated is not None:
        return stated, stated
    low, high = 0, 200
    for cue, first, last in _AGE_CUES:
        if cue.search(text):
            low, high = max(low, first), min(high, last)
    return low, high


class Retellings:
    """Corpus narratives of each type that can stand in a row, and how often each already does.

    Parameters
    ----------
    texts : sequence of CorpusText
    """

    def __init__(self, texts: Sequence[CorpusText]) -> None:
        self._by_kind: dict[str, list[_Candidate]] = defaultdict(list)
        self._uses: Counter[str] = Counter()
        for one in texts:
            if one.register != "narrative" or one.facts is None or one.lang != "zh-Hans":
                continue
            rest = _DATE.sub("", one.text, count=1) if one.facts["occurred_on"] is not None else one.text
            if _ELSEWHERE.search(rest) or _SEASON.search(rest):
                continue
            seen = extract(one.text)
            stated = one.facts["victim_age"]
            if stated is None and "岁" in one.text:  # an age stands there, but maybe somebody else's
                continue
            low, high = _age_range(one.text, stated)
            if stated is not None and _AGE.findall(one.text) == [str(stated)]:
                low, high = max(0, stated - 6), stated + 6  # can be rewritten
            unsure = frozenset(
                name
                for name in ("occupation", "contact_channel", "payment", "loss_yuan")
                if one.facts[name] is None and getattr(seen, name) is not None
            )
            if low <= high:
                sex = one.facts["victim_sex"] or seen.victim_sex
                self._by_kind[one.label].append(_Candidate(one, sex, low, high, unsure))

    def tell(
        self, rng: np.random.Generator, kind: str, sex: str, age: int, ages: tuple[int, int], occurred: datetime
    ) -> Retold | None:
        """Tell a narrative for a row.

        Parameters
        ----------
        rng : numpy.random.Generator
        kind : str
            Code of the type.
        sex : {"female", "male"}
        age : int
            Years; moved to the nearest that the text can tell.
        ages : tuple of int
            First and last age that the row may have instead.
        occurred : datetime

        Returns
        -------
        Retold or None
            None if no narrative is left whose facts agree with the row.
        """
        first, last = ages
        fitting = [
            c
            for c in self._by_kind[kind]
            if c.sex in (None, sex) and max(c.low, first) <= min(c.high, last) and self._uses[c.text.id] < MAX_USES
        ]
        if not fitting:
            return None
        chosen = fitting[int(rng.integers(len(fitting)))]
        source, facts = chosen.text, dict(chosen.text.facts or {})
        age = min(max(age, chosen.low, first), chosen.high, last)
        text, changed = _retell(rng, source.text, facts, age, occurred)
        self._uses[source.id] += 1 if changed else MAX_USES
        return Retold(source, text, facts, age, chosen.unsure)


def _retell(
    rng: np.random.Generator, text: str, facts: dict[str, Any], age: int, occurred: datetime
) -> tuple[str, bool]:
    """Rewrite date, surname, age and loss where each stands once and plainly; ``facts`` follow."""
    before = text
    if facts["occurred_on"] is not None:
        text = _DATE.sub(lambda m: _date_like(m, occurred.date()), text, count=1)
        facts["occurred_on"] = occurred.date().isoformat()
    surnames = set(_SURNAME.findall(text))
    if len(surnames) == 1:
        name = pick(rng, SURNAMES)
        text = _SURNAME.sub(name + "某", text)
    stated = facts["victim_age"]
    if stated is not None and _AGE.findall(text) == [str(stated)]:
        text = _AGE.sub(f"{age}岁", text)
        facts["victim_age"] = age
    if facts["loss_yuan"]:
        text = _reprice(rng, text, facts)
    return text, text != before


def _date_like(match: re.Match[str], day: date) -> str:
    year = f"{day.year}年" if match["year"] else ""
    return f"{year}{day.month}月{day.day}{match['unit']}"


def _reprice(rng: np.random.Generator, text: str, facts: dict[str, Any]) -> str:
    """Give the loss another amount of its size, if it is the text's only figure of money and reads back the same."""
    found = list(_AMOUNT.finditer(text))
    if len(found) != 1 or len(re.findall(r"[元块万千]", text)) > 1 + bool(found[0][2]):
        return text
    old = Decimal(str(facts["loss_yuan"]))
    if Decimal(found[0][1].replace(",", "")) * (10_000 if found[0][2] else 1) != old:
        return text
    step = 1 if old < 1000 else 100
    new = Decimal(max(step, int(old * Decimal(round(float(rng.lognormal(0, 0.3)), 3)) // step * step)))
    plain = f"{new:,}" if "," in found[0][1] else f"{new}"
    figure = f"{(new / 10_000).normalize():f}万" if found[0][2] else plain
    anew = text[: found[0].start()] + figure + text[found[0].end() :]
    if extract(anew).loss_yuan != new:
        return text
    facts["loss_yuan"] = int(new)
    return anew
