"""What a narrative adds to a case, what it contradicts, and what follows from both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeGuard

from fanzha.facts import Facts
from fanzha.facts.reconcile import reconcile
from fanzha.ingest import cells as parse
from fanzha.ingest.rows import ZONE
from fanzha.schema import CASE, MARK

# Columns that a narrative may contradict, in the order of the schema: it is read for these even where they are filled.
CHECKED: Final = tuple(
    name
    for name in CASE.names
    if name in {"occurred_on", "victim_age", "victim_sex", "loss_yuan", "contact_channel", "payment"}
)
# Further attributes of `Facts` that are columns, each looked for where its column is empty.
_FURTHER: Final = (
    "occupation", "occurred_at", "paid_yuan", "returned_yuan", "stopped_yuan", "outcome", "platforms", "banks",
    "repeat_victim",
)  # fmt: skip
_PARTS: Final = ("paid_yuan", "returned_yuan", "stopped_yuan")
# China has had no summer time since, and is eight hours ahead of UTC (tz database, Asia/Shanghai).
_LAST_SUMMER_TIME: Final = 1992
_EPOCH: Final = datetime(1970, 1, 1, 8)
_SECOND: Final = timedelta(seconds=1)
_NOTHING: Final = Decimal("0.00")
# Years at which a stage of life ends; 60 is the age of the old by law (老年人权益保障法, art. 2), 18 of the grown (民法典, art. 17).
_GROWN, _OLD = 18, 60

Case = Mapping[str, Any]


def timed(moment: object) -> TypeGuard[datetime]:
    """Tell whether a moment has a time of day: files write midnight where none is known."""
    return isinstance(moment, datetime) and (moment.hour, moment.minute, moment.second) != (0, 0, 0)


def stage(age: int) -> str:
    """Return the stage of life of an age in years."""
    return "minor" if age < _GROWN else "adult" if age < _OLD else "elderly"


def wanted(case: Case) -> list[str]:
    """Return the attributes of `Facts` that a case needs of its narrative.

    Parameters
    ----------
    case : mapping
        What the cells of a row say.
    """
    names = [*CHECKED, *(name for name in _FURTHER if case.get(name) is None)]
    if case.get("delay_minutes") is None:
        if case.get("last_paid_at") is None:
            names.append("last_paid_at")
        if not timed(case.get("reported_at")):
            names.append("reported_at")
    if case.get("victim_age") is None and case.get("life_stage") is None:
        names.append("life_stage")
    return names


def completed(case: Case, facts: Facts, latest: date, word: Callable[[str | None], str | None]) -> dict[str, Any]:
    """Complete a case; columns win over the narrative, and what is taken from it must agree with them.

    Completing a completed case again changes nothing, so that tables which fanzha wrote can be read again.

    Parameters
    ----------
    case : mapping
        What the cells of a row say, by field of `fanzha.ingest.columns`.
    facts : Facts
        What its narrative states, of what `wanted` returns.
    latest : date
        No report is of a later day.
    word : callable
        De-identifies a short text; None where nothing else is left of it.

    Returns
    -------
    dict
        Columns of `fanzha.schema.CASE`, times as seconds since 1970 in UTC.
    """
    given = {name: value for name, value in case.items() if value is not None}
    reported = given.get("reported_at")
    reported_on = reported.date() if reported is not None else None
    at = given.pop("occurred_at", None)
    if at is not None:
        given.setdefault("occurred_on", at.date())
    told = _credible(facts, reported_on or latest, word)
    if "loss_yuan" not in given and "paid_yuan" in given:
        exact = "returned_yuan" in given or "stopped_yuan" in given
        stated = told["loss_yuan"] if not exact else None
        given["loss_yuan"] = stated if stated is not None and stated <= given["paid_yuan"] else _not_back(given)
    conflicts = _contradicted(given, told, facts)
    done = {**told, **given}
    _fit_amounts(done, given, told, contradicted="loss_yuan" in conflicts)
    if done["loss_yuan"] is None and done["paid_yuan"] is not None:
        done["loss_yuan"] = _not_back(done)
    done["outcome"] = given.get("outcome") or _by_amounts(given) or _agreeing(facts.outcome, done) or _by_amounts(done)
    on = done["occurred_on"]
    if not timed(at) and facts.occurred_at is not None:
        limit = reported if timed(reported) else datetime.combine(reported_on or latest, datetime.max.time())
        at = facts.occurred_at if facts.occurred_at <= limit else None
    at = at if timed(at) and at.date() == on else None
    if "delay_minutes" not in given:
        done["delay_minutes"] = _delay(given, facts, at, on)
    age = done["victim_age"]
    done["life_stage"] = stage(age) if age is not None else given.get("life_stage") or facts.life_stage
    done["conflicts"] = MARK.join(conflicts) or None
    done["occurred_at"] = _seconds(at) if at is not None else None
    done["reported_at"], done["reported_on"] = _seconds(reported) if reported is not None else None, reported_on
    return done


def _contradicted(given: Case, told: Case, facts: Facts) -> tuple[str, ...]:
    """Return the columns that a narrative contradicts, in the order of the schema; what is not credible contradicts nothing."""
    both = {name: given[name] for name in CHECKED if name in given and told[name] is not None}
    if not both:
        return ()
    names = reconcile(both, facts)[1]
    return tuple(name for name in CHECKED if name in names) if names else ()


def _credible(facts: Facts, last: date, word: Callable[[str | None], str | None]) -> dict[str, Any]:
    """Return what a narrative states credibly, by column."""
    age, when = facts.victim_age, facts.occurred_on
    return {
        "victim_age": age if age is not None and 0 <= age <= parse.MAX_AGE else None,
        "victim_sex": facts.victim_sex,
        "occupation": word(facts.occupation),
        "loss_yuan": _amount(facts.loss_yuan),
        "contact_channel": facts.contact_channel,
        "payment": facts.payment,
        # A date after the report was misread, or is no date of the fraud.
        "occurred_on": when if when and when.year >= parse.MIN_YEAR and when <= last else None,
        "paid_yuan": _amount(facts.paid_yuan),
        "returned_yuan": _amount(facts.returned_yuan),
        "stopped_yuan": _amount(facts.stopped_yuan),
        "platforms": joined(facts.platforms, word) if facts.platforms else None,
        "banks": joined(facts.banks, word) if facts.banks else None,
        "repeat_victim": facts.repeat_victim,
    }


def joined(names: Any, word: Callable[[str | None], str | None]) -> str | None:
    """Write names as one text, each once."""
    safe = dict.fromkeys(one.replace(MARK, " ") for name in names if (one := word(name)) is not None)
    return MARK.join(safe) or None


def _amount(yuan: Decimal | None) -> Decimal | None:
    return yuan.quantize(parse.CENT) if yuan is not None and 0 <= yuan < parse.MAX_YUAN else None


def _not_back(amounts: Case) -> Decimal:
    """Return what was paid less what came back of it, as far as that is known."""
    back: Decimal = sum((amounts.get(name) or _NOTHING for name in ("returned_yuan", "stopped_yuan")), _NOTHING)
    paid: Decimal = amounts["paid_yuan"]
    return max(paid - back, _NOTHING)


def _fit_amounts(done: dict[str, Any], given: Case, told: Case, *, contradicted: bool) -> None:
    """Leave out what the narrative says of parts of the money, where the sums of the columns leave no room for it."""
    if all(told[name] is None or name in given for name in _PARTS):
        return
    paid, loss = done["paid_yuan"], done["loss_yuan"]
    back = (done["returned_yuan"] or _NOTHING) + (done["stopped_yuan"] or _NOTHING)
    short = paid is not None and (paid < back or (loss is not None and paid < loss))
    if contradicted or short:
        done.update({name: None for name in _PARTS if name not in given})


def _by_amounts(amounts: Case) -> str | None:
    """Return what became of the money, where amounts tell."""
    paid, stopped, returned = (amounts.get(name) for name in ("paid_yuan", "stopped_yuan", "returned_yuan"))
    if paid is not None and not paid:
        return "prevented"
    if stopped:
        return "recovered"
    return "lost" if paid and stopped is not None and returned is not None and not returned else None


def _agreeing(told: str | None, amounts: Case) -> str | None:
    """Return what the narrative says became of the money, unless the amounts say otherwise."""
    paid, loss = amounts["paid_yuan"], amounts["loss_yuan"]
    if (told == "prevented" and (paid or loss)) or (told == "lost" and loss is not None and not loss):
        return None
    return told


def _delay(given: Case, facts: Facts, occurred: datetime | None, on: date | None) -> int | None:
    """Return the minutes from the last transfer, else the fraud, to the report."""
    column = given.get("reported_at")
    reported = column if timed(column) else facts.reported_at
    if reported is None or (column is not None and column.date() != reported.date()):
        return None
    paid, told = given.get("last_paid_at"), facts.last_paid_at
    for since in (paid if timed(paid) else None, told, occurred):
        if since is not None and since <= reported and (on is None or on <= since.date()):
            return min((reported - since) // timedelta(minutes=1), parse.MAX_MINUTES)
    return None


def _seconds(moment: datetime) -> int:
    """Return seconds since 1970 in UTC of a local time."""
    if moment.year < _LAST_SUMMER_TIME:
        return int(moment.replace(tzinfo=ZONE).timestamp())
    return (moment - _EPOCH) // _SECOND
