"""The bulletin in a real browser: on a wide page and on a telephone, with its own font, without a request to anywhere."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "unit" / "bulletin"))

from documents import document

from fanzha.bulletin import render
from fanzha.bulletin.document import Section, Statement

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.web,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; scripts/system.sh installs it"),
    pytest.mark.xdist_group("web"),
]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield made
        made.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1100])
def test_the_page_fits_and_fetches_nothing(browser, tmp_path, language: str, width: int) -> None:
    path = tmp_path / "bulletin.html"
    path.write_bytes(render(document(language), "html"))
    tab = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    tab.evaluate("document.fonts.ready")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate("[...document.fonts].map(f => f.status)") == ["loaded"]
    seen = tab.evaluate(
        "[...document.querySelectorAll('figure svg')].filter(e => e.getBoundingClientRect().width).length"
    )
    assert seen == 1  # the wide drawing or the narrow one
    tab.close()


@pytest.mark.parametrize("width", [360, 500, 800])
def test_long_small_print_wraps(browser, tmp_path, width: int) -> None:
    detail = "q<0.001, also: cluster in space and time (星河街道), alarm of the last week (高新派出所), alarm of the last week (whole district)"
    said = Statement(
        "11 cases in 星河街道 in the last 7 days.", detail, subject="Impersonating a boss, relative or friend"
    )
    path = tmp_path / "bulletin.html"
    sections = (Section("findings", "Findings", "", (said,)),)
    path.write_bytes(render(document("en", sections=sections, appendix=()), "html"))
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto(path.as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate("document.querySelector('.q').getBoundingClientRect().right") <= width - 14
    tab.close()


def test_a_link_opens_the_folded_table_that_it_leads_to(browser, tmp_path) -> None:
    path = tmp_path / "bulletin.html"
    path.write_bytes(render(document(), "html"))
    tab = browser.new_page(viewport={"width": 1100, "height": 900})
    tab.goto(path.as_uri())
    assert not tab.locator("#cases_1").is_visible()
    tab.click("a[href='#cases_1']")
    tab.wait_for_selector("#cases_1", state="visible")
    tab.close()
