"""Characters and syllables of many texts at once, folded so that a disguise changes as little as possible."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fanzha.errors import LabelError, MissingExtraError

Points = NDArray[np.uint32]

# Code points from here on are private planes, tags and unassigned ones; nothing that can be read lies there.
TABLE_SIZE = 0x30000
# Syllables are tokens above all code points.
SYLLABLE = 0x40000
_MOST_SYLLABLES = 0xFFFF  # their numbers are of 16 bits, and 0 is none
_ZERO, _A, _Z = 0x30, 0x61, 0x7A
# Blocks of characters in which nothing is folded one by one: Hangul syllables, private use, rare ideographs.
_IDENTITY = ((0xAC00, 0xD7A4), (0x20000, 0x2F800))
_RANGES = ((0x0020, 0xD800), (0xF900, 0x10000), (0x1D400, 0x1D800), (0x1F100, 0x1F200), (0x2F800, 0x2FA20))
# Two ways of writing one word that character-wise conversion keeps apart.
_VARIANTS = str.maketrans("帐", "账")


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How characters become tokens.

    Attributes
    ----------
    fold : ndarray of uint32, shape (TABLE_SIZE,)
        The character that stands for each code point; 0 drops it.
    syllable : ndarray of uint16, shape (TABLE_SIZE,)
        One plus the position in ``syllables`` of the reading of each folded Han character; 0 where it has none.
    syllables : tuple of str
        Toneless pinyin, ``v`` for ü.
    """

    fold: Points
    syllable: NDArray[np.uint16]
    syllables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of n texts, one after the other.

    Attributes
    ----------
    token : ndarray of uint32
        Folded code points, or `SYLLABLE` plus a syllable's number.
    row : ndarray of int64
        Which text.
    origin : ndarray of int64
        The character of the text that the token came from.
    """

    token: Points
    row: NDArray[np.int64]
    origin: NDArray[np.int64]


def _folded(character: str) -> str:
    """Return the first letter, digit or ideograph that a character stands for, in small letters, any digit as 0."""
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    for c in normal:
        if c.isalnum():
            return "0" if unicodedata.digit(c, None) is not None else c
    return ""


@lru_cache(maxsize=1)
def fold_table() -> Points:
    """Return the folding of every code point.

    Width, compatibility forms and case are folded (NFKC, Unicode Standard Annex 15), traditional characters become
    simplified ones (OpenCC ``t2s``), every digit becomes 0; whatever is no letter, digit or ideograph vanishes: white space,
    punctuation, symbols, emoji, invisible characters.
    """
    from opencc import OpenCC

    table = np.zeros(TABLE_SIZE, np.uint32)
    for low, high in _IDENTITY:
        table[low:high] = np.arange(low, high, dtype=np.uint32)
    places = [cp for low, high in _RANGES for cp in range(low, high) if not (0xAC00 <= cp < 0xD7A4)]
    folded = [_folded(chr(cp)) for cp in places]
    simplified = OpenCC("t2s").convert("\n".join(c or " " for c in folded)).translate(_VARIANTS).split("\n")
    for cp, before, after in zip(places, folded, simplified, strict=True):
        if before:
            table[cp] = ord(after) if len(after) == 1 and ord(after) < TABLE_SIZE else ord(before)
    return table


@lru_cache(maxsize=1)
def alphabet() -> Alphabet:
    """Return folding and readings, made anew.

    Readings are the commonest ones of `pypinyin`, without tones.

    Raises
    ------
    MissingExtraError
        If pypinyin is not installed; a fitted model brings its own table and does not need it.
    """
    try:
        from pypinyin.constants import PINYIN_DICT
    except ImportError as error:
        raise MissingExtraError("pypinyin", "train") from error
    fold = fold_table()
    readings = {
        cp: _toneless(reading.split(",")[0]) for cp, reading in PINYIN_DICT.items() if fold[cp % TABLE_SIZE] == cp
    }
    syllables = tuple(sorted({s for s in readings.values() if s}))
    number = {s: i + 1 for i, s in enumerate(syllables)}
    table = np.zeros(TABLE_SIZE, np.uint16)
    for cp, reading in readings.items():
        if reading:
            table[cp] = number[reading]
    return Alphabet(fold, table, syllables)


def syllable_names(tensor: NDArray[np.generic]) -> list[str]:
    """Read the names of syllables, one a line.

    Parameters
    ----------
    tensor : ndarray of uint8, shape (bytes,)
        ASCII.

    Returns
    -------
    list of str

    Raises
    ------
    LabelError
        If there are more than a table of uint16 can number, or one is no word of small ASCII letters, or stands twice.
    """
    names, remedy = tensor.tobytes().decode("latin-1").split("\n"), "train the model again"
    if tensor.dtype != np.uint8 or tensor.ndim != 1 or len(names) > _MOST_SYLLABLES:
        found = f"{len(names)} in {tensor.ndim} dimensions of {tensor.dtype.name}"
        raise LabelError(f"syllables must be at most {_MOST_SYLLABLES} names, one a line", found, remedy)
    bad = [i for i, name in enumerate(names, 1) if not (name.isascii() and name.isalpha() and name.islower())]
    if bad or len(set(names)) < len(names):
        found = f"another name in line {bad[0]}" if bad else "a name twice"
        raise LabelError("syllables must be distinct words of small ASCII letters", found, remedy)
    return names


def _toneless(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in letters if "a" <= c <= "z")


def characters(texts: Sequence[str], fold: Points) -> Tokens:
    """Fold texts to characters; a run of digits becomes a single 0.

    Parameters
    ----------
    texts : sequence of str
    fold : ndarray of uint32
        See `Alphabet`.
    """
    lengths = np.fromiter((len(t) for t in texts), np.int64, len(texts))
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    folded = fold[np.minimum(points, TABLE_SIZE - 1)]
    row = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    origin = np.arange(len(points), dtype=np.int64) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    kept = np.flatnonzero(folded)
    token, row, origin = folded[kept], row[kept], origin[kept]
    again = np.zeros(len(token), np.bool_)
    again[1:] = (token[1:] == _ZERO) & (token[:-1] == _ZERO) & (row[1:] == row[:-1])
    return Tokens(token[~again], row[~again], origin[~again])


def readings(chars: Tokens, letters: Alphabet) -> Tokens:
    """Turn characters into syllables as they are read: Han characters by their reading, letters where they spell one.

    Parameters
    ----------
    chars : Tokens
        Of `characters`.
    letters : Alphabet

    Returns
    -------
    Tokens
        What has no reading stays as it is.
    """
    number = letters.syllable[chars.token].astype(np.uint32)
    token = np.where(number > 0, number + np.uint32(SYLLABLE), chars.token)
    latin = (token >= _A) & (token <= _Z)
    if not latin.any():
        return Tokens(token, chars.row, chars.origin)
    keep = np.ones(len(token), np.bool_)
    # Runs of letters within one text.
    starts = np.flatnonzero(latin & ~(np.r_[False, latin[:-1]] & np.r_[False, chars.row[1:] == chars.row[:-1]]))
    ends = np.flatnonzero(latin & ~(np.r_[latin[1:], False] & np.r_[chars.row[1:] == chars.row[:-1], False])) + 1
    for a, b in zip(starts.tolist(), ends.tolist(), strict=True):
        if b - a > 1:
            spelt = _spell("".join(map(chr, token[a:b].tolist())), letters.syllables)
            token[a : a + len(spelt)] = spelt
            keep[a + len(spelt) : b] = False
    return Tokens(token[keep], chars.row[keep], chars.origin[keep])


@lru_cache(maxsize=1 << 14)
def _spell(run: str, syllables: tuple[str, ...]) -> tuple[int, ...]:
    """Cut a run of letters into syllables, the longest first; a letter that begins none stays."""
    known, longest = _index(syllables)
    out, i = [], 0
    while i < len(run):
        for n in range(min(longest, len(run) - i), 1, -1):
            if (number := known.get(run[i : i + n])) is not None:
                out.append(SYLLABLE + number)
                i += n
                break
        else:
            out.append(ord(run[i]))
            i += 1
    return tuple(out)


@lru_cache(maxsize=4)
def _index(syllables: tuple[str, ...]) -> tuple[dict[str, int], int]:
    return {s: i + 1 for i, s in enumerate(syllables)}, max(map(len, syllables), default=0)
