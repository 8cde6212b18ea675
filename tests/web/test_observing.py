"""Every request is told of once, without what was asked."""

from structlog.testing import capture_logs

from tests.web.site import Site
from tests.web.watched import watched


def test_a_request_is_one_line_with_the_template_of_its_route(filled: Site) -> None:
    with watched(filled) as caller, capture_logs() as lines:
        caller.get("/case/430903198503010001?applicant=张三丰")
    [line] = lines
    assert line.pop("ms") >= 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "route": "/case/{stream}",
        "status": 200,
        "principal": "clerk-01",
    }


def test_what_breaks_is_told_as_an_error_with_status_500(filled: Site) -> None:
    with watched(filled) as caller, capture_logs() as lines:
        assert caller.get("/broken/张三丰").status_code == 500
    [line] = lines
    assert (line["log_level"], line["status"], line["route"]) == ("error", 500, "/broken/{name}")
    assert "张三丰" not in str(line)


def test_an_address_that_nothing_answers_is_not_repeated(filled: Site) -> None:
    with watched(filled) as caller, capture_logs() as lines:
        caller.get("/张三丰/430903198503010001")
    assert [(line["route"], line["principal"]) for line in lines] == [("(none)", "")]
