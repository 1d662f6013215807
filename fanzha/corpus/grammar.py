"""Narratives composed from parts: who, how it began, what was claimed, how the money left, how it came to light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter

from fanzha.corpus import phrases

# Shares of the forms; a police system holds briefs above all.
FORMS = {"police_brief": 0.5, "call_note": 0.2, "victim_statement": 0.18, "summary_line": 0.12}
# Types whose victim found the other side, not the reverse.
_MET = frozenset({"shopping_service", "game_trade", "romance"})


class Scheme(BaseModel):
    """One way in which a type strikes, in parts; see ``schemes.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subtype: str
    who: tuple[str, ...]
    hook: tuple[str, ...]
    step: tuple[str, ...]
    channels: tuple[str, ...] = ()
    taken: bool = False


class Matter(BaseModel):
    """What happened and how it was settled, any with any, and whether a minor could tell it; see ``matters.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: tuple[str, ...]
    end: tuple[str, ...]
    young: bool = False


@dataclass(frozen=True, slots=True)
class Victim:
    """Who was cheated, or what a narrative tells of them; None where it does not tell."""

    sex: str | None
    age: int | None
    occupation: str | None


@dataclass(frozen=True, slots=True)
class Narrative:
    """A composed text, its sub-type, and its form."""

    text: str
    subtype: str
    form: str


@dataclass(frozen=True, slots=True)
class _Voice:
    """Words that differ between the police's third person and the victim's first."""

    victim: str
    says: str
    discovered: Sequence[str]
    total: Sequence[str]
    stopped: Sequence[str]


_POLICE = _Voice("其", "称", phrases.DISCOVERED, phrases.TOTAL, phrases.STOPPED)
_SELF = _Voice("我", "说", phrases.DISCOVERED_I, phrases.TOTAL_I, phrases.STOPPED_I)


@lru_cache(maxsize=1)
def schemes() -> dict[str, list[Scheme]]:
    """Return the schemes of every type of fraud."""
    import yaml

    text = files("fanzha.corpus").joinpath("schemes.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, list[Scheme]]).validate_python(yaml.safe_load(text))


@lru_cache(maxsize=1)
def matters() -> dict[str, list[Matter]]:
    """Return the matters that are no fraud, by sub-type."""
    import yaml

    text = files("fanzha.corpus").joinpath("matters.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, list[Matter]]).validate_python(yaml.safe_load(text))


def pick(rng: np.random.Generator, options: Sequence[str]) -> str:
    """Return one of the options, each as likely."""
    return options[int(rng.integers(len(options)))]


def split(rng: np.random.Generator, total: Decimal, parts: int) -> list[Decimal]:
    """Cut an amount into at most so many parts that sum to it again, in round figures where it is large."""
    step = 100 if total >= 2000 else 1
    units = int(total // step)
    if parts < 2 or units < parts * 2:
        return [total]
    cuts = sorted({int(c) for c in rng.integers(1, units, parts - 1)})
    amounts = [Decimal((b - a) * step) for a, b in pairwise([0, *cuts, units])]
    amounts[-1] += total - units * step
    return amounts


def money(rng: np.random.Generator, amount: Decimal) -> str:
    """Write an amount as narratives do, with its unit."""
    style = rng.random()
    if amount >= 10_000 and amount % 100 == 0 and style < 0.35:
        return f"{(amount / 10_000).normalize():f}万元"
    if amount >= 10_000 and amount % 10_000 == 0 and amount < 100_000 and style < 0.5:
        return f"{'零一二三四五六七八九'[int(amount // 10_000)]}万元"
    if 1000 <= amount < 10_000 and amount % 1000 == 0 and style < 0.2:
        return f"{'零一二三四五六七八九'[int(amount // 1000)]}千元"
    if amount >= 1000 and style > 0.92:
        return f"{amount:,f}元"
    return f"{amount.normalize():f}元"


def _day(rng: np.random.Generator, when: datetime, reported: datetime | None, spoken: bool) -> str:
    style = rng.random()
    days = (reported.date() - when.date()).days if reported is not None else 9
    if days in (0, 1, 2) and style < (0.35 if spoken else 0.1):
        return (("今天", "昨天", "前天") if spoken else ("今日", "昨日", "前日"))[days]
    if style < 0.3 and not spoken:
        return f"{when.year}年{when.month}月{when.day}日{when.hour}时许"
    if style < 0.45:
        return f"{when.year}年{when.month}月{when.day}日"
    if style < 0.8:
        hours = ("凌晨", "上午", "中午", "下午", "晚上")
        part = hours[min(int(when.hour // 5), 4)] if rng.random() < 0.5 else ""
        return f"{when.month}月{when.day}{'号' if spoken else '日'}{part}"
    return ""


def _person(rng: np.random.Generator, victim: Victim, roles: Sequence[str]) -> str:
    """Write who it was, as a police brief does."""
    surname, role = pick(rng, phrases.SURNAMES), pick(rng, roles)
    sex = {"female": "女", "male": "男", None: ""}[victim.sex]
    age = f"{victim.age}岁" if victim.age is not None else ""
    facts = [f for f in (sex, age, victim.occupation or "") if f]
    style = rng.random()
    if style < 0.15 and victim.sex is not None:
        rest = "，".join(f for f in (age, victim.occupation or "") if f)
        title = "女士" if victim.sex == "female" else "先生"
        return f"{role}{surname}{title}（{rest}）" if rest else f"{role}{surname}{title}"
    name = f"{surname}某某" if style > 0.85 else f"{surname}某"
    mark = "、" if rng.random() < 0.1 else "，"
    return f"{role}{name}（{mark.join(facts)}）" if facts else f"{role}{name}"


def _self(rng: np.random.Generator, victim: Victim) -> str:
    """Write who it was, as a statement opens."""
    if victim == Victim(None, None, None):
        return pick(rng, phrases.OPEN_I)
    sex = {"female": "女", "male": "男", None: ""}[victim.sex]
    facts = [
        f"我叫{pick(rng, phrases.SURNAMES)}某" if rng.random() < 0.6 or victim.age is None else "我",
        sex,
        f"今年{victim.age}岁" if victim.age is not None else "",
        f"职业{victim.occupation}" if victim.occupation else "",
    ]
    text = "，".join(f for f in facts if f).replace("我，今年", "我今年")
    return text + "。" + pick(rng, phrases.OPEN_I)


def _paid(rng: np.random.Generator, payment: str, loss: Decimal, taken: bool) -> tuple[str, bool]:
    """Write how the money left, and whether its sum stands there as one figure."""
    table = phrases.TAKEN if taken and payment in phrases.TAKEN else phrases.PAY
    template = pick(rng, table.get(payment, phrases.PAY["银行转账"]))
    amounts = split(rng, loss, int(rng.integers(1, 5)))
    if len(amounts) == 1:
        return template.format(a=money(rng, loss)), True
    if rng.random() < 0.4:
        many = pick(rng, phrases.MANY).format(n=len(amounts), x=template.format(a=f"共计{money(rng, loss)}"))
        return many, True
    listed = "、".join(money(rng, a) for a in amounts)
    return template.format(a=listed), False


def _who(rng: np.random.Generator, scheme: Scheme, sex: str | None) -> str:
    """Draw whom the other side claims to be; ``f:`` and ``m:`` mark a woman or a man for a victim of the other sex."""
    unfit = {"female": "f:", "male": "m:", None: "-"}[sex]
    fitting = [w for w in scheme.who if not w.startswith(unfit)] or list(scheme.who)
    return pick(rng, fitting).removeprefix("f:").removeprefix("m:")


def _fraud(
    rng: np.random.Generator,
    kind: str,
    scheme: Scheme,
    voice: _Voice,
    person: Victim,
    loss: Decimal,
    channel: str,
    payment: str,
) -> list[str]:
    """Write contact, claim, step, payment, discovery and total, as clauses."""
    who = _who(rng, scheme, person.sex).format(v=voice.victim)
    if scheme.taken:
        begun = pick(rng, phrases.SOURCE.get(channel, phrases.SOURCE["短信"]))
    elif kind in _MET and channel in phrases.MET_ON:
        begun = pick(rng, phrases.MET)
    else:
        begun = pick(rng, phrases.CONTACT.get(channel, phrases.CONTACT["微信"]))
    words = {"v": voice.victim, "s": voice.says}
    clauses = [begun.format(who=who, channel=channel, **words), pick(rng, scheme.hook).format(**words)]
    if kind in phrases.APP_TYPES and rng.random() < 0.3:
        app = pick(rng, phrases.APPS[0]) + pick(rng, phrases.APPS[1])
        clauses.append(pick(rng, phrases.APP_STEP).format(app=app, **words))
    if loss == 0:  # steps tell of what was paid, so none of them stands in an attempt
        demand = "" if scheme.taken else pick(rng, phrases.DEMAND).format(**words)
        return [c for c in (*clauses, demand, pick(rng, voice.stopped)) if c]
    if rng.random() < 0.95:
        clauses.append(pick(rng, scheme.step).format(**words))
    paid, whole = _paid(rng, payment, loss, scheme.taken)
    clauses.append(voice.victim + paid)
    if rng.random() < 0.8:
        clauses.append(pick(rng, phrases.NOTICED if scheme.taken else voice.discovered))
    if rng.random() < (0.6 if whole else 0.85):
        clauses.append(pick(rng, voice.total).format(a=money(rng, loss)))
    return clauses


def _join(rng: np.random.Generator, clauses: Sequence[str]) -> str:
    """Join clauses by commas, with a full stop here and there."""
    marks = ["。" if r < 0.22 else "，" for r in rng.random(len(clauses) - 1)]
    return _smooth("".join(c + m for c, m in zip(clauses, [*marks, "。"], strict=True)))


def _smooth(text: str) -> str:
    """Mend the seams between parts."""
    return text.replace("其的", "其").replace("的人的人", "的人").replace("的人的", "的人")


def compose(
    rng: np.random.Generator,
    kind: str,
    person: Victim,
    told: Victim,
    loss: Decimal,
    channel: str,
    payment: str,
    occurred: datetime,
    reported: datetime | None = None,
) -> Narrative:
    """Compose a narrative of one case.

    Parameters
    ----------
    rng : numpy.random.Generator
    kind : str
        Code of the fraud type, or ``benign``.
    person : Victim
        Who was cheated; the scheme fits them.
    told : Victim
        What the text tells of them.
    loss : Decimal
        Yuan; 0 tells of an attempt.
    channel, payment : str
    occurred : datetime
    reported : datetime, optional
        Allows 昨天 and the like.

    Returns
    -------
    Narrative
        Every fact in it agrees with the arguments.
    """
    form = str(rng.choice(list(FORMS), p=list(FORMS.values())))
    voice = _SELF if form == "victim_statement" else _POLICE
    if kind == "benign":
        subtype, matter = _matter(rng, minor=person.age is not None and person.age < 18)
        words = {"place": pick(rng, phrases.PLACES), "amount": str(int(rng.integers(3, 90)) * 50)}
        words |= {"v": voice.victim, "s": voice.says}
        clauses = [pick(rng, matter.what).format(**words), pick(rng, matter.end).format(**words)]
    else:
        fitting = [s for s in schemes()[kind] if not s.channels or channel in s.channels]
        scheme = fitting[int(rng.integers(len(fitting)))]
        subtype = scheme.subtype
        clauses = _fraud(rng, kind, scheme, voice, person, loss, channel, payment)
    day = _day(rng, occurred, reported, spoken=form == "victim_statement")
    return Narrative(_FORM[form](rng, kind, told, day, clauses), subtype, form)


def _matter(rng: np.random.Generator, minor: bool) -> tuple[str, Matter]:
    """Draw a matter that is no fraud, each sub-type as likely."""
    fitting = {k: [m for m in group if m.young or not minor] for k, group in matters().items()}
    subtype = pick(rng, [k for k, group in fitting.items() if group])
    return subtype, fitting[subtype][int(rng.integers(len(fitting[subtype])))]


def _brief(rng: np.random.Generator, kind: str, victim: Victim, day: str, clauses: list[str]) -> str:
    if kind == "benign" or rng.random() < 0.45:
        who = _person(rng, victim, ("报警人", "报案人", "居民", "群众", "市民"))
        return f"{who}报警称，{day + '，' if day else ''}{_join(rng, clauses)}"
    who = _person(rng, victim, ("受害人", "报案人", "事主", "被害人", "居民", ""))
    return f"{day + '，' if day else ''}{who}{_join(rng, clauses)}"


def _note(rng: np.random.Generator, kind: str, victim: Victim, day: str, clauses: list[str]) -> str:
    who = _person(rng, victim, ("报警人", "来电人", "求助人"))
    opening = pick(rng, ("110转警：", "接96110指令，", "指挥中心派警，", "", "", "电话接报，"))
    verb = pick(rng, ("称", "来电称", "反映", "报："))
    end = pick(rng, ("民警已处理。", "", "")) if kind == "benign" else pick(rng, phrases.NOTE_END)
    return f"{opening}{who}{verb}{day}{_join(rng, clauses)}{end}"


def _statement(rng: np.random.Generator, kind: str, victim: Victim, day: str, clauses: list[str]) -> str:
    begin = "，" if kind == "benign" and day else ("" if kind == "benign" else "我")
    return f"{_self(rng, victim)}{day}{begin}{_join(rng, clauses)}"


def _line(rng: np.random.Generator, kind: str, victim: Victim, day: str, clauses: list[str]) -> str:
    """Write the least that a register holds: who in two words, one clause of how, and the last."""
    sex = {"female": "女", "male": "男", None: ""}[victim.sex]
    age = f"{victim.age}岁" if victim.age is not None else ""
    who = "，".join(f for f in (sex, age, victim.occupation or "") if f)
    if kind != "benign" and len(clauses) > 3:
        figures = [i for i, c in enumerate(clauses) if i > 1 and "元" in c and c[0] in "其共损累合涉实"] or [-1]
        # What decides the type is claim and step; contact is what a hurried clerk leaves out.
        end = figures[0] if figures[0] > 0 else len(clauses) - 1
        clauses = [*clauses[int(rng.integers(2)) : min(end, 4)], clauses[figures[-1]]]
    bare = [c[1:] if c.startswith("其") and not c.startswith("其余") else c for c in dict.fromkeys(clauses)]
    text = _smooth("，".join(bare))
    return f"{who}：{text}" if who and rng.random() < 0.4 else (f"{who}，{text}" if who else text)


_FORM = {"police_brief": _brief, "call_note": _note, "victim_statement": _statement, "summary_line": _line}
