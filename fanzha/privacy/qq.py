"""QQ numbers and groups: told by the word before them, as they have no form of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.privacy.span import NOT_AMOUNT
from fanzha.text.scan import Scan

_LINK = r"(?:[号码號碼昵称暱稱名账帐賬帳户群主聊客服好友联系聯繫是为為係系:\s：“”\"'()（）【】\[,，]{0,8})"
_LINK += r"(?:“[^”\n]{1,10}”[（(]?)?"


class QQ:
    """Five to eleven digits after QQ (also 扣扣, 企鹅, Q群, 加Q)."""

    kind = "QQ"
    _pattern = Scan(
        FAMILY,
        rf"(?:q ?q|q群|扣扣|抠抠|球球|秋秋|寇寇|蔻蔻|叩叩|企俄|(?<![a-z0-9])q(?= ?[1-9][0-9]{{5}})|扣号|企鹅|企鵝|群号码?|群號|[加+]\s?q|(?<![a-z0-9])q(?=[:：]))(?:邮箱|空间)?{_LINK}"
        rf"(?P<id>[1-9](?:[ \-]?[0-9*xX]){{4,10}})(?![0-9*@a-z]|年|月|[:：][0-9]){NOT_AMOUNT}",
        flags=re.IGNORECASE,
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._pattern.finditer(text):
            yield match.span("id")
