"""Lists from which names, addresses and the words around them are invented for training (`planting.json`).

Common knowledge, no list of persons: characters of given names, the commoner the earlier; what stands before and behind names and places;
words that begin like a name and are none.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Final

_LISTS: Final[dict[str, str]] = {
    key: "".join(parts)
    for key, parts in json.loads(files("fanzha.privacy").joinpath("planting.json").read_text(encoding="utf-8")).items()
}
WOMEN: Final = _LISTS["women"]
MEN: Final = _LISTS["men"]
BOTH: Final = _LISTS["both"]
GIVEN: Final = tuple(_LISTS["given"].split("|"))
BEFORE: Final = tuple(_LISTS["before"].split("|"))
AFTER: Final = tuple(_LISTS["after"].split("|"))
PLAIN_BEFORE: Final = tuple(_LISTS["plain_before"].split("|"))
PLAIN_AFTER: Final = tuple(_LISTS["plain_after"].split("|"))
NO_NAMES: Final = tuple(_LISTS["no_names"].split("|"))
PLACE_PARTS: Final = tuple(_LISTS["place_parts"].split("|"))
AREAS: Final = tuple(_LISTS["areas"].split("|"))
AT: Final = tuple(_LISTS["at"].split("|"))
AFTER_PLACE: Final = tuple(_LISTS["after_place"].split("|"))
# GB/T 2312-1980, level 1: the 3,755 commonest characters.
COMMON_HAN: Final = [
    ord(bytes((high, low)).decode("gb2312")) for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA if high == 0xD6 else 0xFF) if (high, low) < (0xD7, 0xFA)
]  # fmt: skip
