"""The app or site over which a fraud ran."""

from __future__ import annotations

import re

_NAME = r"[A-Za-z0-9\u4e00-\u9fff·\-]{2,16}"
_KIND = "app|软件|平台|网站|应用|客户端|小程序|会议|直播间|商城|网页|交易所"
_PLATFORM = re.compile(
    rf"“(?P<q>{_NAME})”(?:的)?(?:{_KIND}|网)|(?:{_KIND})(?:名为|叫做?|名称?叫|称为|是|：)?“(?P<p>{_NAME})”"
    rf"|(?:下载|登录|注册|打开|使用|安装|下了?|装了?)(?:了)?(?:一个|一款|个|名为|叫做?|所谓的?){{0,2}}“(?P<d>{_NAME})”",
)


def platform(text: str) -> tuple[str, int, int] | None:
    """Return the app or site that the text names in quotation marks, with its span.

    Parameters
    ----------
    text : str
        Readable (`fanzha.facts.reading`).
    """
    match = _PLATFORM.search(text)
    if match is None or match.lastgroup is None:
        return None
    return match[match.lastgroup], match.start(match.lastgroup), match.end(match.lastgroup)
