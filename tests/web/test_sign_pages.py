"""The pages of what is suspected: each sign once, as a suspicion, with its events and article."""

import html
import re

import pytest
from fastapi.testclient import TestClient

from domain.detectors import Family
from projections.sign_list import Wanted
from tests.web import misconduct
from tests.web.misconduct import BARE, CODE, DOCUMENT, HALL, ITEM, OFFICE, UNIT
from tests.web.site import Site
from tests.web.test_pages import text
from web.pages.signs import SUBJECTS

PAGES = (
    *(subject.path for subject in SUBJECTS), "/double-track?decision=undetermined", "/registers",
    "/registers?match=dept_only", "/documents", f"/documents/{DOCUMENT}", "/rules",
    "/rules/DT_DUAL_ACCEPT", "/entries/80", "/today", "/cards", f"/cases/{OFFICE}",
)  # fmt: skip


@pytest.fixture
def reader(suspected: Site) -> TestClient:
    """A reader of the log in which a few things went wrong."""
    return TestClient(suspected.app)


def rows(page: str) -> list[str]:
    """What each sign of a table says."""
    table = page[page.index('class="data signs"') :]
    return [text(body) for body in re.findall(r"<tbody>(.*?)</tbody>", table, re.S)]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_signs_answers_with_its_log_and_its_times(
    reader: TestClient, path: str
) -> None:
    answer = reader.get(path)
    assert answer.status_code == 200
    words = text(answer.text)
    assert [w for w in ("台账 430903", "截至", "按当时所知", "模拟数据") if w not in words] == []
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_of_signs_leads_somewhere(reader: TestClient, path: str) -> None:
    page = reader.get(path).text
    links = {html.unescape(found) for found in re.findall(r'href="(/[^"#]*)', page)}
    places = sorted(link for link in links if not link.startswith(("/static/", "/proof/")))
    broken = [link for link in places if reader.get(link).status_code != 200]
    assert places
    assert broken == []


def test_each_suspicion_is_a_row_with_its_object_its_article_and_its_records(
    suspected: Site, reader: TestClient
) -> None:
    page = reader.get("/double-track", params={"unit": UNIT}).text
    found = rows(page)
    signs = suspected.services.views.signs(wanted=Wanted(Family.DOUBLE_TRACK, where={"unit": UNIT}))
    assert len(found) == signs.total >= 4
    assert [row for row in found if "疑似" not in row] == []
    [offhall] = [row for row in found if "DT_OFFHALL_INTAKE" in row]
    assert "疑似大厅外受理" in offhall
    assert "▲" not in offhall  # the shape comes from the style sheet, the word stands there
    assert "红" in offhall
    assert "WJ2016002" in offhall
    assert "2016年10月11日 09:05" in offhall
    assert "本级文件 《赫山区2016年政务公开政务服务工作要点》（十三）" in offhall
    received = suspected.ledger.reader.stream(OFFICE)[0].position
    assert f'href="/entries/{received}"' in page
    assert f'href="/cases/{OFFICE}"' in page


def test_no_page_of_signs_shows_who_the_applicant_is(suspected: Site, reader: TestClient) -> None:
    [row] = suspected.services.views.cases(where={"stream": OFFICE}).rows
    subject = row["subject"]
    assert subject
    for path in ("/double-track", "/registers", f"/cases/{OFFICE}"):
        page = reader.get(path).text
        assert subject not in page
        assert "王五" not in page


def test_the_counts_of_rules_and_decisions_are_those_of_their_lists(reader: TestClient) -> None:
    page = reader.get("/double-track").text
    strip = page[page.index('class="strip"') : page.index("filters no-print")]
    links = re.findall(r'<li><a href="([^"]+)"[^>]*>[^<]*<b>([\d,]+)</b>', strip)
    assert len(links) >= 4
    for path, number in links:
        assert f"共 {number} 条" in text(reader.get(html.unescape(path)).text)


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ({"code": "DT_SHADOW_DECISION"}, "疑似体外循环", "疑似大厅外受理"),
        ({"period": "2016-10"}, "疑似大厅外受理", "2016年9月起"),
        ({"item": "医疗机构"}, "疑似大厅外受理", "食品经营许可"),
        ({"unit": UNIT}, "疑似大厅外受理", "区交通运输局 道路"),
    ],
)
def test_filters_narrow_the_signs(
    reader: TestClient, query: dict[str, str], there: str, gone: str
) -> None:
    found = " ".join(rows(reader.get("/double-track", params=query).text))
    assert there in found
    assert gone not in found


def test_a_rule_on_trial_is_marked(reader: TestClient) -> None:
    found = rows(reader.get("/double-track", params={"code": "DT_DUAL_ACCEPT"}).text)
    assert found
    assert [row for row in found if "试运行" not in row] == []
    rule = text(reader.get("/rules/DT_DUAL_ACCEPT").text)
    assert "试运行" in rule
    assert "赫政办函〔2016〕9号" in rule


def test_what_cannot_be_told_is_no_suspicion_and_says_what_is_missing(
    reader: TestClient, suspected: Site
) -> None:
    views = suspected.services.views
    for subject in SUBJECTS:
        path = f"{subject.path}?decision=undetermined"
        unknown = [
            row
            for row in views.signs(wanted=Wanted(subject.family, None)).rows
            if row["decision"] == "undetermined"
        ]
        page = reader.get(path).text
        if not unknown:
            assert "没有不能判定的情形" in text(page)
            continue
        assert f"共 {len(unknown)} 条" in text(page)
        assert [row for row in rows(page) if not row.strip().startswith("不能判定")] == []


def test_nothing_suspected_says_so_and_what_to_do_next(reader: TestClient) -> None:
    page = reader.get("/double-track?item=%E6%97%A0%E6%AD%A4").text
    assert "没有疑似的双轨运行" in text(page)
    assert 'href="/rules"' in page


@pytest.mark.parametrize(
    "path", ["/double-track?decision=x", "/registers?match=x", "/entry?page=0"]
)
def test_a_query_that_is_none_is_refused_with_a_way_out(reader: TestClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 400
    assert 'href="/cases"' in answer.text


@pytest.mark.parametrize("path", ["/rules/NONE", "/entries/0", "/entries/x", "/entries/99999999"])
def test_what_is_not_there_is_a_page_with_a_next_step(reader: TestClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404
    assert "回到总览" in answer.text


def test_a_page_of_signs_knows_only_what_was_recorded_by_then(
    reader: TestClient, suspected: Site
) -> None:
    before = suspected.ledger.reader.stream(OFFICE)[0].position - 1
    page = reader.get("/double-track", params={"known_at": before, "unit": UNIT})
    assert "没有疑似的双轨运行" in text(page.text)
    assert reader.get(f"/entries/{before + 1}?known_at={before}").status_code == 404


def test_a_page_of_signs_speaks_of_the_time_it_is_asked_for(reader: TestClient) -> None:
    early = {"as_of": "2016-10-10T12:00", "unit": UNIT}
    assert "没有疑似的双轨运行" in text(reader.get("/double-track", params=early).text)
    after = {"as_of": "2016-10-11T12:00", "unit": UNIT}
    assert "疑似大厅外受理" in text(reader.get("/double-track", params=after).text)


def test_the_registers_show_the_pair_that_ran_at_once(reader: TestClient) -> None:
    page = text(reader.get("/registers?match=pair&overlap=true").text)
    assert "WJ2016001" in page
    assert "WJ2016002" in page
    assert "同时在办" in page
    assert "申请人和事项" in page
    assert "WJ2016002" not in text(reader.get("/registers?match=dept_only").text)


def test_the_figures_of_the_registers_are_those_of_their_lists(reader: TestClient) -> None:
    page = reader.get("/double-track").text
    page = page[page.index('class="figures"') : page.index('class="tabs"')]
    figures = re.findall(r'<li[^>]*><a href="(/registers[^"]*)">(.*?)</a></li>', page, re.S)
    assert len(figures) == 4
    for path, words in figures:
        number = re.search(r"([\d,]+) [对件]", text(words))
        assert number
        listed = text(reader.get(html.unescape(path)).text)
        found = re.search(r"共 ([\d,]+) 条", listed)
        assert (found[1] if found else "0") == number[1]


def test_a_case_lists_what_is_suspected_of_it_and_of_its_group_and_why_the_rest_is_fine(
    reader: TestClient,
) -> None:
    page = reader.get(f"/cases/{OFFICE}").text
    section = page[page.index('id="signs"') : page.index('id="calendar"')]
    standing, _, fine = section.partition("<details")
    for name in ("疑似大厅外受理", "疑似一事两头收", "疑似两头受理"):
        assert name in standing
    assert "未发现问题的规则" in fine
    assert "疑似" not in re.sub(r"<p>.*?</p>", "", fine)


def test_a_case_without_a_fault_says_so(reader: TestClient) -> None:
    early = text(reader.get(f"/cases/{HALL}?as_of=2016-10-10T09:30").text)
    assert "启用和试运行的规则没有提示" in early or "不能判定" in early
    assert "疑似一事两头收" not in early


def test_a_document_shows_its_way_to_publication_and_what_it_lacked(reader: TestClient) -> None:
    page = text(reader.get(f"/documents/{DOCUMENT}").text)
    assert "医疗机构校验公告" in page
    assert "形成日期 2016年10月9日" in page
    assert "通过保密审查 没有记录" in page
    assert "DISC_NO_SECRECY_REVIEW" in page
    listed = text(reader.get("/documents").text)
    assert "医疗机构校验公告" in listed
    assert "已公开" in listed


def test_the_register_of_rules_has_every_rule_with_its_counts(
    reader: TestClient, suspected: Site
) -> None:
    views = suspected.services.views
    page = reader.get("/rules").text
    for code in views.known().world.book.detectors:
        assert f'href="/rules/{code}"' in page
    counted = views.signs(wanted=Wanted(None, where={"code": "DT_OFFHALL_INTAKE"})).total
    rule = text(reader.get("/rules/DT_OFFHALL_INTAKE").text)
    assert f"现有疑似 {counted} 条" in rule
    assert "《赫山区2016年政务公开政务服务工作要点》（十三） 本级文件 2016年4月29日 起" in rule
    assert "当日无效" in rule  # what is in force from 2020 on grounds nothing in 2016


def test_a_rule_names_its_thresholds(reader: TestClient) -> None:
    assert "部门系统与大厅对账的时限" in text(reader.get("/rules/DT_UNEXCHANGED").text)


def test_a_record_is_told_in_words_with_its_proof(reader: TestClient, suspected: Site) -> None:
    entered = suspected.ledger.reader.stream("catalogue-entered")[0].position
    page = reader.get(f"/entries/{entered}").text
    assert "事项进驻大厅" in text(page)
    assert f"{ITEM}（{CODE}）" in text(page)
    assert f'href="/proof/{entered}"' in page
    decided = suspected.ledger.reader.stream(BARE)[0].position
    assert f'href="/cases/{BARE}"' in reader.get(f"/entries/{decided}").text


def test_the_overview_counts_signs_by_family_and_names_the_silent_feed(
    reader: TestClient, suspected: Site
) -> None:
    page = reader.get("/").text
    words = text(page)
    number = suspected.services.views.signs(wanted=Wanted(Family.DOUBLE_TRACK)).total
    assert f"双轨运行 {number} 条疑似" in words
    assert 'href="/double-track"' in page
    assert "卫健系统" in words
    assert "从未报送" in words
    assert "数据中断" in words


def test_what_is_to_be_done_is_listed_by_day(reader: TestClient, suspected: Site) -> None:
    days = ("2016-10-20T09:00", "2016-10-21T09:00", "2016-10-24T09:00")
    for day in days:
        page = text(reader.get("/today", params={"as_of": day}).text)
        assert "今日到期" in page
    assert misconduct.UNIT in " ".join(
        text(reader.get("/today", params={"as_of": day}).text) for day in days
    )


def test_an_empty_log_answers_every_page(empty: Site) -> None:
    reader = TestClient(empty.app)
    paths = [*(subject.path for subject in SUBJECTS), "/registers", "/documents", "/rules"]
    for path in (*paths, "/today", "/cards"):
        assert reader.get(path).status_code == 200
