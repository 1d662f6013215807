"""Sudden rises: what the tests, the scan and early warning say of one type and place, as one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fanzha.bulletin.document import Statement
from fanzha.bulletin.language import Words
from fanzha.bulletin.sentences import split
from fanzha.summarize import Finding, Frame
from fanzha.summarize.outlook import last_week
from fanzha.summarize.picture import Picture

_NAMED: Final = 2  # streets of a cluster that another sentence names


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a sudden rise.

    Attributes
    ----------
    kind : str
        ``outbreak``, ``hotspot``, ``alarm`` or ``riser``.
    type, place : str
        ``place`` as it is read.
    streets : frozenset of str or None
        None for the whole district.
    area : str
        The station, if it is one.
    statement : Statement
    ids : callable
        From the frame to its cases.
    finding : Finding or None
    """

    kind: str
    type: str
    place: str
    streets: frozenset[str] | None
    area: str
    statement: Statement
    ids: Callable[[Frame], tuple[str, ...]]
    finding: Finding | None = None

    def meets(self, other: Sign) -> bool:
        """Tell whether two signs speak of the same type and place."""
        if self.type != other.type:
            return False
        if self.streets is None or other.streets is None:
            return True
        return bool(self.streets & other.streets) or bool(self.area and self.area == other.area)


@dataclass(frozen=True, slots=True)
class Sudden:
    """A sudden rise: the sign whose sentence is printed, and those that say the same."""

    lead: Sign
    others: tuple[Sign, ...]

    def agreed(self, words: Words) -> str:
        """Return which other methods say the same; empty where none does."""
        if not self.others:
            return ""
        return words("agree", by=words.listed([words(f"agree_{one.kind}", place=one.place) for one in self.others]))


def sudden(picture: Picture, words: Words) -> tuple[list[Sudden], list[Finding]]:
    """Bring together the sudden rises of a picture.

    Parameters
    ----------
    picture : Picture
    words : Words

    Returns
    -------
    rises : list of Sudden
        Those of which most methods speak first.
    met : list of Finding
        Rises over the period before that are said with one of them.
    """
    groups: list[list[Sign]] = []
    for one in (*_outbreaks(picture, words), *_hotspots(picture, words), *_alarms(picture, words)):
        home = next((group for group in groups if group[0].meets(one)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    met: list[Finding] = []
    for one in _risers(picture, words):
        # A rise of a whole type is another thing than that of one street, and is said by itself.
        home = next((g for g in groups if g[0].type == one.type and g[0].streets == one.streets), None)
        if home is not None and one.finding is not None:
            home.append(one)
            met.append(one.finding)
    groups.sort(key=lambda group: -len({one.kind for one in group}))
    return [Sudden(group[0], tuple(group[1:])) for group in groups], met


def _outbreaks(picture: Picture, words: Words) -> Iterator[Sign]:
    return _of_findings(picture, words, "outbreak")


def _risers(picture: Picture, words: Words) -> Iterator[Sign]:
    return _of_findings(picture, words, "riser")


def _of_findings(picture: Picture, words: Words, kind: str) -> Iterator[Sign]:
    stations = _stations(picture)
    for one in picture.summary.findings:
        if one.kind == kind:
            street = one.where.get("street", "")
            name = (one.title if words.language == "zh" else one.title_english) or words("of_area")
            streets = frozenset({street}) if street else None
            yield Sign(kind, one.type, name, streets, stations.get(street, ""), Statement(""), one.case_ids, one)


def _hotspots(picture: Picture, words: Words) -> Iterator[Sign]:
    if picture.where is None:
        return
    for spot in picture.where.hotspots:
        streets = spot.cluster.streets
        named = words.listed(streets[:_NAMED])
        place = words("and_more", names=named) if len(streets) > _NAMED else named
        subject, text = split(spot.chinese if words.language == "zh" else spot.english, words)
        sure = "q<0.001" if spot.q < 0.001 else f"q={spot.q:.3f}"
        marks = ", ".join("?" * len(streets))
        ids = _reader(
            f"street IN ({marks}) AND type = ? AND day BETWEEN ? AND ?", (*streets, spot.type, spot.start, spot.end)
        )
        yield Sign(
            "hotspot", spot.type, place, frozenset(streets), "", Statement(text, sure, "clusters", "", subject), ids
        )


def _alarms(picture: Picture, words: Words) -> Iterator[Sign]:
    outlook = picture.outlook
    days = last_week(outlook) if outlook is not None else None
    if outlook is None or days is None:
        return
    stations = _stations(picture)
    for one in outlook.alarms:
        subject, text = split(one.chinese if words.language == "zh" else one.english, words)
        streets = frozenset(s for s, area in stations.items() if area == one.area) if one.area else None
        condition, values = ("area = ? AND ", (one.area,)) if one.area else ("", ())
        ids = _reader(f"{condition}type = ? AND day BETWEEN ? AND ?", (*values, one.type, *days))
        yield Sign(
            "alarm",
            one.type,
            one.area or words("of_area"),
            streets,
            one.area,
            Statement(text, "", "alarms", "", subject),
            ids,
        )


def _reader(condition: str, values: tuple[object, ...]) -> Callable[[Frame], tuple[str, ...]]:
    query = f"SELECT case_id FROM cases WHERE NOT benign AND {condition} ORDER BY day, case_id"  # noqa: S608
    return lambda frame: tuple(case for (case,) in frame.rows(query, list(values)))


def _stations(picture: Picture) -> Mapping[str, str]:
    """Return the station of each street, where it is known."""
    geography = picture.where.geography if picture.where is not None else None
    return dict(zip(geography.names, geography.areas, strict=True)) if geography is not None else {}
