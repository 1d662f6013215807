"""QQ and WeChat identities: told by the word before them, as they have no form of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINK = r"[\s:：是为為“\"'(（【\[,，]{0,4}"


class QQ:
    """Five to eleven digits after QQ (also 扣扣, 企鹅, q群)."""

    kind = "QQ"
    _pattern = re.compile(
        rf"(?:qq|q群|扣扣|企鹅|企鵝|[加+]\s?q)(?:群|号码|号|號碼|號|群号|客服)?{_LINK}"
        r"(?P<id>[1-9](?:[ \-\u200b]?[0-9*]){4,10})"
        r"(?![0-9])",
        re.IGNORECASE,
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._pattern.finditer(text):
            yield match.span("id")


class WeChat:
    """An identifier after 微信, 威信, 薇信, wx, vx, v信 or weixin, and any that begins with ``wxid_``."""

    kind = "微信"
    _pattern = re.compile(
        r"(?P<own>wxid_[a-z0-9]{6,20})|(?:微信|威信|薇信|徽信|卫星|wechat|weixin|v信|[vw]x|➕v|加v|\+v|line ?id|whatsapp|telegram|飞机|电报|tg)"
        rf"(?:号码|号|號碼|號|账号|帳號|id|客服)?{_LINK}(?P<id>[a-z][a-z0-9_\-]{{5,19}}|[0-9][0-9*]{{5,11}})(?![a-z0-9_])",
        re.IGNORECASE,
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._pattern.finditer(text):
            yield match.span("id") if match["id"] else match.span("own")
