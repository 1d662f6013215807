"""All facts of one narrative."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Final

from fanzha.facts.channel import contact_channel
from fanzha.facts.family import FAMILY
from fanzha.facts.loss import loss_yuan
from fanzha.facts.money import find_money
from fanzha.facts.names import named
from fanzha.facts.occupation import occupation
from fanzha.facts.occurrence import occurred_on
from fanzha.facts.payment import payment
from fanzha.facts.platform import platform
from fanzha.facts.reading import readable, readable_all
from fanzha.facts.victim import victim_age, victim_sex


@dataclass(frozen=True, slots=True)
class Facts:
    """What a narrative states; None where it does not.

    Attributes
    ----------
    victim_age : int or None
        Years.
    victim_sex : {"female", "male"} or None
    occupation : str or None
        In the words of the text.
    loss_yuan : Decimal or None
        Yuan; 0 where the text says that nothing was lost.
    contact_channel, payment : str or None
        Canonical names, such as 微信, 电话, 银行转账.
    platform : str or None
        App or site in the words of the text.
    occurred_on : date or None
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
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)


def _as_written(text: str, plain: str, found: tuple[str, int, int]) -> str:
    """Return a canonical name as it is, any other in the words of the text."""
    name, start, end = found
    return text[start:end] if name == plain[start:end] else name


FACTS: Final = frozenset(f.name for f in fields(Facts)) - {"spans"}


def extract(text: str, reported_on: date | None = None, wanted: Collection[str] = FACTS) -> Facts:
    """Extract the facts that a narrative states.

    Parameters
    ----------
    text : str
        A narrative of the police, a victim or an operator; simplified, traditional or Cantonese.
    reported_on : date, optional
        Day of the report; resolves dates without a year and words such as 昨天.
    wanted : collection of str
        Attributes of `Facts` that are looked for; the others are None.

    Returns
    -------
    Facts
    """
    if not wanted:
        return Facts()
    short, origin = named(text)
    return _moved(_read(short, readable(short), reported_on, wanted), origin)


def extract_all(
    texts: Sequence[str], reported_on: Sequence[date | None], wanted: Sequence[Collection[str]]
) -> list[Facts]:
    """Extract the facts of many narratives, several times as fast as one by one.

    Parameters
    ----------
    texts : sequence of str
    reported_on : sequence of date or None
        For each text.
    wanted : sequence of collection of str
        For each text.

    Returns
    -------
    list of Facts
        What `extract` returns for each.
    """
    found = [Facts()] * len(texts)
    asked = [i for i, names in enumerate(wanted) if names]
    if not FAMILY.worth(len(asked)):
        return [extract(*one) for one in zip(texts, reported_on, wanted, strict=True)]
    short = [named(texts[i]) for i in asked]
    every = zip(asked, short, FAMILY.place(readable_all([text for text, _ in short])), strict=True)
    for i, (text, origin), plain in every:
        found[i] = _moved(_read(text, plain, reported_on[i], wanted[i]), origin)
    return found


def _moved(facts: Facts, origin: list[int] | None) -> Facts:
    """Return facts with their spans in the text as given."""
    if origin is None:
        return facts
    return replace(facts, spans={name: (origin[a], origin[b - 1] + 1) for name, (a, b) in facts.spans.items()})


def _read(text: str, plain: str, reported_on: date | None, wanted: Collection[str]) -> Facts:
    spans: dict[str, tuple[int, int]] = {}
    age = victim_age(plain) if "victim_age" in wanted else None
    sex = victim_sex(plain) if "victim_sex" in wanted else None
    job = occupation(plain) if "occupation" in wanted else None
    for name, person in (("victim_age", age), ("victim_sex", sex), ("occupation", job)):
        if person is not None:
            spans[name] = (person.start, person.end)
    loss = paid = None
    if "loss_yuan" in wanted or "payment" in wanted:
        amounts = list(find_money(plain))
        loss = loss_yuan(plain, amounts)
        paid = payment(plain, amounts, loss[0] if loss else None) if "payment" in wanted else None
        loss = loss if "loss_yuan" in wanted else None
    channel = contact_channel(plain) if "contact_channel" in wanted else None
    site = platform(plain) if "platform" in wanted else None
    when = occurred_on(plain, reported_on) if "occurred_on" in wanted else None
    for name, found in (
        ("loss_yuan", loss), ("contact_channel", channel), ("payment", paid), ("platform", site), ("occurred_on", when)
    ):  # fmt: skip
        if found is not None:
            spans[name] = (found[1], found[2])
    return Facts(
        victim_age=int(age.value) if age else None,
        victim_sex=str(sex.value) if sex else None,
        occupation=text[job.start : job.end] if job else None,
        loss_yuan=loss[0] if loss else None,
        contact_channel=_as_written(text, plain, channel) if channel else None,
        payment=paid[0] if paid else None,
        platform=text[site[1] : site[2]] if site else None,
        occurred_on=when[0] if when else None,
        spans=spans,
    )
