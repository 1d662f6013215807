"""All facts of one narrative, or of many."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from fanzha.facts.channel import channel_places
from fanzha.facts.family import FAMILY
from fanzha.facts.judge import Reading, judge, whole_scores
from fanzha.facts.life import cheated_before, life_stage
from fanzha.facts.moments import moments
from fanzha.facts.money import find_money
from fanzha.facts.names import banks, platforms
from fanzha.facts.occupation import heading_job, job_places, start_places
from fanzha.facts.occurrence import date_places, days_of
from fanzha.facts.outcome import Purse, Sums, reckon
from fanzha.facts.payment import payment_places
from fanzha.facts.place import Place, choose
from fanzha.facts.placeholders import named
from fanzha.facts.reading import readable, readable_all
from fanzha.facts.victim import age_places, sex_places

_SHARD = 256  # texts that are judged together


@dataclass(frozen=True, slots=True)
class Facts:
    """What a narrative states; None, or nothing, where it does not.

    Attributes
    ----------
    victim_age : int or None
        Years.
    victim_sex : {"female", "male"} or None
    occupation : str or None
        In the words of the text.
    loss_yuan : Decimal or None
        Yuan, net of what came back and of what was stopped; 0 where the text says that nothing was lost.
    contact_channel, payment : str or None
        Canonical names, such as 微信, 电话, 银行转账.
    platform : str or None
        The first of `platforms`.
    occurred_on : date or None
    paid_yuan : Decimal or None
        Yuan; all that left the victim, 0 where nothing did.
    returned_yuan : Decimal or None
        Yuan that came back from the other side.
    stopped_yuan : Decimal or None
        Yuan that bank or police froze, stopped or got back.
    outcome : {"prevented", "recovered", "lost"} or None
        No money left; some was stopped or got back; none was.
    platforms : tuple of str
        Apps and sites, in the words of the text.
    banks : tuple of str
        In one spelling each: 工商银行 for 工行.
    occurred_at : datetime or None
        Local time without zone; only where a time of day is told.
    reported_at : datetime or None
        As told in the text, else as given.
    last_paid_at : datetime or None
        Time of the last payment.
    repeat_victim : bool or None
        True where the text tells of an earlier fraud.
    life_stage : {"minor", "adult", "elderly"} or None
        Under 18, to 59, from 60; by words where no age is stated.
    spans : dict
        Fact name to start and end, in code points of the text as given.
    """

    victim_age: int | None = None
    victim_sex: str | None = None
    occupation: str | None = None
    loss_yuan: Decimal | None = None
    contact_channel: str | None = None
    payment: str | None = None
    platform: str | None = None
    occurred_on: date | None = None
    paid_yuan: Decimal | None = None
    returned_yuan: Decimal | None = None
    stopped_yuan: Decimal | None = None
    outcome: str | None = None
    platforms: tuple[str, ...] = ()
    banks: tuple[str, ...] = ()
    occurred_at: datetime | None = None
    reported_at: datetime | None = None
    last_paid_at: datetime | None = None
    repeat_victim: bool | None = None
    life_stage: str | None = None
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def delay_minutes(self) -> int | None:
        """Whole minutes from the last payment to the report; None where either is unknown or they stand in the wrong order."""
        if self.reported_at is None or self.last_paid_at is None or self.reported_at < self.last_paid_at:
            return None
        return int((self.reported_at - self.last_paid_at).total_seconds() // 60)


FACTS: Final = frozenset(f.name for f in fields(Facts)) - {"spans"}
_SUMS: Final = ("loss_yuan", "paid_yuan", "returned_yuan", "stopped_yuan", "outcome")
_CLOCKS: Final = ("occurred_at", "reported_at", "last_paid_at")


def extract(
    text: str, reported_on: date | None = None, wanted: Collection[str] = FACTS, reported_at: datetime | None = None
) -> Facts:
    """Extract the facts that a narrative states.

    Parameters
    ----------
    text : str
        A narrative of the police, a victim or an operator; simplified, traditional or Cantonese.
    reported_on : date, optional
        Day of the report; resolves dates without a year and words such as 昨天.
    wanted : collection of str
        Attributes of `Facts` that are looked for; the others are None.
    reported_at : datetime, optional
        Time of the report, local and without zone; its day stands in for `reported_on`.

    Returns
    -------
    Facts
    """
    if not wanted:
        return Facts()
    short, origin = named(text)
    return _moved(_read([short], [readable(short)], [reported_on], [wanted], [reported_at])[0], origin)


def extract_all(
    texts: Sequence[str],
    reported_on: Sequence[date | None],
    wanted: Sequence[Collection[str]],
    reported_at: Sequence[datetime | None] | None = None,
) -> list[Facts]:
    """Extract the facts of many narratives, several times as fast as one by one.

    Parameters
    ----------
    texts : sequence of str
    reported_on : sequence of date or None
        For each text.
    wanted : sequence of collection of str
        For each text.
    reported_at : sequence of datetime or None, optional
        For each text.

    Returns
    -------
    list of Facts
        What `extract` returns for each.
    """
    found = [Facts()] * len(texts)
    times = reported_at if reported_at is not None else [None] * len(texts)
    asked = [i for i, names in enumerate(wanted) if names]
    both = [named(text) for text in texts]
    texts, origins = [text for text, _ in both], [origin for _, origin in both]
    plain: list[str] = readable_all([texts[i] for i in asked])
    if FAMILY.worth(len(asked)):
        plain = list(FAMILY.place(plain))
    for first in range(0, len(asked), _SHARD):
        some = asked[first : first + _SHARD]
        facts = _read(
            [texts[i] for i in some],
            plain[first : first + _SHARD],
            [reported_on[i] for i in some],
            [wanted[i] for i in some],
            [times[i] for i in some],
        )
        for i, one in zip(some, facts, strict=True):
            found[i] = _moved(one, origins[i])
    return found


def _moved(facts: Facts, origin: list[int] | None) -> Facts:
    """Return facts with their spans in the text as given, where names had placeholders."""
    if origin is None:
        return facts
    return replace(facts, spans={name: (origin[a], origin[b - 1] + 1) for name, (a, b) in facts.spans.items()})


# Questions that are judged, and the facts that need the answers.
_JUDGES: Final = {
    "victim_age": {"victim_age", "life_stage"},
    "victim_sex": {"victim_sex"},
    "occupation": {"occupation"},
    "occupation_start": {"occupation"},
    "loss_yuan": {"payment", *_SUMS},
    "contact_channel": {"contact_channel"},
    "payment": {"payment"},
    "occurred_on": {"occurred_on", *_CLOCKS},
    "occurred_at": {"occurred_at"},
    "last_paid_at": {"last_paid_at"},
}


class _Shard:
    """Texts that are judged together."""

    def __init__(self, plain: Sequence[str], wanted: Sequence[Collection[str]]) -> None:
        self.plain, self.wanted = plain, wanted
        self.reading = Reading(plain)
        asked = set().union(*wanted)
        self.names = [name for name, needs in _JUDGES.items() if not needs.isdisjoint(asked)]
        scores = whole_scores([judge(name) for name in self.names], *self.reading.whole()) if self.names else []
        self.of_text = dict(zip(self.names, scores, strict=True))

    def asks(self, *names: str) -> list[bool]:
        """Tell of each text whether any of the facts is wanted."""
        return [not set(names).isdisjoint(wanted) for wanted in self.wanted]

    def chosen(self, name: str, places: Sequence[Sequence[Place]]) -> list[Place | None]:
        """Return the likeliest place of each text."""
        if name not in self.of_text:
            return [None] * len(places)
        return choose(judge(name), self.reading, self.of_text[name], places)


def _read(
    texts: Sequence[str],
    plain: Sequence[str],
    reported_on: Sequence[date | None],
    wanted: Sequence[Collection[str]],
    reported_at: Sequence[datetime | None],
) -> list[Facts]:
    shard = _Shard(plain, wanted)
    found: list[dict[str, Any]] = [{} for _ in texts]
    spans: list[dict[str, tuple[int, int]]] = [{} for _ in texts]

    def put(i: int, name: str, value: Any, start: int, end: int) -> None:
        if name in wanted[i]:
            found[i][name] = value
            spans[i][name] = (start, end)

    ages = shard.asks("victim_age", "life_stage")
    for i, place in enumerate(
        shard.chosen("victim_age", [age_places(x) if a else [] for x, a in zip(plain, ages, strict=True)])
    ):
        if place is not None:
            put(i, "victim_age", int(place.value), place.start, place.end)
        if "life_stage" in wanted[i]:
            stage = life_stage(plain[i], None if place is None else int(place.value))
            if stage is not None:
                put(i, "life_stage", stage[0], *(stage[1] or (place.start, place.end) if place else stage[1] or (0, 0)))
    sexes = shard.asks("victim_sex")
    for i, place in enumerate(
        shard.chosen("victim_sex", [sex_places(x) if a else [] for x, a in zip(plain, sexes, strict=True)])
    ):
        if place is not None:
            put(i, "victim_sex", place.value, place.start, place.end)
    _occupations(shard, texts, put)
    _money(shard, put)
    channels = shard.asks("contact_channel")
    for i, place in enumerate(
        shard.chosen("contact_channel", [channel_places(x) if a else [] for x, a in zip(plain, channels, strict=True)])
    ):
        if place is not None:
            own = place.value == plain[i][place.start : place.end]
            put(i, "contact_channel", texts[i][place.start : place.end] if own else place.value, place.start, place.end)
    days = [_day(on, at) for on, at in zip(reported_on, reported_at, strict=True)]
    dated = [_dated(names) for names in wanted]
    told_days = [date_places(x, day) if a else [] for x, day, a in zip(plain, days, dated, strict=True)]
    _times(shard, days, told_days, dated, put)
    for i, text in enumerate(plain):
        names = wanted[i]
        if "platforms" in names or "platform" in names:
            told = platforms(text)
            if told:
                put(i, "platform", texts[i][told[0][1] : told[0][2]], *told[0][1:])
                put(i, "platforms", tuple(dict.fromkeys(texts[i][a:b] for _, a, b in told)), told[0][1], told[-1][2])
        if "banks" in names:
            named = banks(text)
            if named:
                put(i, "banks", tuple(name for name, _, _ in named), named[0][1], named[-1][2])
        if "repeat_victim" in names:
            before = cheated_before(text)
            if before is not None:
                put(i, "repeat_victim", True, *before)
        if reported_at[i] is not None and "reported_at" in names and "reported_at" not in found[i]:
            found[i]["reported_at"] = reported_at[i]
    return [Facts(**one, spans=where) for one, where in zip(found, spans, strict=True)]


def _dated(names: Collection[str]) -> bool:
    return not {"occurred_on", *_CLOCKS}.isdisjoint(names)


def _day(reported_on: date | None, reported_at: datetime | None) -> date | None:
    return reported_on if reported_on is not None else reported_at.date() if reported_at is not None else None


def _times(
    shard: _Shard, days: Sequence[date | None], told_days: Sequence[list[Place]], dated: Sequence[bool], put: Any
) -> None:
    """Put the day of the fraud, and the times of day."""
    happened = shard.chosen("occurred_on", told_days)
    places: list[list[Place]] = []
    for i, (text, day, place) in enumerate(zip(shard.plain, days, happened, strict=True)):
        when = None if place is None else (place.value, place.start, place.end)
        if when is not None:
            put(i, "occurred_on", *when)
        reported, told = moments(text, when, day, days_of(told_days[i])) if dated[i] else (None, [])
        if reported is not None:
            put(i, "reported_at", reported.at, reported.start, reported.end)
        places.append(told)
    first = [
        [p for p in some if place is not None and of_day(p.value, place.value)]
        for some, place in zip(places, happened, strict=True)
    ]
    for name, some in (("occurred_at", first), ("last_paid_at", places)):
        for i, chosen in enumerate(shard.chosen(name, some)):
            if chosen is not None:
                put(i, name, chosen.value, chosen.start, chosen.end)


def of_day(moment: datetime, day: date) -> bool:
    """Tell whether a time is of a day, or of the small hours behind it."""
    return moment.date() == day or (moment - timedelta(hours=6)).date() == day


def _occupations(shard: _Shard, texts: Sequence[str], put: Any) -> None:
    asked = shard.asks("occupation")
    places = [job_places(x) if a else [] for x, a in zip(shard.plain, asked, strict=True)]
    jobs = [
        job or heading_job(x, some)
        for x, job, some in zip(shard.plain, shard.chosen("occupation", places), places, strict=True)
    ]
    begins = [
        start_places(x, p.start, p.end) if p is not None and p.marks[0] == 0 else []
        for x, p in zip(shard.plain, jobs, strict=True)
    ]
    for i, (job, begin) in enumerate(zip(jobs, shard.chosen("occupation_start", begins), strict=True)):
        place = begin or job
        if place is not None:
            put(i, "occupation", texts[i][place.start : place.end], place.start, place.end)


def _money(shard: _Shard, put: Any) -> None:
    asked = shard.asks("payment", *_SUMS)
    amounts = [list(find_money(x)) if a else [] for x, a in zip(shard.plain, asked, strict=True)]
    which = [i for i, a in enumerate(asked) if a]
    if not which:
        return
    purses = [Purse(x, some) for x, some in zip(shard.plain, amounts, strict=True)]
    sums: list[Sums] = reckon(judge("loss_yuan"), shard.of_text["loss_yuan"], purses)
    pay = shard.asks("payment")
    ways = shard.chosen(
        "payment",
        [
            payment_places(x, purse.amounts, purse.told) if a and not purse.notice else []
            for x, purse, a in zip(shard.plain, purses, pay, strict=True)
        ],
    )
    for i in which:
        one = sums[i]
        for name, value in (
            ("loss_yuan", one.loss),
            ("paid_yuan", one.paid),
            ("returned_yuan", one.returned),
            ("stopped_yuan", one.stopped),
        ):
            if value is not None:
                put(i, name, value, *one.spans.get(name, (0, len(shard.plain[i]))))
        if one.outcome is not None:
            put(i, "outcome", one.outcome, *one.spans.get("loss_yuan", (0, len(shard.plain[i]))))
        way = ways[i]
        if way is not None and one.outcome != "prevented" and not (one.loss == 0 and one.outcome is None):
            put(i, "payment", way.value, way.start, way.end)
