"""Fraud types: codes, names, aliases, and crosswalks to the label sets of other sources."""

from __future__ import annotations

import unicodedata
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from fanzha.resources import load_config

BENIGN = "benign"


def _as_codes(value: object) -> object:
    """Write a crosswalk target (one code, several, none) as a tuple of codes."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


Codes = Annotated[tuple[str, ...], BeforeValidator(_as_codes)]


class FraudType(BaseModel):
    """One national class of fraud, or ``benign``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    zh: str
    zh_short: str
    en: str
    definition_zh: str
    definition_en: str
    subtypes: tuple[str, ...]
    aliases: tuple[str, ...]
    tip_zh: str


def _key(label: str) -> str:
    """Fold what never distinguishes two labels: width, case, white space and the punctuation between parts."""
    folded = unicodedata.normalize("NFKC", label).casefold()
    return "".join(c for c in folded if not c.isspace() and c not in "、,，/-_·")


class Taxonomy(BaseModel):
    """The fraud types of one version, in national order, ``benign`` last.

    Attributes
    ----------
    version : str
        Version of the list; copied into every bundle.
    types : tuple of FraudType
    crosswalks : dict
        ``source -> label -> codes``; several codes where the label covers several classes, none where it covers
        no class.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    types: tuple[FraudType, ...]
    crosswalks: dict[str, dict[str, Codes]]

    @model_validator(mode="after")
    def _consistent(self) -> Taxonomy:
        codes = self.codes
        if len(set(codes)) != len(codes):
            raise ValueError("codes must be unique")
        if not codes or codes[-1] != BENIGN:
            raise ValueError("the last type must be 'benign'")
        owners: dict[str, str] = {}
        for one in self.types:
            for name in (one.code, one.zh, one.zh_short, *one.aliases):
                if owners.setdefault(_key(name), one.code) != one.code:
                    raise ValueError(f"alias {name!r} belongs to two types")
        for source, table in self.crosswalks.items():
            for label, targets in table.items():
                if unknown := set(targets) - set(codes):
                    raise ValueError(f"crosswalk {source}/{label} names unknown codes {sorted(unknown)}")
        return self

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes in national order, ``benign`` last."""
        return tuple(one.code for one in self.types)

    @cached_property
    def _by_code(self) -> dict[str, FraudType]:
        return {one.code: one for one in self.types}

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {
            _key(name): one.code
            for one in self.types
            for name in (one.code, one.zh, one.zh_short, one.en, *one.aliases)
        }

    def __getitem__(self, code: str) -> FraudType:
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def name(self, label: str) -> str:
        """Return the short Chinese name of a code, or the label itself where it is none of the codes."""
        return self._by_code[label].zh_short if label in self._by_code else label

    def resolve(self, label: str) -> str | None:
        """Return the code that a label stands for by itself, or None.

        Codes, Chinese and English names and aliases count; crosswalk labels count where they agree with exactly one
        class in every source that has them.

        Parameters
        ----------
        label : str
            A label as a source spells it; width, case, spaces and separators do not matter.
        """
        code = self._by_name.get(_key(label))
        if code is not None:
            return code
        spans = self.spans(label)
        return spans[0] if spans is not None and len(spans) == 1 else None

    def spans(self, label: str, crosswalk: str | None = None) -> tuple[str, ...] | None:
        """Return all codes that a label covers: () where it lies outside the classes, None where nobody knows it.

        Parameters
        ----------
        label : str
        crosswalk : str, optional
            A source whose own table comes first: a bare number, or ``Other``, means something only there.
        """
        own = self.crosswalks.get(crosswalk or "", {})
        if label in own:
            return own[label]
        code = self._by_name.get(_key(label))
        if code is not None:
            return (code,)
        return self._crosswalk.get(_key(label))

    @cached_property
    def _crosswalk(self) -> dict[str, tuple[str, ...]]:
        # Bare numbers mean something only within their own source, so they are resolved by its adapter alone.
        found: dict[str, tuple[str, ...]] = {}
        for table in self.crosswalks.values():
            for label, targets in table.items():
                if not label.isdigit():
                    found.setdefault(_key(label), targets)
        return found


def load(path: Path | str | None = None) -> Taxonomy:
    """Read a taxonomy file.

    Parameters
    ----------
    path : path, optional
        YAML file; the shipped ``configs/taxonomy.yaml`` if not given.

    Raises
    ------
    MissingFileError
        If the file is not there.
    ConfigError
        If it breaks the schema: an unknown key, a code or alias used twice, a crosswalk to an unknown code.
    """
    return _load(str(path) if path is not None else "")


@lru_cache(maxsize=8)
def _load(path: str) -> Taxonomy:
    return load_config(Taxonomy, "taxonomy.yaml", path)
