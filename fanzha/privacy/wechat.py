"""WeChat identities, and those of other messengers: told by the word before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.privacy.family import FAMILY
from fanzha.privacy.span import BARRIER, NOT_AMOUNT
from fanzha.text.scan import Scan

_APP = (
    r"微信|微心|微xin|围信|威信|薇心|绿泡泡|绿色软件|[加联系+➕](?:我|他|她|你)?[薇葳卫威微](?![博商店波])|[薇微](?=[❤:])|薇信|徽信|葳信|卫星|wechat|weixin|[v➕]信|(?<![a-z])[vw]x|(?<![a-z])weix|[加+➕](?:我|他|她|你|个|一下|了)?\s?v(?![a-z]*ip)|(?<![a-z])v(?=[:：])|"
    r"line ?id|whatsapp|telegram|飞机号?|電報|电报|(?<![a-z])tg"
)
_LINK = r"[号码號碼账帐賬帳户名是为為係系我的他她:\s：“\"'(（【\[,，@❤]{0,8}(?:id[:：\s是]{1,3})?"
# Words that stand where an identity could.
_NO_NAME = (
    r"(?!(?:facebook|whatsapp|telegram|instagram|messenger|wechat|weixin|android|iphone|huawei|xiaomi|alipay|taobao|douyin|"
    r"https?|hxxp|wallet|official|account|number|friend|friends|please|contact|wxid)(?![a-z0-9_]))"
)


class WeChat:
    """An identifier after 微信, 威信, wx, vx, v信 or weixin, and any that begins with ``wxid_``."""

    kind = "微信"
    _pattern = Scan(
        FAMILY,
        r"(?<![a-z0-9_])(?P<own>wxid_[a-z0-9]{6,20})"
        rf"|(?:{_APP}){_LINK}{_NO_NAME}(?P<id>"
        rf"[a-z][a-z0-9_\-*]{{5,19}}(?![a-z0-9_@]|\.[a-z0-9])"
        rf"|(?=[a-z]{{1,15}}[0-9_\-])[a-z][a-z0-9_\-]{{3,19}}(?![a-z0-9_@]|\.[a-z0-9])|[a-z][a-z0-9_\-]{{1,14}}\.[a-z0-9_]{{2,12}}(?![a-z0-9_@]|\.[a-z0-9])"
        rf"|[0-9]{{2,8}}[a-z][a-z0-9_]{{3,15}}(?![a-z0-9_@]|\.[a-z0-9])"
        rf"|[0-9][0-9*]{{5,11}}(?![a-z0-9_]|年|[:：][0-9]){NOT_AMOUNT})",
        flags=re.IGNORECASE,
    )

    # Letters with figures a few words behind: 微信好友“客服小美”的号是abc_88.
    _after = Scan(
        FAMILY,
        r"(?:微信|威信|薇信|(?<![a-z])[vw]x|(?<![a-z])wechat)[^a-z0-9\n。；;]{0,14}(?!(?:iphone|ipad|app|vip|ios|wifi|android|h5|pos|atm)[a-z0-9]{0,4}(?![a-z0-9]))"
        r"(?P<id>(?=[a-z]{1,15}[0-9_\-])[a-z][a-z0-9_\-]{4,19})(?![a-z0-9_@]|\.[a-z0-9])",
        flags=re.IGNORECASE,
    )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield starts and ends."""
        for match in self._after.finditer(text):
            if BARRIER not in match[0]:
                yield match.span("id")
        for match in self._pattern.finditer(text):
            yield match.span("id") if match["id"] else match.span("own")
