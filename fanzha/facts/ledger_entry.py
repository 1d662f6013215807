"""What a narrative says of its amounts: entries of a ledger, and the words that they are read by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from fanzha.facts.money import Money

NEAR: Final = 34  # characters before an amount whose words count
MAIN: Final = frozenset({"paid", "paid_back", "lost", "net", "held", "back", "held_by", "loan", "rate"})
TALK: Final = frozenset({"asked", "plan", "say"})
NEUTRAL: Final = frozenset({"rest", "more", "ref", "split", "each", "total", "bank", "done", "fuse", "all", "now"})
DIGIT: Final = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
# All roles, by number.
ROLES: Final = {
    role: i
    for i, role in enumerate(
        (
            "",
            "lost",
            "sum",
            "paid",
            "asked",
            "other",
            "bare",
            "back",
            "held",
            "net",
            "source",
            "early",
            "ref",
            "refused",
            "price",
        )
    )
}


class Token(NamedTuple):
    """A word that says something of money, or a mark that parts clauses."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Entry:
    """An amount and what it is.

    Attributes
    ----------
    money : Money
    number : int
        Among the amounts of the text.
    role : str
        ``paid``, ``lost``, ``net``, ``held`` (stopped), ``back`` (came back), ``asked``, ``refused``, ``source`` (drawn or borrowed),
        ``early`` (an earlier fraud), ``ref`` (told before), ``other``, ``bare``.
    total : bool
        Whether it is told as a sum of several.
    split : bool
        Whether it was paid in several payments.
    more : bool
        Whether it is told as one more.
    times : int
        How often so much was paid.
    sentence : int
        Number of its sentence.
    also_held : bool
        Paid, and stopped later.
    settled : bool
        Demanded first, paid as words behind it say.
    vague : bool
        More than is told: 五十多元.
    planned : bool
        Intended, not demanded: 想贷3万.
    priced : bool
        Told as a sum before anything was paid: 三晚一共1164.
    """

    money: Money
    number: int
    role: str
    total: bool = False
    split: bool = False
    more: bool = False
    times: int = 1
    sentence: int = 0
    also_held: bool = False
    settled: bool = False
    vague: bool = False
    planned: bool = False
    priced: bool = False


@dataclass(slots=True)
class Ledger:
    """Amounts in order, and what is said of money without an amount.

    Attributes
    ----------
    entries : list of Entry
    held_which : list of int
        Numbers of payments that were stopped and are named by their place alone: 冻结成功后一笔.
    all_held : bool
        Whether all of it was stopped.
    again : bool
        Whether the victim was cheated before.
    """

    entries: list[Entry] = field(default_factory=list)
    held_which: list[int] = field(default_factory=list)
    all_held: bool = False
    again: bool = False


def told_roles(amounts: int, ledger: Ledger) -> list[str]:
    """Return the role that a ledger gives each amount; empty where it has none.

    Parameters
    ----------
    amounts : int
        How many there are.
    ledger : Ledger
    """
    roles = [""] * amounts
    for entry in ledger.entries:
        if entry.number < amounts:
            role = entry.role.partition(":")[0]
            roles[entry.number] = "sum" if entry.total and role == "paid" else role if role in ROLES else "bare"
    return roles
