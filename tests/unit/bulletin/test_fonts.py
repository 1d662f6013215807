"""Chinese is drawn with the font that comes along, also where no font is installed."""

import base64
import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fanzha.bulletin import fonts

CODE = """
import hashlib
from fanzha.bulletin import charts
for name in ("刷单返利", "虚假贷款"):
    made = charts.bars([name], [7], ["7"], title="图", caption="", axis="件数")
    print(hashlib.sha256(made.png()).hexdigest(), hashlib.sha256(made.wide.encode()).hexdigest())
"""


def drawn(**environment: str) -> list[list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    return [line.split() for line in done.stdout.splitlines()]


def test_a_chart_is_the_same_where_no_font_is_installed(tmp_path: Path) -> None:
    nothing = tmp_path / "fonts.conf"
    nothing.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>',
        encoding="utf-8",
    )
    bare = drawn(FONTCONFIG_FILE=str(nothing), HOME=str(tmp_path))
    assert bare == drawn()
    # Boxes in place of characters would make the two names look alike.
    assert bare[0][0] != bare[1][0]


def test_a_page_brings_what_it_says_and_no_more() -> None:
    from fontTools.ttLib import TTFont

    rule = fonts.font_face("刷单返利 abc 123 ☃\n")
    content = base64.b64decode(re.search(r"base64,([^\"]+)\"", rule)[1])
    with TTFont(io.BytesIO(content)) as font:
        there = {chr(code) for code in font.getBestCmap()}
        assert font["name"].getDebugName(13)  # its licence stays with it
    assert set("刷单返利abc123") <= there
    assert "贷" not in there
    assert len(there) < 30
    assert hashlib.sha256(fonts.subset("abc")).digest() == hashlib.sha256(fonts.subset.__wrapped__("abc")).digest()


def test_a_font_that_would_be_too_large_stays_out() -> None:
    everything = "".join(map(chr, range(0x4E00, 0x4E00 + 2500)))
    assert fonts.font_face(everything) == ""


def test_without_the_package_pages_use_the_fonts_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_PACKAGE", "no_such_fonts")
    fonts.font_file.cache_clear()
    try:
        assert fonts.font_file() is None
        assert fonts.font_face("别的字") == ""
        assert "Microsoft YaHei" in fonts.FONTS
    finally:
        fonts.font_file.cache_clear()
        fonts.subset.cache_clear()
