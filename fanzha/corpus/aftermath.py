"""What became of the money of a simulated case, and when it left: invented shares, chosen to be plausible and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import numpy as np

from fanzha.corpus.grammar import money, pick
from fanzha.corpus.noise import write_amount, write_time

HEADERS: Final = ("转账总额", "返还金额", "止付金额", "末次转账时间", "是否重复被骗")
# How often a field is left empty.
MISSING: Final = {"转账总额": 0.35, "返还金额": 0.35, "止付金额": 0.35, "末次转账时间": 0.4, "是否重复被骗": 0.3}
# Shares of cases with a loss in which bank or police stopped a part, and in which they gave a part back.
STOPPED_PART: Final = 0.12
GIVEN_BACK: Final = 0.04
# Share of victims who were cheated before.
REPEATED: Final = 0.04
# Said behind a narrative, whose own sums are what was lost; by the police, and by victims.
_STOPPED: Final[Mapping[bool, tuple[str, ...]]] = {
    False: ("另转出的{a}已被银行止付", "另有一笔{a}被及时止付", "此外转出的{a}已被冻结"),
    True: ("另外转出去的{a}，银行给止付了", "还有一笔{a}被冻结了，没丢"),
}
_GIVEN_BACK: Final[Mapping[bool, tuple[str, ...]]] = {
    False: ("另转出的{a}已由公安机关追回并返还", "另有一笔{a}已追回返还本人"),
    True: ("另外转出去的{a}，派出所已经追回来还给我了",),
}
_LOST: Final[Mapping[bool, tuple[str, ...]]] = {
    False: ("，实际损失{a}。", "，最终损失{a}。"),
    True: ("，实际损失{a}。", "，最后损失了{a}。"),
}


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What became of the money; None where nothing is known of it.

    Attributes
    ----------
    paid, returned, stopped : Decimal or None
        Yuan: all that left, and of that what was given back and what was stopped; the rest is the loss.
    outcome : str or None
        Of `fanzha.schema.OUTCOMES`.
    last_paid_at : datetime or None
        Local, without zone.
    repeat_victim : bool or None
    """

    paid: Decimal | None = None
    returned: Decimal | None = None
    stopped: Decimal | None = None
    outcome: str | None = None
    last_paid_at: datetime | None = None
    repeat_victim: bool | None = None


def draw(rng: np.random.Generator, loss: Decimal, occurred: datetime, reported: datetime) -> Aftermath:
    """Draw what became of the money of a fraud.

    Parameters
    ----------
    rng : numpy.random.Generator
    loss : Decimal
        Yuan that are gone for good; 0 where it was stopped before money left.
    occurred, reported : datetime
        The last payment lies between them.
    """
    repeated = bool(rng.random() < REPEATED)
    if not loss:
        return Aftermath(loss, loss, loss, "prevented", None, repeated)
    stopped = _part(rng, loss) if rng.random() < STOPPED_PART else Decimal(0)
    returned = _part(rng, loss) if rng.random() < GIVEN_BACK else Decimal(0)
    # Most pay within hours of the first contact, and some notice only after days.
    share = float(rng.beta(1.0, 3.0))
    last = occurred + timedelta(seconds=int((reported - occurred).total_seconds() * share))
    outcome = "recovered" if stopped or returned else "lost"
    return Aftermath(loss + returned + stopped, returned, stopped, outcome, last, repeated)


def _part(rng: np.random.Generator, loss: Decimal) -> Decimal:
    """Draw an amount of the size of a loss, in hundreds where it is large."""
    part = Decimal(max(10, round(float(loss) * float(rng.uniform(0.05, 1.2)))))
    return part if part < 2000 else part // 100 * 100


def tell(rng: np.random.Generator, text: str, form: str, loss: Decimal, after: Aftermath) -> str:
    """Add to a composed narrative what was stopped and what was given back.

    Parameters
    ----------
    rng : numpy.random.Generator
    text : str
        Tells of the loss alone.
    form : str
        Of `fanzha.corpus.grammar.FORMS`.
    loss : Decimal
        Yuan.
    after : Aftermath
    """
    own = form == "victim_statement"
    told = [
        pick(rng, phrases[own]).format(a=money(rng, amount))
        for amount, phrases in ((after.stopped, _STOPPED), (after.returned, _GIVEN_BACK))
        if amount
    ]
    if not told:
        return text
    lost = pick(rng, _LOST[own]).format(a=money(rng, loss))
    return text + ("" if text.endswith("。") else "。") + "，".join(told) + lost


def write_cells(rng: np.random.Generator, after: Aftermath) -> dict[str, str]:
    """Write the cells of `HEADERS`, some of them empty."""
    amounts = [
        "" if a is None else write_amount(rng, a) for a in (after.paid, after.returned, after.stopped)
    ]  # fmt: skip
    when = "" if after.last_paid_at is None else write_time(rng, after.last_paid_at)
    again = "" if after.repeat_victim is None else ("是" if after.repeat_victim else "否")
    cells = dict(zip(HEADERS, [*amounts, when, again], strict=True))
    for header, rate in MISSING.items():
        if cells[header] and rng.random() < rate:
            cells[header] = "不详" if rng.random() < 0.1 else ""
    return cells
