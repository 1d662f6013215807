"""The duty officer's page in a real browser."""

import shutil
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from fanzha.triage import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.web,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; scripts/system.sh installs it"),
    pytest.mark.xdist_group("web"),
]


@pytest.fixture(scope="module")
def address(toy_bundle) -> Iterator[str]:
    config = uvicorn.Config(create_app(toy_bundle[1]), host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the service did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def page(address):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        tab = browser.new_page(viewport={"width": 1100, "height": 800})
        errors: list[str] = []
        tab.on("pageerror", lambda e: errors.append(str(e)))
        tab.on("console", lambda m: errors.append(m.text) if m.type == "error" and "422" not in m.text else None)
        tab.goto(address)
        yield tab
        browser.close()
        assert errors == []


def test_a_report_gets_its_type_and_highlighted_evidence(page) -> None:
    page.fill("#text", "对方说贷款放款前要先交保证金，电话13900001234 <b>x</b>")
    page.click("#go")
    page.wait_for_selector("#result:not([hidden])")
    assert "虚假贷款" in page.inner_text("#verdict")
    assert page.locator("#top .row").count() == 3
    shown = page.inner_text("#evidence")
    assert "13900001234" not in shown
    assert "<b>x</b>" in shown  # shown as text, never as markup
    assert page.locator("#evidence mark").count() >= 1
    assert page.inner_text("#tip")


def test_a_short_text_says_why_a_person_must_look(page) -> None:
    page.fill("#text", "嗯")
    page.click("#go")
    page.wait_for_selector("#verdict >> text=暂不能定性")
    assert "内容太短" in page.inner_text("#why")
    assert page.locator("#possible .chip").count() == 3
    assert "任何类型都不能排除" in page.inner_text("#range")
    assert "96110" in page.inner_text("#tip")
    assert "未发现" not in page.inner_text("#result")
    assert page.locator(".benign").count() == 0
    # What was said of one text does not stay for the next.
    page.fill("#text", "对方说贷款放款前要先交保证金")
    page.click("#go")
    page.wait_for_selector("#verdict >> text=虚假贷款")
    assert page.is_hidden("#why")
    assert page.inner_text("#range") == ""
    assert "虚假贷款" in page.inner_text("#possible")


def test_keyboard_submits_and_clear_forgets(page) -> None:
    page.fill("#text", "今晚一起吃饭吧我请客")
    page.press("#text", "Control+Enter")
    page.wait_for_selector("#verdict >> text=非诈骗")
    page.click("#clear")
    assert page.input_value("#text") == ""
    assert page.is_hidden("#result")


def test_nothing_pasted_is_said_plainly(page) -> None:
    page.fill("#text", "   ")
    page.click("#go")
    assert "请先粘贴内容" in page.inner_text("#error")


def test_fits_a_narrow_screen(page) -> None:
    page.set_viewport_size({"width": 380, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1100, "height": 800})
