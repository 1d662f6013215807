"""Who in a narrative is the victim."""

from __future__ import annotations

import re

_OTHER_SIDE = re.compile(
    r"(?:对方|自称|嫌疑人|嫌犯|犯罪|骗子|男友|女友|客服|主播|博主|导师|自报|相亲|称其是|冒充|假冒|"
    r"认识了?(?:了)?(?:一|个|名|位)|结识|网友|网名|一(?:名|个|位)(?!受害|女事主|男事主)|有个|(?:女|"
    r"男)的(?:说|叫|打)|化名|昵称|派来)"
    r"[^，。；,;）)]{0,10}$"
)
_VICTIM = re.compile(
    r"受害人|被害人|事主|报警人|报案人|报案者|来电人|来电者|求助人|当事人|群众|居民|村民|市民|本人|"
    r"我今年|失主|苦主|报：|反映|客户|商户|店主|街坊|机主"
)


def standing(text: str, start: int) -> int:
    """Rate how likely a person described at `start` is the victim: 2 told so, 0 unknown, -2 the other side."""
    before = text[max(0, start - 24) : start]
    if _OTHER_SIDE.search(before):
        return -2
    return 2 if _VICTIM.search(before) else 0
