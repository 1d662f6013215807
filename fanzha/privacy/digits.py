"""Numbers as people spell them past a filter: Chinese numerals, odd digits, and gaps that tear a number apart."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Each place of 零一二… in its plain, formal (GB/T 15835-2011, table 1) and colloquial forms.
_PLACES: Final = (
    "零〇○洞",
    "一壹幺弌妖",
    "二贰貳弍两兩",
    "三叁參弎",
    "四肆",
    "五伍",
    "六陆陸",
    "七柒拐",
    "八捌",
    "九玖勾",
)
# Ideographs, circled, superscript and other digits as their figure; a letter that looks like one is left to `_LOOKALIKE`.
_FIGURE: Final = {ord(c): str(n) for n, forms in enumerate(_PLACES) for c in forms} | {
    code: str(unicodedata.digit(chr(code)))
    for low, high in ((0x00B2, 0x00BA), (0x0660, 0x0670), (0x06F0, 0x06FA), (0x0966, 0x0970), (0x2070, 0x2090), (0x2460, 0x2500), (0x2776, 0x2794))
    for code in range(low, high)
    if unicodedata.digit(chr(code), None) is not None
}  # fmt: skip
_ODD = "".join(map(chr, _FIGURE))
_GAP = r"[\s.·•・‧∙_\-]"
_TEN = "十百千万萬亿億拾佰仟"
# Seven places are the least that a bare number identifies by; 二〇二四年 and 一五一十 are shorter.
_RUN = re.compile(rf"(?<![{_TEN}])(?<![{_ODD}0-9])[{_ODD}0-9](?:{_GAP}{{0,3}}[{_ODD}0-9]){{6,}}(?![{_TEN}])")
_ANY_ODD = re.compile(rf"[{_ODD}]")
# Two odd digits near each other, or one beside figures: what most texts have not.
_WORTH = re.compile(rf"[{_ODD}]{_GAP}{{0,3}}[{_ODD}0-9]|[0-9]{_GAP}{{0,3}}[{_ODD}]")
_EDGE = re.compile(rf"[{_ODD}]+[0-9](?:{_GAP}{{0,3}}[0-9]){{6,}}|(?:[0-9]{_GAP}{{0,3}}){{7,}}[{_ODD}]+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LOOKALIKE = re.compile(r"(?<![A-Za-z0-9])[0-9OolI|](?:[ \-]?[0-9OolI|]){8,19}(?![A-Za-z0-9])")
_LIKE = {ord("O"): "0", ord("o"): "0", ord("l"): "1", ord("I"): "1", ord("|"): "1"}
_HAS_LIKE = re.compile(r"[0-9][OolI|]{1,8}[0-9]|[OolI|][0-9]{2}|[0-9] ?[OolI|]{2}")
# Gaps that the expressions do not read: longer than two characters, or made of others than blank, dash, dot.
_TORN = re.compile(
    r"(?<=[0-9*])(?:[ \-]{0,2}[\n\r\t•・‧∙\u2028\u2029\x0b\x0c\x85\u00a0\u1680\u2000-\u200a\u202f\u205f]|[ \-.·_]{3})[\s.·•・‧∙_\-]{0,6}(?=[0-9*])"
)


# Groups as they are read aloud or typed with odd marks between them: 幺三九，零零零零，一二三四; 138(0000)1234; 138，后面是0000，最后1234.
_MARK = r"[ ,，、;；/|.·•\-_~—()（）空杠槓横加]{1,3}(?:(?:后面|中间|接着|然后|后边|再|最后|尾数|末尾|末)(?:的?[四五六八]位)?(?:是|为)?[ :：]?)?"
_D = rf"[{_ODD}0-9]"
_APART = re.compile(
    rf"(?<!{_D})(?<![{_TEN}.])(?:"
    rf"[1一壹幺]{_D}{{2}}(?P<a>{_MARK})(?:{_D}{{4}}(?P<b>{_MARK}){_D}{{4}}|{_D}{{3}}(?P<c>{_MARK}){_D}{{5}})"
    rf"|{_D}{{6}}(?P<d>{_MARK})(?:19|20|[一壹幺二贰][九玖零〇○]){_D}{{6}}(?P<e>{_MARK}){_D}{{3}}[{_ODD}0-9xX]"
    rf"|[6六陆]{_D}{{3}}(?P<f>{_MARK}){_D}{{4}}(?P<g>{_MARK}){_D}{{4}}(?P<h>{_MARK}){_D}{{4}}(?:(?P<i>{_MARK}){_D}{{1,4}})?"
    rf")(?!{_D}|[{_TEN}元块]|[.,][0-9])"
)
_ALL_ODD = re.compile(rf"[{_ODD}]+(?:[ ,，、;；/|.·\-]{{1,2}}[{_ODD}]+)*[ ,，、;；/|.·\-]{{0,2}}")
_MARKED = re.compile(rf"{_D}{{3}}[^{_ODD}0-9\n]{{1,14}}{_D}{{3}}")
_CALLS = re.compile("(?:电话|手机|号码?|拨|打|联系|致电|微信)[^0-9]{0,6}$")


def figures(text: str) -> str:
    """Return the text with its long runs of odd digits in figures; no character moves.

    Parameters
    ----------
    text : str
        Half-width (`fanzha.text.fold`).

    Returns
    -------
    str
        Of the same length. Amounts (三万五千) and years (二〇二四年) stay as they are.
    """
    if _WORTH.search(text):
        text = _RUN.sub(_from_words, text)
        text = _APART.sub(_from_groups, text)
    if _HAS_LIKE.search(text):
        text = _LOOKALIKE.sub(_from_letters, text)
    return text


def _from_groups(match: re.Match[str]) -> str:
    marks = {i for group in match.re.groupindex if match[group] for i in range(*match.span(group))}
    if _ALL_ODD.fullmatch(match[0]):
        # 幺三九、零零零零、一二三四: read aloud, in groups of one number.
        return "".join("-" if i in marks else c.translate(_FIGURE) for i, c in enumerate(match[0], match.start()))
    return "".join(c if i in marks else c.translate(_FIGURE) for i, c in enumerate(match[0], match.start()))


def _from_words(match: re.Match[str]) -> str:
    found = match[0]
    if not _ANY_ODD.search(found):
        return found
    figures_only = found.translate(_FIGURE)
    # 张三13900001234: the numeral at the edge belongs to the word beside it, unless a mobile number wants it.
    if _EDGE.fullmatch(found) and not _MOBILE.fullmatch(re.sub(r"[^0-9]", "", figures_only)):
        return found
    return figures_only


def _from_letters(match: re.Match[str]) -> str:
    # At least half of them are figures, so that no word becomes a number.
    return (
        match[0].translate(_LIKE)
        if 2 * sum(c.isdigit() for c in match[0]) >= sum(c not in " -" for c in match[0])
        else match[0]
    )


def torn(text: str) -> list[tuple[int, int]]:
    """Return the gaps within numbers that stand for a single blank: line breaks, bullets, long rows of dashes.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of tuple
        Starts and ends.
    """
    gaps = [m.span() for m in _TORN.finditer(text)]
    if _MARKED.search(text):
        for m in _APART.finditer(text):
            parts = re.split(r"[^0-9xX]+", m[0])
            # Three amounts after one another have round ends; what is a number begins one of its groups with 0, or is called one.
            listed = any(c in ",，、" for c in m[0])
            if (any(part.startswith("0") for part in parts[1:]) and not listed) or _CALLS.search(
                text, max(0, m.start() - 12), m.start()
            ):
                gaps += [m.span(group) for group in m.re.groupindex if m[group]]
        gaps = _apart(gaps)
    return gaps


def _apart(gaps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return gaps in order, of those that overlap the first."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(gaps):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
