"""Invented names and addresses in the places of those of marked texts."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fanzha.privacy.deidentify import plain_texts
from fanzha.privacy.name_planting import Names
from fanzha.privacy.name_words import DOUBLE_SURNAMES
from fanzha.privacy.place_planting import Places

_NAME: Final = 0xE100  # the first of the characters that stand for names
_PLACE: Final = 0xE400
_SLOT = re.compile("[\ue100-\ue6ff]")

Spans = list[list[tuple[int, int]]]


class Frames:
    """Marked texts with gaps.

    Parameters
    ----------
    paths : sequence of Path
        Lines of JSON with ``text`` and ``spans``: start, end, kind.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        texts: list[str] = []
        self._values: list[list[str]] = []
        for path in paths:
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                text = row["text"]
                values: list[str] = []
                for start, end, kind in sorted(row["spans"], reverse=True):
                    if kind in ("姓名", "地址"):
                        mark = chr((_NAME if kind == "姓名" else _PLACE) + len(values))
                        values.append(row["text"][start:end])
                        text = text[:start] + mark + text[end:]
                texts.append(text)
                self._values.append(values)
        self._texts = plain_texts(texts)
        self._values = [plain_texts(values) if values else [] for values in self._values]

    def filled(self, words: Sequence[str], rng: random.Random) -> tuple[list[str], Spans, Spans]:
        """Return the texts with names and addresses, most of them invented anew, and where they stand.

        Parameters
        ----------
        words : sequence of str
            Common words, of which some are names, too.
        rng : random.Random

        Returns
        -------
        texts : list of str
        names, addresses : list of list of tuple
            Starts and ends in each text.
        """
        people, places = Names(rng, words), Places(rng)
        made: list[str] = []
        names: Spans = []
        addresses: Spans = []
        for text, values in zip(self._texts, self._values, strict=True):
            known: dict[str, str] = {}
            parts, at, size = [], 0, 0
            own: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
            for m in _SLOT.finditer(text):
                code = ord(m[0])
                place = code >= _PLACE
                value = values[code - (_PLACE if place else _NAME)]
                new = self._place(value, places, rng) if place else self._person(value, known, people, rng)
                parts += [text[at : m.start()], new]
                size += m.start() - at
                own[place].append((size, size + len(new)))
                size += len(new)
                at = m.end()
            made.append("".join([*parts, text[at:]]))
            names.append(own[0])
            addresses.append(own[1])
        return made, names, addresses

    @staticmethod
    def _place(value: str, places: Places, rng: random.Random) -> str:
        return value if rng.random() < 0.6 else places.address()

    @staticmethod
    def _person(value: str, known: dict[str, str], people: Names, rng: random.Random) -> str:
        if not all("一" <= c <= "鿿" for c in value) or len(value) > 4:
            return value
        if value not in known:
            if len(value) == 1 or value in DOUBLE_SURNAMES:
                same = next(
                    (new for old, new in known.items() if old.startswith(value) and len(old) > len(value)), None
                )
                known[value] = people.surname() if same is None else same[: 2 if same[:2] in DOUBLE_SURNAMES else 1]
            else:
                known[value] = value if rng.random() < 0.1 else people.full()
        return known[value]
