"""The pages as people see them: on a phone and on a desk, without another host, on paper."""

import pytest
from playwright.sync_api import Browser, Page

PATHS = (
    "/", "/cases", "/overdue", "/overdue?kind=card&state=any", "/proof", "/cases/case-paused",
    "/cases/case-hostile", "/cases/case-corrected", "/cases/case-office", "/double-track",
    "/double-track?decision=undetermined", "/registers", "/entry", "/timeliness", "/records",
    "/disclosure", "/documents", "/documents/disclosure-notice", "/rules", "/rules/DATA_GAP",
    "/entries/80", "/today", "/cards",
)  # fmt: skip

CONTRAST = """
() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const f = (v) =>
      v <= 10 ? v / 255 / 12.92 : Math.pow((v / 255 + 0.055) / 1.055, 2.4);
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    const words = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const box = e.getBoundingClientRect();
    if (!words || box.width < 2 || box.height < 2) continue;
    const style = getComputedStyle(e);
    if (style.visibility === "hidden" || style.display === "none") continue;
    const a = light(parse(style.color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const said = e.textContent.trim().slice(0, 20);
    if (ratio < 4.5) poor.push(`${e.className} ${said} ${ratio.toFixed(2)}`);
  }
  return poor;
}
"""
UNNAMED = """
() => [...document.querySelectorAll(
    "a, button, input:not([type=hidden]), select, summary, svg[role=img]")]
  .filter((e) => !(e.textContent.trim() || e.getAttribute("aria-label") ||
                   (e.labels && e.labels.length)))
  .map((e) => e.outerHTML.slice(0, 120))
"""
SMALL = """
() => [...document.querySelectorAll("nav.side a, .btn, .form-select, .form-control, .tabs a")]
  .filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < 38)
  .map((e) => e.outerHTML.slice(0, 120))
"""


@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways_text_stands_out_and_controls_have_names(
    page: Page, address: str, path: str
) -> None:
    page.goto(address + path)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(SMALL) == []
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_a_reader_goes_from_the_overview_to_a_proof(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="超期未办结").click()
    page.wait_for_url("**/overdue?**")
    page.locator("details.why summary").first.click()
    assert "截至" in page.locator("details.why[open] p").inner_text()
    page.locator(".data.cards tbody th a").first.click()
    page.wait_for_url("**/cases/**")
    with page.expect_download() as taken:
        page.get_by_role("link", name="取证明").first.click()
    assert taken.value.suggested_filename.endswith(".tlog-proof")
    page.go_back()
    assert page.get_by_role("navigation", name="主导航").get_by_role("link").count() >= 4


def test_the_calendar_fills_counted_days_and_hatches_the_others(page: Page, address: str) -> None:
    page.goto(f"{address}/cases/case-paused")
    shown = page.locator(".months").first
    filled = shown.locator("td.counted").first
    assert shown.locator("td.counted").count() == 30
    assert shown.locator("td.due").count() == 1
    colour = "e => getComputedStyle(e).backgroundColor"
    assert filled.evaluate(colour) != shown.locator("td.off").first.evaluate(colour)
    image = "e => getComputedStyle(e).backgroundImage"
    assert "gradient" in shown.locator("td.excluded").first.evaluate(image)


def test_the_times_are_changed_in_the_bar_and_kept_by_links(page: Page, address: str) -> None:
    page.goto(f"{address}/cases")
    page.locator("details.when summary").click()
    page.get_by_label("截至（业务时间）").fill("2016-10-01T12:00")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**as_of=2016-10-01T12**")
    assert "2016年10月1日 12:00" in page.locator("details.when summary").inner_text()
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="超期").click()
    page.wait_for_url("**/overdue?as_of=2016-10-01T12**")


def test_the_keyboard_reaches_the_content_first(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_on_a_phone_the_tasks_are_a_bar_below(page: Page, address: str) -> None:
    page.goto(address)
    size = page.viewport_size
    box = page.get_by_role("navigation", name="主导航").bounding_box()
    assert size
    assert box
    below = box["y"] > size["height"] / 2
    assert below == (size["width"] < 992)


def test_on_a_phone_the_other_tasks_stand_behind_more(page: Page, address: str) -> None:
    page.goto(address)
    tasks = page.get_by_role("navigation", name="主导航")
    if page.viewport_size and page.viewport_size["width"] < 992:
        assert tasks.get_by_role("link", name="规则").count() == 0
        tasks.get_by_text("更多").click()
    tasks.get_by_role("link", name="规则").click()
    page.wait_for_url("**/rules")
    assert page.locator("h1").inner_text() == "检测规则"


def test_a_suspicion_leads_to_its_record_its_case_and_its_rule(page: Page, address: str) -> None:
    page.goto(f"{address}/double-track?code=DT_OFFHALL_INTAKE")
    sign = page.locator(".signs tbody").first
    assert "疑似大厅外受理" in sign.inner_text()
    sign.locator(".why a").first.click()
    page.wait_for_url("**/entries/*")
    page.get_by_role("link", name="WJ2016002").click()
    page.wait_for_url("**/cases/case-office")
    page.locator("#signs ~ ul a.code").first.click()
    page.wait_for_url("**/rules/*")


@pytest.mark.parametrize("path", ["/", "/overdue", "/cases/case-paused", "/double-track"])
def test_pages_work_without_scripts(browser: Browser, address: str, path: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address + path)
        page.locator("details.when summary").click()
        assert page.get_by_role("button", name="查询").is_visible()
        assert page.locator("main").inner_text()


@pytest.mark.parametrize("path", ["/overdue", "/cases/case-paused", "/double-track"])
def test_paper_carries_the_log_and_the_times_and_no_navigation(
    browser: Browser, address: str, path: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + path)
        page.emulate_media(media="print")
        assert page.locator(".side").is_hidden()
        assert "按当时所知" in page.locator(".print-foot").inner_text()
        assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_page_asks_for_few_files_and_little(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        sizes: list[int] = []
        page.on("response", lambda got: sizes.append(len(got.body())))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert len(sizes) <= 6
        assert sum(sizes) < 700_000
