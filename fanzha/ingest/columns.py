"""Which column a header names: aliases, units, and headers that must not be read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from fanzha.resources import load_config
from fanzha.text import normalise

FIELDS: Final = (
    "text", "case_id", "reported_at", "occurred_on", "occurred_at", "last_paid_at", "victim_age", "victim_sex",
    "occupation", "loss_yuan", "paid_yuan", "returned_yuan", "stopped_yuan", "outcome", "contact_channel", "payment",
    "platforms", "banks", "delay_minutes", "repeat_victim", "life_stage", "area", "street", "label",
)  # fmt: skip
AMOUNTS: Final = frozenset({"loss_yuan", "paid_yuan", "returned_yuan", "stopped_yuan"})
# Marks of a required field, separators and numbering dots carry no meaning in a header.
_NOISE = re.compile(r"[\s_\-*:·.、,/\\|#~\u00ad\u200b-\u200f\u2060\ufeff]+")
_BRACKETS = re.compile(r"[(\[【〔{〈<]([^()\[\]【】〔〕{}〈〉<>]{0,40})[)\]】〕}〉>]")
# 单位：万元, 金额单位:人民币元. A name of an office behind 单位, such as 万寿路派出所, is no unit.
_TITLE_UNIT = re.compile(r"单位[:：]?\s{0,4}(?:人民币)?([一-鿿a-zA-Z]{1,8})")


# Characters of a header, blanks and line breaks included.
_LONGEST_HEADER = 200


def fold_header(name: str) -> str:
    """Fold what never distinguishes two headers: width, case, script (損失金額), blanks, line breaks, separators."""
    return _NOISE.sub("", normalise(name))


@dataclass(frozen=True, slots=True)
class Column:
    """A header that was understood.

    Attributes
    ----------
    header : str
        As the file writes it.
    field : str
        Of `FIELDS`: a column of `fanzha.schema.CASE`, or ``last_paid_at``, from which one is counted.
    factor : Decimal or None
        What an amount without a unit of its own is multiplied by; None where the header states no unit.
    """

    header: str
    field: str
    factor: Decimal | None = None


class ColumnAliases(BaseModel):
    """Headers of case files by column, and the other words that tell how a table is to be read.

    Attributes
    ----------
    text, case_id, ... : tuple of str
        Headers of each of `FIELDS`, the preferred first.
    quarantine_id : tuple of str
        Headers of the number of a row that was set aside, in files of corrected rows.
    units : dict
        Unit to factor to yuan; None for another currency.
    others : tuple of str
        Words in headers that speak of others than the victim.
    private : tuple of str
        Words in headers of personal data, which never reach the quarantine file.
    totals : tuple of str
        First cells of rows of totals.
    max_chars : int
        Longest narrative, in characters.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: tuple[str, ...] = Field(min_length=1)
    case_id: tuple[str, ...] = ()
    reported_at: tuple[str, ...] = ()
    occurred_on: tuple[str, ...] = ()
    occurred_at: tuple[str, ...] = ()
    last_paid_at: tuple[str, ...] = ()
    victim_age: tuple[str, ...] = ()
    victim_sex: tuple[str, ...] = ()
    occupation: tuple[str, ...] = ()
    loss_yuan: tuple[str, ...] = ()
    paid_yuan: tuple[str, ...] = ()
    returned_yuan: tuple[str, ...] = ()
    stopped_yuan: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    contact_channel: tuple[str, ...] = ()
    payment: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    banks: tuple[str, ...] = ()
    delay_minutes: tuple[str, ...] = ()
    repeat_victim: tuple[str, ...] = ()
    life_stage: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    quarantine_id: tuple[str, ...] = ()
    units: dict[str, Decimal | None] = Field(default_factory=dict)
    others: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    max_chars: int = Field(20_000, ge=1)

    @field_validator("units")
    @classmethod
    def _fold_units(cls, units: dict[str, Decimal | None]) -> dict[str, Decimal | None]:
        # The longest first, so that 万元 is not taken for 元.
        return {fold_header(u): units[u] for u in sorted(units, key=len, reverse=True)}

    @model_validator(mode="after")
    def _consistent(self) -> ColumnAliases:
        owners: dict[str, str] = {}
        for field in FIELDS:
            for alias in self.aliases(field):
                folded = fold_header(alias)
                if not folded:
                    raise ValueError(f"an alias of {field} is blank")
                if owners.setdefault(folded, field) != field:
                    raise ValueError(f"alias {alias!r} belongs to two columns")
        return self

    def aliases(self, field: str) -> tuple[str, ...]:
        """Return the aliases of a column."""
        found: tuple[str, ...] = getattr(self, field)
        return found

    @cached_property
    def _by_alias(self) -> dict[str, tuple[str, int]]:
        # Its own name always counts, after the aliases: tables that fanzha wrote can be read again.
        return {
            fold_header(alias): (field, rank)
            for field in FIELDS
            for rank, alias in enumerate((field, *self.aliases(field)))
        }

    @cached_property
    def _folded(self) -> dict[str, tuple[str, ...]]:
        return {n: tuple(fold_header(w) for w in getattr(self, n)) for n in ("others", "private", "totals")}

    def _find(self, header: str) -> tuple[Column, int] | None:
        if len(header) > _LONGEST_HEADER:  # a narrative; folding it would take long
            return None
        whole = fold_header(header)
        if not whole or len(whole) > 60:
            return None
        if whole in self._by_alias:
            field, rank = self._by_alias[whole]
            return Column(header, field), rank
        plain = normalise(header)
        inside = [fold_header(m) for m in _BRACKETS.findall(plain)]
        bare = fold_header(_BRACKETS.sub("", plain))
        unit = next((u for part in inside for u in self.units if part.endswith(u)), None)
        if bare not in self._by_alias and unit is None:
            unit = next((u for u in self.units if bare.endswith(u)), None)
            bare = bare.removesuffix(unit or "")
        if bare not in self._by_alias:
            return None
        field, rank = self._by_alias[bare]
        if field not in AMOUNTS or unit is None:
            return Column(header, field), rank
        factor = self.units[unit]
        return (Column(header, field, factor), rank) if factor is not None else None

    def field(self, header: str) -> str | None:
        """Return the column that a header names, or None."""
        found = self._find(header)
        return found[0].field if found else None

    def is_number(self, header: str) -> bool:
        """Tell whether a header is that of the number of a row that was set aside."""
        return fold_header(header) in {fold_header(alias) for alias in ("quarantine_id", *self.quarantine_id)}

    def unused(self, headers: Iterable[str]) -> tuple[str, ...]:
        """Return the headers that name nothing that is known, personal data excepted, which nobody wants to be read."""
        return tuple(
            h for h in headers if fold_header(h) and not (self.field(h) or self.is_private(h) or self.is_number(h))
        )

    def foreign(self, header: str) -> bool:
        """Tell whether a header speaks of others than the victim."""
        folded = fold_header(header)
        return any(word in folded for word in self._folded["others"])

    def is_private(self, header: str) -> bool:
        """Tell whether a header is that of personal data."""
        folded = fold_header(header)
        return self.field(header) is None and any(word in folded for word in self._folded["private"])

    def is_total(self, value: str) -> bool:
        """Tell whether a first cell marks a row of totals."""
        return fold_header(_BRACKETS.sub("", normalise(value))) in self._folded["totals"]

    def resolve(self, headers: Iterable[str], titles: Sequence[str] = ()) -> dict[str, tuple[Column, ...]]:
        """Assign headers to columns.

        Parameters
        ----------
        headers : iterable of str
        titles : sequence of str
            Cells above the header, which may state the unit of amounts.

        Returns
        -------
        dict
            Column of the schema to the headers that give it, the preferred first.
        """
        found = sorted((hit for h in headers if (hit := self._find(h))), key=lambda hit: hit[1])
        stated = (self.units.get(m[1]) for t in titles for m in [_TITLE_UNIT.search(normalise(t[:200]))] if m)
        default = next((factor for factor in stated if factor is not None), None)
        resolved: dict[str, tuple[Column, ...]] = {}
        for column, _ in found:
            if column.field in AMOUNTS and column.factor is None and default is not None:
                column = Column(column.header, column.field, default)  # noqa: PLW2901
            resolved[column.field] = (*resolved.get(column.field, ()), column)
        return resolved

    def nearest(self, field: str, headers: Iterable[str]) -> tuple[str, str] | None:
        """Return the header that comes nearest to an alias of a column, and that alias; None if none that means nothing else comes near."""
        folded = {fold_header(alias): alias for alias in self.aliases(field)}
        best: tuple[float, str, str] | None = None
        for header in headers:
            if self.field(header) not in (None, field):
                continue  # 案件编号 is no narrative, however near its name
            name = fold_header(header)[:40]
            for near in difflib.get_close_matches(name, folded, n=1, cutoff=0.5):
                ratio = difflib.SequenceMatcher(None, name, near).ratio()
                if best is None or ratio > best[0]:
                    best = (ratio, header, folded[near])
        return (best[1], best[2]) if best else None


def load_columns(path: Path | str | None = None) -> ColumnAliases:
    """Read the aliases of headers.

    Parameters
    ----------
    path : path, optional
        YAML file; the shipped ``configs/columns.yaml`` if not given.

    Raises
    ------
    MissingFileError
        If the file is not there.
    ConfigError
        If it breaks the schema: an unknown key, an alias of two columns.
    """
    return load_config(ColumnAliases, "columns.yaml", path)
