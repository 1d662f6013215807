"""All facts of one narrative."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from fanzha.facts.channel import contact_channel
from fanzha.facts.loss import loss_yuan
from fanzha.facts.money import find_money
from fanzha.facts.occupation import occupation
from fanzha.facts.occurrence import occurred_on
from fanzha.facts.payment import payment
from fanzha.facts.platform import platform
from fanzha.facts.reading import readable
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


def extract(text: str, reported_on: date | None = None) -> Facts:
    """Extract the facts that a narrative states.

    Parameters
    ----------
    text : str
        A narrative of the police, a victim or an operator; simplified, traditional or Cantonese.
    reported_on : date, optional
        Day of the report; resolves dates without a year and words such as 昨天.

    Returns
    -------
    Facts
    """
    plain = readable(text)
    spans: dict[str, tuple[int, int]] = {}
    age, sex, job = victim_age(plain), victim_sex(plain), occupation(plain)
    for name, person in (("victim_age", age), ("victim_sex", sex), ("occupation", job)):
        if person is not None:
            spans[name] = (person.start, person.end)
    amounts = list(find_money(plain))
    loss = loss_yuan(plain, amounts)
    channel, paid, site = contact_channel(plain), payment(plain, amounts, loss[0] if loss else None), platform(plain)
    when = occurred_on(plain, reported_on)
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
