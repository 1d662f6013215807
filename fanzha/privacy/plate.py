"""Vehicle plates of mainland China."""

from __future__ import annotations

from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.text.scan import Scan

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼魯蘇贛陝閩貴瓊雲寧蒙粵"


class Plate:
    """Province, letter, five places, or six for new-energy vehicles (GA 36-2018); special endings such as 警, 挂."""

    kind = "车牌"
    _pattern = Scan(
        FAMILY,
        rf"[{_PROVINCE}][A-HJ-NP-Z][·.\-• ]?(?:"
        r"(?:[A-HJK*][A-HJ-NP-Z0-9*][0-9*]{4}|[0-9*]{5}[A-HJK*])"  # new-energy: cars, then lorries and buses
        r"|(?=(?:[A-HJ-NP-Z]{0,3}[0-9*]){2})[A-HJ-NP-Z0-9*]{5}"
        r"|(?=[A-HJ-NP-Z]{0,2}[0-9*])[A-HJ-NP-Z0-9*]{4}[警学學港澳挂掛])(?![A-Za-z0-9])"
        # In lower case only with four figures in a row, so that 云app2024 stays.
        rf"|[{_PROVINCE}][a-hj-np-z][·.\-• ]?[a-hj-np-z]?[0-9]{{4,5}}[a-hj-np-z]?"
        r"(?<=[a-z·.\-• 0-9]{6})(?![A-Za-z0-9])",
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._pattern.finditer(text):
            yield match.span()
