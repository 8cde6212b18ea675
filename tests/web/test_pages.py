"""Every page answers, says from when and up to when it speaks, and explains what is wrong."""

import html
import re
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from audit.office import Office
from audit.proof import Proof
from audit.tree import leaf_hash
from projections.overdue import State
from projections.standing import Kind
from tests.web import world
from tests.web.site import Site

PAGES = (
    "/", "/cases", "/overdue", "/overdue?kind=card&state=any", "/proof", "/cases/case-paused",
    "/cases/case-corrected", "/cases/case-hostile", "/cases/case-voided", "/cases/case-backdated",
)  # fmt: skip


def text(page: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_with_its_log_and_its_times(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    words = text(answer.text)
    assert [w for w in ("台账 430903", "截至", "按当时所知", "模拟数据") if w not in words] == []


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/?as_of=x"])
def test_every_answer_forbids_what_comes_from_elsewhere(client: TestClient, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_no_page_carries_style_script_or_a_foreign_address(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)


@pytest.mark.parametrize(
    "path", ["/cases", "/cases/case-hostile", "/overdue", "/cases?q=<script>alert(1)"]
)
def test_hostile_text_is_shown_and_never_run(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert "<script>alert" not in page


def test_the_hostile_item_is_shown_as_it_was_written(client: TestClient) -> None:
    assert world.HOSTILE in html.unescape(client.get("/cases/case-hostile").text)


def test_personal_data_is_shown_as_sealed(client: TestClient) -> None:
    page = text(client.get("/cases/case-paused").text)
    assert "〔密封〕" in page
    assert "李四" not in page


def test_a_figure_of_the_overview_counts_the_rows_of_its_list(client: TestClient) -> None:
    page = client.get("/").text
    page = page[page.index('class="figures"') : page.index('id="signs"')]
    figures = re.findall(r'<li(?: class="bad")?><a href="([^"]+)">(.*?)</a></li>', page, re.S)
    assert len(figures) == 5
    for path, words in figures:
        number = re.search(r"([\d,]+) [件项]", text(words))
        assert number
        listed = text(client.get(html.unescape(path)).text)
        found = re.search(r"共 ([\d,]+) 条", listed)
        assert (found[1] if found else "0") == number[1]


def test_law_and_card_never_share_a_column(filled: Site, client: TestClient) -> None:
    legal = text(client.get("/overdue?state=any").text)
    card = text(client.get("/overdue?state=any&kind=card").text)
    assert "超承诺时限" in legal
    assert "红牌" in card
    assert "超法定时限" not in card
    late = filled.services.views.overdue(kind=Kind.LEGAL, state=State.ANY)
    assert f"共 {late.total} 条" in legal


def test_the_calendar_counts_the_days_that_the_clock_counted(client: TestClient) -> None:
    page = client.get("/cases/case-paused").text
    first = page[page.index('class="months"') : page.index("cal-key")]
    numbers = [int(n) for n in re.findall(r'class="n"[^>]*>(\d+)<', first)]
    assert numbers == list(range(1, 31))
    assert len(re.findall(r'<span class="hidden-word">[^<]*不计入期限（专家评审）', first)) == 15
    assert "期限届满之日" in first


def test_make_up_days_and_holidays_are_marked(client: TestClient) -> None:
    page = client.get("/cases/case-hostile").text
    assert re.search(r'datetime="2016-10-08".*?>班<', page)
    assert re.search(r'datetime="2016-10-03".*?>休<', page)


def test_a_correction_shows_what_it_replaced(client: TestClient) -> None:
    page = text(client.get("/cases/case-corrected").text)
    assert "2016年10月8日 16:00" in page
    assert "更正" in page
    assert "决定日期登记错误" in page
    assert "2016年9月29日 16:00 作出决定" in page


def test_what_was_recorded_later_says_so(client: TestClient) -> None:
    page = text(client.get("/cases/case-backdated").text)
    assert "2016年9月20日 09:05；2016年10月10日 11:00 入账" in page


def test_a_page_speaks_of_the_time_it_is_asked_for(client: TestClient) -> None:
    page = text(client.get("/cases/case-paused?as_of=2016-09-25T12:00").text)
    assert "截至 2016年9月25日 12:00" in page
    assert "停止计时 告知书编号" not in page
    assert "还有" in page


def test_a_page_knows_only_what_was_recorded_by_then(client: TestClient) -> None:
    late = "/cases/case-backdated?known_at=2016-10-01T12:00"
    assert client.get(late).status_code == 404
    assert "回到现在" in client.get(late).text
    before = text(client.get("/cases/case-corrected?known_at=2016-10-01T12:00").text)
    assert "准予" in before
    assert "决定日期登记错误" not in before


def test_links_and_forms_keep_the_times(client: TestClient) -> None:
    page = client.get("/cases?as_of=2016-10-20T12:00").text
    assert "as_of=2016-10-20T12%3A00" in page
    assert '<input type="hidden" name="as_of" value="2016-10-20T12:00">' in page


@pytest.mark.parametrize(
    ("query", "field"), [("as_of=yesterday", "as_of"), ("known_at=99999999", "known_at")]
)
def test_a_time_that_cannot_be_read_keeps_what_was_typed(
    client: TestClient, query: str, field: str
) -> None:
    answer = client.get(f"/cases?{query}")
    assert answer.status_code == 400
    assert f'id="{field}-fault"' in answer.text
    assert f'value="{query.partition("=")[2]}"' in answer.text


@pytest.mark.parametrize(
    "path",
    ["/cases?listed=x", "/cases?page=0", "/cases?page=x", "/cases?unit=%00", "/overdue?kind=x"],
)
def test_a_query_that_is_none_is_refused_with_a_way_out(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert 'href="/cases"' in answer.text


@pytest.mark.parametrize(
    "path", ["/cases/none", "/cases/%00", "/nowhere", "/proof/0", "/proof/x", "/proof/99999999"]
)
def test_what_is_not_there_is_a_page_with_a_next_step(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "回到总览" in answer.text


def test_search_finds_a_case_by_part_of_its_number_its_item_or_its_unit(
    client: TestClient,
) -> None:
    for words in ("00901", "道路运输", "区交通"):
        assert "case-paused" in client.get("/cases", params={"q": words}).text
    assert "case-paused" not in client.get("/cases?q=%25").text


def test_filters_narrow_the_list(client: TestClient) -> None:
    page = client.get("/cases?status=voided").text
    assert "case-voided" in page
    assert "case-paused" not in page


def test_an_empty_log_says_what_to_do_next(empty: Site) -> None:
    reader = TestClient(empty.app)
    assert "mingcha import" in reader.get("/").text
    for path in ("/cases", "/overdue", "/proof"):
        assert reader.get(path).status_code == 200


def test_a_proof_is_a_file_that_anyone_can_check(filled: Site, client: TestClient) -> None:
    entry = filled.ledger.reader.stream("case-paused")[0]
    answer = client.get(f"/proof/{entry.position}")
    assert answer.headers["content-type"].startswith("text/plain")
    assert f"430903-{entry.position}.tlog-proof" in answer.headers["content-disposition"]
    office: Office = filled.services.office
    head = Proof.parse(answer.content).verify(leaf_hash(entry.bytes), [office.key()])
    assert head.size == filled.ledger.reader.head().size


def test_a_refused_signature_is_an_alarm_on_the_overview(filled: Site, client: TestClient) -> None:
    filled.services.office.seal()
    refused = filled.services.office.published.parent / "refused"
    refused.write_text("the log is shorter than its last signed head")
    try:
        assert 'role="alert"' in client.get("/").text
        assert "shorter" in client.get("/proof").text
    finally:
        refused.unlink()


def test_static_files_may_be_kept_for_ever_pages_not(client: TestClient) -> None:
    page = client.get("/")
    sheet = re.search(r'href="(/static/mingcha.css\?v=[0-9a-f]+)"', page.text)
    assert sheet
    assert "immutable" in client.get(sheet[1]).headers["cache-control"]
    assert page.headers["cache-control"] == "no-cache"


def test_the_present_of_a_simulated_log_is_its_last_entry(client: TestClient) -> None:
    shown = datetime.now(UTC)
    assert f"{shown.year}年" not in text(client.get("/").text)


def test_programs_are_answered_as_programs(client: TestClient) -> None:
    answer = client.get("/v1/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
