"""A Chinese font that comes with the library, so that charts and pages look the same where no font is installed."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

FAMILY: Final = "Noto Sans SC"
FONTS: Final = (
    f'"{FAMILY}","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",'
    "system-ui,sans-serif"
)
MAX_EMBEDDED: Final = 400 * 1024  # bytes of a font within a page, as base64
_PACKAGE, _FILE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"


@lru_cache(maxsize=1)
def font_file() -> Path | None:
    """Return the file of Noto Sans SC (Google and Adobe, SIL Open Font Licence 1.1); None where its package is missing."""
    spec = find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    paths = [Path(folder) / _FILE for folder in folders or ()]
    return next((path for path in paths if path.is_file()), None)


@lru_cache(maxsize=1)
def register() -> None:
    """Let charts find the font; once a process is enough."""
    import vl_convert

    found = font_file()
    if found is not None:
        vl_convert.register_font_directory(str(found.parent))


@lru_cache(maxsize=8)
def subset(characters: str) -> bytes:
    """Return the font with some characters only, as WOFF2; the same characters give the same bytes.

    Parameters
    ----------
    characters : str
        Those that the font lacks are passed over.

    Returns
    -------
    bytes
        Empty where the font's package is missing.
    """
    path = font_file()
    if path is None:
        return b""
    from fontTools import subset as subsetter
    from fontTools.ttLib import TTFont

    options = subsetter.Options(
        flavor="woff2", hinting=False, desubroutinize=True, notdef_outline=True, layout_features=["kern", "palt", "locl"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], name_languages=[0x409], recalc_timestamp=False, ignore_missing_glyphs=True,
    )  # fmt: skip
    with TTFont(path, lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        chosen = subsetter.Subsetter(options)
        chosen.populate(unicodes=sorted(set(map(ord, characters))))
        chosen.subset(font)
        font.flavor = "woff2"
        out = io.BytesIO()
        font.save(out, reorderTables=False)
    return out.getvalue()


def font_face(text: str) -> str:
    """Return a rule that embeds what a page needs of the font, or nothing where that would be too much.

    Parameters
    ----------
    text : str
        All text of the page.
    """
    characters = "".join(sorted({c for c in text if c.isprintable()}))
    encoded = base64.b64encode(subset(characters)).decode("ascii")
    if not encoded or len(encoded) > MAX_EMBEDDED:
        return ""
    return (
        f'@font-face{{font-family:"{FAMILY}";font-style:normal;font-weight:400;'
        f'src:url("data:font/woff2;base64,{encoded}") format("woff2")}}'
    )
