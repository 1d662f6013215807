"""Sentences whose every number is recomputed from the tables, and read back from the text, before it is printed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fanzha.errors import NumberError
from fanzha.summarize.figures import Cell, Quantity, Tables
from fanzha.summarize.tables import Key
from fanzha.summarize.wording import possible, read, write

# The only numbers that a template may spell out itself: names of the method, not results.
_FIXED = ("95% 区间", "每 10 万", "5%")
_FIELD = re.compile(r"\{([a-z_0-9]+)\}")
_CLOSE = 1e-9  # relative; both sides are the same arithmetic on the same counts


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it was found, with the formula that gives it again.

    Attributes
    ----------
    stated : float
        As found when the sentence was made.
    kind : str
        One of `fanzha.summarize.wording.STYLES`.
    source : Quantity
    """

    stated: float
    kind: str
    source: Quantity


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template with figures and words.

    Attributes
    ----------
    template : str
        Text with ``{name}`` for each figure and word, and no digits of its own.
    figures : mapping of str to Figure
    words : mapping of str to str
        Names of groups, types, places and periods.
    rising : tuple of tuple of str
        Names of figures that must not fall in this order: the limits around an estimate, fewer before more.
    """

    template: str
    figures: Mapping[str, Figure]
    words: Mapping[str, str] = field(default_factory=dict)
    rising: tuple[tuple[str, ...], ...] = ()

    def text(self, tables: Tables) -> str:
        """Return the sentence, after every check.

        Raises
        ------
        NumberError
            If a figure differs from what the tables give, is impossible, breaks the order that the wording claims, comes
            from a hidden cell, or if the written text does not state it.
        """
        self._check_template()
        values = {name: self._recompute(name, tables) for name in self.figures}
        for names in self.rising:
            for low, high in zip(names, names[1:], strict=False):
                if values[low] > values[high] * (1 + _CLOSE) + _CLOSE:
                    raise NumberError(
                        "the numbers of a sentence must be in the order that it claims",
                        f"{low} above {high}",
                        "rebuild the summary",
                    )
        written = {name: write(value, self.figures[name].kind) for name, value in values.items()}
        text = self.template.format(**written, **self.words)
        self.check(text, tables)
        return text

    def check(self, text: str, tables: Tables) -> None:
        """Compare every number of a printed text with the tables.

        Raises
        ------
        NumberError
            If the text is not this sentence, or states another number.
        """
        self._check_template()
        parts = _FIELD.split(self.template)
        pattern, seen = "", set()
        for i, part in enumerate(parts):
            if i % 2 == 0:
                pattern += re.escape(part)
            elif part in self.words:
                pattern += re.escape(self.words[part])
            else:
                pattern += f"(?P=f_{part})" if part in seen else f"(?P<f_{part}>[^，。；（）、]+?)"
                seen.add(part)
        match = re.fullmatch(pattern, text)
        if match is None:
            raise NumberError("a printed sentence must be the checked one", "another text", "rebuild the bulletin")
        for name in seen:
            value = self._recompute(name, tables)
            try:
                printed, half = read(match[f"f_{name}"], self.figures[name].kind)
            except ValueError as error:
                raise NumberError(f"{name} must be printed as a number", "another text", "rebuild the bulletin") from error
            same_infinity = math.isinf(printed) and printed == value
            if not same_infinity and not abs(printed - value) <= half * (1 + 1e-6) + abs(value) * _CLOSE:
                raise NumberError(
                    f"the printed {name} must agree with its table", f"{printed:g} for {value:g}", "rebuild the bulletin"
                )

    def _check_template(self) -> None:
        plain = _FIELD.sub("", self.template)
        for fixed in _FIXED:
            plain = plain.replace(fixed, "")
        if re.search(r"\d", plain):
            raise NumberError("a template must not spell out numbers", "a digit", "use a figure that is recomputed")
        unknown = set(_FIELD.findall(self.template)) - set(self.figures) - set(self.words)
        if unknown:
            raise NumberError("a template must name figures", f"unknown {sorted(unknown)}", "report this as a defect")

    def _recompute(self, name: str, tables: Tables) -> float:
        figure = self.figures[name]
        value = figure.source.value(tables)
        agrees = value == figure.stated or math.isclose(value, figure.stated, rel_tol=_CLOSE, abs_tol=_CLOSE)
        if not agrees:
            raise NumberError(
                f"{name} must agree with its table", f"{figure.stated:g} stated, {value:g} recomputed", "rebuild the summary"
            )
        if not possible(value, figure.kind):
            raise NumberError(f"{name} must be possible", f"{value:g} as {figure.kind}", "report this as a defect")
        return value


def figure(source: Quantity, kind: str, tables: Tables) -> Figure:
    """Return a figure with its value as the tables give it now."""
    return Figure(source.value(tables), kind, source)


def basis_of(table: str, key: Key, tables: Tables) -> tuple[str, dict[str, Figure]]:
    """Return how the basis of a finding begins: the cases of its cell, and how many of them await review."""
    figures = {"n": figure(Cell(table, "n", key), "count", tables)}
    if not tables[table].value("review", key):
        return "本期 {n}", figures
    figures["review"] = figure(Cell(table, "review", key), "count", tables)
    return "本期 {n}（其中待复核 {review}）", figures
