"""Who is answered: the dashboard's own pages, and whoever has the token; no other site."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from dashboards.app import create_app
from tests.dashboards.conftest import HOST

TOKEN = "a token of 24 letters…"
OTHERS = ("cross-site", "same-site")
"""Another port of this machine counts as the same site."""
NAVIGATED = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
ADDRESSES = ["/", "/what-if", "/what-if.csv", "/what-if.toml", "/scenarios.csv", "/theme.css",
             "/assets/app.css", "/_dash-layout", "/nothing"]  # fmt: skip


@pytest.fixture(scope="module")
def guarded(home: Path) -> FlaskClient:
    return create_app([home], token=TOKEN).server.test_client()


@pytest.fixture(autouse=True)
def forget(guarded: FlaskClient) -> Iterator[None]:
    yield
    guarded.delete_cookie("byungjin-80", domain="127.0.0.1")


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_answered_without_the_token(guarded: FlaskClient, address: str) -> None:
    for query in ("", "?token=", "?token=wrong", "?token=%00%ff"):
        answer = guarded.get(address + query, headers=HOST)
        assert answer.status_code == 403
        assert "This address needs the token" in answer.text
    assert guarded.post("/_dash-update-component", json={}, headers=HOST).status_code == 403


def test_the_token_opens_the_page_and_stays_out_of_its_address(guarded: FlaskClient) -> None:
    link = "/what-if?market.tightness=0.4&from=2026-01"
    answer = guarded.get(f"{link}&token={TOKEN}", headers=HOST)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("byungjin-80=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert f'0;url={link}"' in unescape(answer.text)
    assert TOKEN not in answer.text
    assert guarded.get(link, headers=HOST).status_code == 200
    assert guarded.get("/theme.css", headers=HOST).status_code == 200


def test_a_program_may_give_the_token_with_a_file(guarded: FlaskClient) -> None:
    answer = guarded.get(f"/what-if.toml?token={TOKEN}", headers=HOST)
    assert "extends" in answer.text
    assert TOKEN not in answer.text


def test_the_way_on_leads_to_no_other_site(guarded: FlaskClient) -> None:
    text = guarded.get(f"/?x=%22%3E%3Cscript%3E&token={TOKEN}", headers=HOST).text
    assert "<script" not in text
    for path in ("//evil.example", "/\\evil.example", "/%2f%2fevil.example"):
        answer = guarded.get(f"{path}?token={TOKEN}", headers=HOST)
        assert urlsplit(answer.headers.get("Location", "")).netloc in ("", "127.0.0.1")
        assert re.findall('url=([^"]*)"', answer.text) in ([], ["/"])


@pytest.mark.parametrize("site", OTHERS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_another_site_is_refused_with_or_without_a_token(
    client: FlaskClient, site: str, address: str
) -> None:
    for more in ({"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, {}):
        answer = client.get(address, headers=HOST | {"Sec-Fetch-Site": site} | more)
        assert (answer.status_code, "no request from another site" in answer.text) == (403, True)


@pytest.mark.parametrize("site", OTHERS)
def test_a_link_on_another_site_leads_to_a_page_and_to_no_file(
    client: FlaskClient, site: str
) -> None:
    headers = HOST | {"Sec-Fetch-Site": site} | NAVIGATED
    assert client.get("/what-if", headers=headers).status_code == 200
    assert client.get("/what-if.csv", headers=headers).status_code == 403
    assert client.post("/what-if", headers=headers).status_code == 403
    framed = headers | {"Sec-Fetch-Dest": "iframe"}
    assert client.get("/what-if", headers=framed).status_code == 403


def test_an_old_browser_tells_by_the_origin(client: FlaskClient) -> None:
    for origin in ("http://evil.example", "null", "http://127.0.0.1:8888"):
        answer = client.post("/_dash-update-component", json={}, headers=HOST | {"Origin": origin})
        assert answer.status_code == 403
    own = client.get("/theme.css", headers=HOST | {"Origin": "http://127.0.0.1"})
    assert own.status_code == 200


def test_own_pages_and_the_readers_hand_are_answered(client: FlaskClient) -> None:
    for site in ("same-origin", "none"):
        headers = HOST | {"Sec-Fetch-Site": site}
        assert client.get("/_dash-layout", headers=headers).status_code == 200
