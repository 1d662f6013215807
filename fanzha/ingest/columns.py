"""Which header of a file is which column."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from fanzha.errors import ConfigError, InputError, MissingFileError
from fanzha.resources import config_file

_BRACKET = re.compile(r"[(\[【{][^)\]】}]{0,12}[)\]】}]")
_PERSON = re.compile(r"^(?:受害人|被害人|报案人|报警人|事主|当事人)|(?:情况|信息|\*)$")


def header_key(header: str) -> str:
    """Fold what never distinguishes two headers: width, case, blanks, brackets with a unit, stars, colons."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    folded = _BRACKET.sub("", folded)
    return "".join(c for c in folded if c.isalnum())


class ColumnAliases(BaseModel):
    """Header names of each column, most usual first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: tuple[str, ...]
    case_id: tuple[str, ...]
    reported_at: tuple[str, ...]
    occurred_on: tuple[str, ...]
    victim_age: tuple[str, ...]
    victim_sex: tuple[str, ...]
    occupation: tuple[str, ...]
    loss_yuan: tuple[str, ...]
    contact_channel: tuple[str, ...]
    payment: tuple[str, ...]
    area: tuple[str, ...]
    street: tuple[str, ...]
    label: tuple[str, ...]

    @model_validator(mode="after")
    def _unique(self) -> ColumnAliases:
        owners: dict[str, str] = {}
        for column in type(self).model_fields:
            for alias in getattr(self, column):
                if owners.setdefault(header_key(alias), column) != column:
                    raise ValueError(f"alias {alias!r} belongs to two columns")
        return self

    @cached_property
    def _rank(self) -> dict[str, tuple[str, int]]:
        return {
            header_key(alias): (column, rank)
            for column in type(self).model_fields
            for rank, alias in enumerate(getattr(self, column))
        }

    def column(self, header: str) -> tuple[str, int] | None:
        """Return the column that a header names and how usual the name is (0 most), or None."""
        key = header_key(header)
        return self._rank.get(key) or self._rank.get(_PERSON.sub("", key))

    def nearest(self, headers: Sequence[str]) -> tuple[str, str] | None:
        """Return the header that comes nearest to a name of the text column, and that name."""
        best = max(
            (
                (difflib.SequenceMatcher(None, header_key(h), header_key(a)).ratio(), h, a)
                for h in headers
                for a in self.text
            ),
            default=None,
        )
        return (best[1], best[2]) if best and best[0] >= 0.4 else None


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where each column stands in a file.

    Attributes
    ----------
    position : dict
        Column name to 0-based position.
    unit : Decimal
        What amounts are multiplied by: 10,000 under a header such as 损失金额（万元）.
    """

    position: dict[str, int]
    unit: Decimal


def map_columns(headers: Sequence[str], aliases: ColumnAliases) -> ColumnMap:
    """Find the columns of a file.

    Where two headers name one column, the more usual name wins, then the first.

    Parameters
    ----------
    headers : sequence of str
    aliases : ColumnAliases

    Raises
    ------
    InputError
        If no header names the text column; the headers found and the nearest name are told.
    """
    best: dict[str, tuple[int, int]] = {}
    for position, header in enumerate(headers):
        named = aliases.column(header)
        if named is not None:
            best[named[0]] = min(best.get(named[0], (10_000, 0)), (named[1], position))
    if "text" not in best:
        shown = ", ".join(h.strip()[:20] for h in headers if h.strip())[:200] or "no header"
        near = aliases.nearest(headers)
        hint = f"rename {near[0].strip()[:20]!r} to {near[1]!r}" if near else f"name it {aliases.text[0]!r}"
        raise InputError("a file must have a column with the narrative", f"columns {shown}", f"{hint}, or add an alias")
    loss = best.get("loss_yuan")
    wan = loss is not None and re.search(r"万|萬", headers[loss[1]]) is not None
    return ColumnMap({c: p for c, (_, p) in best.items()}, Decimal(10_000 if wan else 1))


def load_columns(path: Path | None = None) -> ColumnAliases:
    """Read column aliases.

    Parameters
    ----------
    path : Path, optional
        The shipped ``configs/columns.yaml`` if not given.

    Raises
    ------
    MissingFileError
        If the file is not there.
    ConfigError
        If a column is unknown or missing, or an alias belongs to two columns.
    """
    import yaml

    file = path or config_file("columns.yaml")
    if not file.is_file():
        raise MissingFileError("column aliases must be a file", file.name, "give the path of a YAML file")
    try:
        return ColumnAliases.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file.name} must fit its schema", str(error), "correct the file") from error
