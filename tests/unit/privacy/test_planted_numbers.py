"""Numbers of every kind in every spelling, planted in plain sentences: each letter and figure of them must go. All are invented."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product

import pytest

from fanzha.privacy import deidentify, redact

_CHINESE, _FORMAL, _ALOUD = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "洞幺二三四五六拐八勾"
_FULL, _CIRCLED = "０１２３４５６７８９", "⓪①②③④⑤⑥⑦⑧⑨"
_PLAIN_BEFORE = ("", "他用", "，", "（", "后来", "：“", "发来", "。\n", "请记下", " ", "【")
_PLAIN_AFTER = ("", "，", "。", "）说", "”", "的人", "这个", "\n下午", " 谢谢", "、另有", "】", "；", "打来", "加我")


def _digits(rng: random.Random, size: int, first: str = "") -> str:
    return first + "".join(rng.choice("0123456789") for _ in range(size - len(first)))


def _groups(number: str, *sizes: int) -> list[str]:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return parts


def _in(number: str, way: str) -> str:
    return "".join(way[int(c)] if c.isdigit() else c for c in number)


def _mobile(rng: random.Random) -> list[str]:
    number = _digits(rng, 11, f"1{rng.choice('3456789')}")
    a, b, c = _groups(number, 3, 4, 4)
    joined = [
        gap.join((a, b, c))
        for gap in (" ", "-", ".", "\n", "·", "—", "_", "/", "~", "  ", " - ", "-\n", "\t", "•", "　")
    ]
    ways = [_in(number, way) for way in (_CHINESE, _FORMAL, _ALOUD, _FULL, _CIRCLED)]
    ways += [_in(f"{a} {b} {c}", way) for way in (_CHINESE, _ALOUD, _FULL)] + [
        _in(f"{a}-{b}-{c}", _FULL),
        a + _in(b + c, _CHINESE),
    ]
    lands = [
        f"{land}{number}" for land in ("+86", "0086", "86", "+86 ", "0086-", "86-", "(+86)", "（86）", "+86-", "＋86")
    ]
    return [number, *joined, *ways, *lands, f"({a}){b}{c}", f"{a}（{b}）{c}", f"{a}-{b}{c}", f"{number[:7]} {c}", " ".join(number), "-".join(number), "\u200b".join((a, b, c)), f"+86 {a} {b} {c}",
            f"{a}****{c}", f"{a}xxxx{c}", f"{a[:1]}{a[1:]}{b} {c[:2]} {c[2:]}", f"{_in(a, _ALOUD)}、{_in(b, _ALOUD)}、{_in(c, _ALOUD)}", f"{_in(a, _CHINESE)}，{_in(b, _CHINESE)}，{_in(c, _CHINESE)}"]  # fmt: skip


def _landline(rng: random.Random) -> list[str]:
    area, local = (
        rng.choice(("010", "021", "0571", "0755", "0971", "0898")),
        _digits(rng, 8, rng.choice(("2", "3", "5", "6", "8", "0000"))),
    )
    call = _digits(rng, 7)
    abroad = [f"+852 {local[:4]} {local[4:]}", f"(852) {local[:4]} {local[4:]}", f"00852-{local}", f"+852{local}", "+1 (415) 555-0123", "+1-415-555-0123",
           "+44 20 7946 0958", "+886 912 000 123", "+60 12-345 6789", "+853 6200 0123", "(+44) 7911 000123", "1069 0000 1234 56", "10690000123"]  # fmt: skip
    own = [f"{area}-{local}", f"({area}){local}", f"（{area}）{local}", f"{area} {local}", f"{area}{local}", f"{area}-{local[:4]}-{local[4:]}", f"{area} {local[:4]} {local[4:]}", f"{area}-{local}-8001", f"{area}-{local}转8001",
           _in(f"{area}-{local}", _FULL), _in(area + local, _CHINESE), f"400-{call[:3]}-{call[3:]}", f"400{call}", f"400 {call[:3]} {call[3:]}", f"400-{call[:4]}-{call[4:]}", f"+86 {area[1:]} {local}", f"+86-{area[1:]}-{local}", f"86-{area[1:]}-{local}"]  # fmt: skip
    return own + abroad


def _resident(rng: random.Random) -> list[str]:
    place, day, rest = (
        _digits(rng, 6, rng.choice(("33", "44", "51"))),
        f"19{rng.randint(50, 99)}{rng.randint(10, 12)}{rng.randint(10, 28)}",
        _digits(rng, 4),
    )
    number = place + day + rest
    joined = [gap.join((place, day, rest)) for gap in (" ", "-", "\n", ".", "  ")]
    return [number, number[:17] + "X", number[:17] + "x", *joined, _in(number, _FULL), _in(number, _CHINESE), f"{place}********{rest}", f"{number[:14]}****", f"{number[:6]} {number[6:10]} {number[10:14]} {rest}"]  # fmt: skip


def _card(rng: random.Random) -> list[str]:
    number = _digits(rng, rng.choice((16, 19)), rng.choice(("62", "6217", "6222", "60")))
    fours = [number[i : i + 4] for i in range(0, len(number), 4)]
    return [number, *(gap.join(fours) for gap in (" ", "-", "\n", ".", "  ", "　")), _in(number, _FULL), _in(" ".join(fours), _FULL), _in(number, _CHINESE),
           f"{number[:6]} {number[6:]}", f"{number[:8]}\n{number[8:]}", f"{fours[0]}****{number[-4:]}", f"{fours[0]} **** **** {number[-4:]}"]  # fmt: skip


def _name(rng: random.Random) -> str:
    stem = rng.choice(("lipei", "zhuli_xm", "xiaoli", "kefu", "abc", "yangguang", "Lin", "mm", "zhang", "dream"))
    return (
        stem
        + rng.choice(("_", "-", "", ""))
        + _digits(rng, rng.choice((2, 3, 4, 6)))
        + rng.choice(("", "kf", "_a", ""))
    )


def _after(
    words: tuple[str, ...], values: Callable[[random.Random], list[str]]
) -> Callable[[random.Random], list[str]]:
    return lambda rng: [f"{word}\0{value}" for word, value in product(words, values(rng))]


def _wechat(rng: random.Random) -> list[str]:
    return [name if len(name) > 5 else f"{name}_889" for name in (_name(rng) for _ in range(6))] + ["lin.da88", "wxid_" + _digits(rng, 10), "zhaoxiaojie", _digits(rng, 9), "Aa1234567", "13a_bcd"]  # fmt: skip


def _qq(rng: random.Random) -> list[str]:
    number = _digits(rng, rng.choice((6, 8, 9, 10)), rng.choice("123456789"))
    return [
        number,
        _in(number, _FULL),
        f"{number[:3]} {number[3:]}",
        f"{number[:3]}-{number[3:]}",
        _in(number, _CHINESE) if len(number) > 6 else number,
    ]


def _codes(rng: random.Random) -> list[str]:
    return [_digits(rng, 8, "7"), _digits(rng, 12, "9"), f"JD{_digits(rng, 11)}", f"HTX-0000-{_digits(rng, 4)}", f"M{_digits(rng, 7)}", f"SF{_digits(rng, 13)}",
           f"{_digits(rng, 4, '2')}-{_digits(rng, 4, '3')}-{_digits(rng, 4, '5')}", _digits(rng, 20, "20260511"), f"YD{_digits(rng, 6)}AX"]  # fmt: skip


def _passports(rng: random.Random) -> list[str]:
    return [f"E{_digits(rng, 8)}", f"EA{_digits(rng, 7)}", f"P{_digits(rng, 7)}X", f"G{_digits(rng, 8)}", f"C{_digits(rng, 8)}", f"H{_digits(rng, 8)}",
           f"M{_digits(rng, 10)}", _digits(rng, 8, "0"), _digits(rng, 9, "5"), f"A{_digits(rng, 6)}({rng.randint(0, 9)})", f"K{_digits(rng, 7)}A", "C00X0001T", "1234567(8)", f"AB {_digits(rng, 7)}"]  # fmt: skip


def _emails(rng: random.Random) -> list[str]:
    name = _name(rng)
    return [f"{name}@mail.example", f"{name}@163.test", "a.b+c@mail.corp.example", f"{name}＠mail.test", f"{name}@qq.example.cn", f"{name}(at)mail.test",
           f"{name} @ mail.test", f"{name}@mail．test", "ab***@mail.invalid", f"{_digits(rng, 9, '2')}@qq.test", f"{name}#mail.test".replace("#", "@"),
           f"{name}@my-firm.technology", f"{name}[at]mail.test"]  # fmt: skip


def _urls(rng: random.Random) -> list[str]:
    stem = rng.choice(("pay-ok", "kuaidi66", "hk-bank", "a1b2", "shop.vip"))
    return [f"https://{stem}.example/a?b=1&c=2", f"http://{stem}.test", f"www.{stem}.example", f"{stem}.invalid/xy", f"{stem}.test", f"{stem}.top", f"{stem}.xyz:8080/a",
           f"hxxps://{stem}[.]example/x", f"{stem}点com", f"{stem}。com", f"{stem}[.]com", f"t.{stem}.example/AbC12", "t.cn/A6abcd", "dwz.example/7Hs2",
           f"m.{stem}.example.com/#/login", "203.0.113.7:8080/x", "http://203.0.113.7/a", f"HTTPS://{stem.upper()}.EXAMPLE/A", f"{stem}.example", f"https：//{stem}.example",
           f"xn--fiq228c.{stem}.example", f"{stem} . com", f"{stem}.link/ab", f"{stem}.icu", f"{stem}.example）".rstrip("）")]  # fmt: skip


def _plates(rng: random.Random) -> list[str]:
    five = rng.choice("ABCDE") + _digits(rng, 4)
    number = _digits(rng, 5)
    return [f"湘O{number}", f"湘O·{number}", f"湘O {number}", f"湘O-{number}", f"川N·B{number[:4]}", f"粤O·{five}", f"粤OD{number}", f"粤O·D{number}", f"粤O D{number}",
           f"津X·T{number[:4]}", f"鲁O{number[:2]}A{number[2:4]}", f"粤O{number}D", f"湘o{number}", f"湘Ｏ{_in(number, _FULL)}", f"苏O{number[:4]}挂", f"浙O{number[:4]}警",
           f"粤Z{number[:4]}港", f"粤O.{five}", f"粤O•{five}", f"湘O F{number}", f"湘·O{number}", f"湘 O{number}"]  # fmt: skip


def _wallets(rng: random.Random) -> list[str]:
    rest = "".join(rng.choice("0123456789abcdef") for _ in range(40))
    return [f"0x{rest}", f"0x{rest[:4]}…{rest[-4:]}", f"0x{rest[:6]}...{rest[-4:]}", "T" + "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz123456789") for _ in range(33)), f"bc1q{rest[:38]}", f"7nYB{rest[:20]}Kq{rest[20:38]}"]  # fmt: skip


_WECHAT_WORDS = ("微信", "微信号", "微信号：", "微信：", "微信号是", "加微信", "加v", "加V：", "+V ", "V：", "vx", "vx:", "VX号", "wx", "wx：", "WX号是",
           "v信", "V信：", "薇：", "薇信", "威信", "加薇", "加我微", "绿泡泡", "绿泡泡：", "微❤：", "WeChat ID: ", "微信ID：", "企业微信号", "卫星号", "徽信",
           "微xin：")  # fmt: skip
_QQ_WORDS = ("QQ", "QQ：", "qq号", "QQ号是", "加QQ", "加Q", "Q：", "扣扣", "扣扣号", "扣扣：", "企鹅", "企鹅号", "企鹅号：", "QQ群", "Q群", "群号", "群号：", "球球", "蔻蔻", "QQ号码为", "qq ", "ＱＱ", "QQ（")  # fmt: skip
_CODE_WORDS = ("订单号", "订单号：", "订单编号", "运单号", "快递单号", "商户号", "商户编号", "商户", "流水号", "交易单号", "工单", "工单号", "合同编号",
           "保单号", "编号：", "账号", "账号：", "用户名：", "用户ID", "ID：", "UID", "游戏ID", "会员号", "回执编号", "支付宝账号", "案件编号：", "受理号",
           "转账单号")  # fmt: skip
_SHORT_WORDS = ("工号", "警号", "工号：", "警号为", "学号", "坐席号", "工牌号")
_HANDLE_WORDS = ("支付宝账号", "抖音号", "抖音号：", "快手号", "小红书号", "Telegram ", "telegram：", "TG：", "飞机号", "LINE ID：", "line：", "陌陌号",
           "闲鱼账号", "Discord是", "Discord：", "微博：", "Skype：", "纸飞机：", "蝙蝠号", "游戏账号", "用户名", "账号是", "助理号", "客服号：", "她的号是",
           "WhatsApp：", "ins：", "IG：", "钉钉号", "Facebook：", "推特：", "昵称号")  # fmt: skip
_PASSPORT_WORDS = ("护照号", "护照：", "护照号码", "护照", "台胞证", "台胞证号：", "港澳通行证", "通行证号", "回乡证号", "居留证号", "居住证：", "证件号", "证件号码：", "身份证明号", "永居证号")  # fmt: skip
_CARD_WORDS = ("卡号", "银行卡", "卡号：", "银行账号", "账户", "对公账户", "户口", "收款账号：", "折号")


def _handles(rng: random.Random) -> list[str]:
    return [_name(rng) + "_kx", "shadow_kx#0091", _name(rng) + "88", "xiaoli_0093", "lee.88kk"]


def _accounts(rng: random.Random) -> list[str]:
    return ["788-001234-883-00561", "388-1-234567-8", "(808)0123-456-789012", "0081-2345-678901", _digits(rng, 12, "4"), _digits(rng, 17, "4"), _digits(rng, 15, "1"),
           f"{_digits(rng, 4, '3')} {_digits(rng, 4)} {_digits(rng, 4)} {_digits(rng, 3)}", _digits(rng, 20, "8"), _in(_digits(rng, 15, "8"), _FULL)]  # fmt: skip


KINDS = {
    "手机": _mobile,
    "电话": _landline,
    "身份证": _resident,
    "银行卡": _card,
    "钱包": _wallets,
    "网址": _urls,
    "邮箱": _emails,
    "车牌": _plates,
    "微信": _after(_WECHAT_WORDS, _wechat),
    "QQ": _after(_QQ_WORDS, _qq),
    "账号": _after(_CODE_WORDS, _codes),
    "工号": _after(
        _SHORT_WORDS, lambda rng: [_digits(rng, 6), _digits(rng, 4), f"YD{_digits(rng, 4)}", f"A{_digits(rng, 5)}"]
    ),
    "用户": _after(_HANDLE_WORDS, _handles),
    "证件": _after(_PASSPORT_WORDS, _passports),
    "账户": _after(_CARD_WORDS, _accounts),
}


def _left(text: str, start: int, end: int) -> str:
    found = {i for s in deidentify(text).spans for i in range(s.start, s.end)}
    return "".join(text[i] for i in range(start, end) if text[i].isalnum() and i not in found)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_a_number_stays(kind: str) -> None:
    rng = random.Random(f"planted {kind}")
    missed = []
    for _ in range(2):
        for value in KINDS[kind](rng):
            cue, _, number = value.rpartition("\0")
            before, after = rng.choice(_PLAIN_BEFORE), rng.choice(_PLAIN_AFTER)
            text = f"{before}{cue}{number}{after}"
            start = len(before) + len(cue)
            if left := _left(text, start, start + len(number)):
                missed.append((text, left))
    assert missed == []


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("转到62287600100233571946000元", "转到[银行卡]6000元"),
        ("护照72 0491836遗失", "护照[身份证]遗失"),
        ("付给dgz_bag@alipay的", "付给[账号]的"),
        ("他自称J·SMITHS是军官", "他自称J·SMITHS是军官"),
    ],
)
def test_what_stands_close(text: str, redacted: str) -> None:
    assert redact(text) == redacted
