"""Vehicle plates of mainland China."""

from __future__ import annotations

from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.text.scan import Scan

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼黔滇陇滬遼魯蘇贛陝閩貴瓊雲寧蒙粵"


class Plate:
    """Province, letter, five places, or six for new-energy vehicles (GA 36-2018); special endings such as 警, 挂."""

    kind = "车牌"
    _pattern = Scan(
        FAMILY,
        rf"[{_PROVINCE}][·. ]?[A-Z][·.\-• ]?(?:"
        r"(?:[A-HJK*][A-HJ-NP-Z0-9*][0-9*]{4}|[0-9*]{5}[A-HJK*])"  # new-energy: cars, then lorries and buses
        r"|(?=(?:[A-HJ-NP-Z]{0,3}[0-9*]){2})[A-HJ-NP-Z0-9*]{5}"
        r"|(?=[A-HJ-NP-Z]{0,2}[0-9*])[A-HJ-NP-Z0-9*]{4}[警学學港澳挂掛])(?![A-Za-z0-9])"
        # In lower case only with four figures in a row, so that 云app2024 stays.
        rf"|[{_PROVINCE}][a-z][·.\-• ]?[a-hj-np-z]?[0-9]{{4,5}}[a-hj-np-z]?"
        r"(?<=[a-z·.\-• 0-9]{6})(?![A-Za-z0-9])",
    )

    # Cut short or followed by letters of another word; plates of Hong Kong, Macao, Taiwan after a word for one.
    # A dot says enough, whatever the province is taken for.
    _dotted = Scan(
        FAMILY,
        r"[一-鿿][A-Z\u0370-\u03ff\u2160-\u216b∑][·•](?=(?:[A-Z]{0,3}[0-9*]){3})(?=[0-9*]{0,6}[A-Z])[A-Z0-9*]{5,6}(?![A-Za-z0-9])"
        rf"|[{_PROVINCE}][A-Z][·.•][A-HJ-NP-Z0-9*]{{3,6}}",
    )
    _told = Scan(
        FAMILY,
        r"(?:车牌|车号|牌照|号牌|机车|摩托车?|轿车|汽车|面包车|货车|座驾|电动车|三轮车|的车)(?:号码?|牌)?[是为:：“ ]{0,3}"
        r"(?P<id>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼黔滇陇][A-Z][A-Z0-9]{3,6}|[一-鿿][A-Z][A-Z0-9]{5,6}|[A-Z]{2,3}-?[0-9]{2}-?[0-9]{2}|[A-Z]{2} ?[0-9]{3,4}|[0-9]{3,4}-[A-Z]{2,3})(?![A-Za-z0-9])",
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for scan in (self._pattern, self._dotted):
            for match in scan.finditer(text):
                yield match.span()
        for match in self._told.finditer(text):
            yield match.span("id")
