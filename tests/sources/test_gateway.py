"""The gateway: every address goes through the one named by the user, and nothing leads out of it."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.sources.gateway import BadGateway, Gateway

LOCAL = Gateway.parse("http://127.0.0.1:8000")
HOUSE = Gateway.parse("https://relay.example.org:8443/tracker/")


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (
            "https://fapi.binance.com/fapi/v1/klines?symbol=BTCUSDT",
            "http://127.0.0.1:8000/fapi.binance.com/fapi/v1/klines?symbol=BTCUSDT",
        ),
        ("wss://fstream.binance.com/X", "ws://127.0.0.1:8000/fstream.binance.com/X"),
        ("http://host/a", "http://127.0.0.1:8000/host/a"),
        ("ws://host/a", "ws://127.0.0.1:8000/host/a"),
        ("https://host", "http://127.0.0.1:8000/host"),
        ("https://host/", "http://127.0.0.1:8000/host/"),
        ("https://host:443/a", "http://127.0.0.1:8000/host/a"),
        ("wss://host:443/a", "ws://127.0.0.1:8000/host/a"),
        ("https://host:8443/a", "http://127.0.0.1:8000/host:8443/a"),
        ("wss://host:9443/a?b=c&d=", "ws://127.0.0.1:8000/host:9443/a?b=c&d="),
        ("https://HOST/Path", "http://127.0.0.1:8000/host/Path"),
        (
            "https://host/a?symbols=%5B%22BTC%22%5D",
            "http://127.0.0.1:8000/host/a?symbols=%5B%22BTC%22%5D",
        ),
        ("https://host/a#part", "http://127.0.0.1:8000/host/a"),
    ],
)
def test_the_venues_host_becomes_the_first_part_of_the_path(url: str, asked: str) -> None:
    assert LOCAL.route(url) == asked


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://host/a?b=c", "https://relay.example.org:8443/tracker/host/a?b=c"),
        ("wss://host/a", "wss://relay.example.org:8443/tracker/host/a"),
        ("ws://host/a", "wss://relay.example.org:8443/tracker/host/a"),
    ],
)
def test_a_gateway_may_have_a_path_and_encryption_of_its_own(url: str, asked: str) -> None:
    assert HOUSE.route(url) == asked


@pytest.mark.parametrize("text", [None, "", "  ", "/"])
def test_without_a_gateway_venues_are_asked_directly(text: str | None) -> None:
    gateway = Gateway.parse(text)
    assert gateway.base is None
    assert gateway.route("wss://host:9443/a?b=c#d") == "wss://host:9443/a?b=c#d"


@given(
    scheme=st.sampled_from(["http", "https", "ws", "wss"]),
    host=st.from_regex(r"[a-z][a-z0-9\-]{0,20}(\.[a-z]{2,5}){0,2}", fullmatch=True),
    port=st.none() | st.integers(1, 65_535),
    rest=st.from_regex(r"(/[A-Za-z0-9!@._\-]{1,8}){0,4}(\?[a-z]=[0-9]{1,3})?", fullmatch=True),
    gateway=st.sampled_from([LOCAL, HOUSE]),
)
def test_whatever_is_asked_goes_to_the_gateway_and_loses_nothing(
    scheme: str, host: str, port: int | None, rest: str, gateway: Gateway
) -> None:
    address = f"{host}:{port}" if port else host
    asked = gateway.route(f"{scheme}://{address}{rest}")
    base, parts = urlsplit(gateway.base or ""), urlsplit(asked)
    assert parts.netloc == base.netloc
    assert parts.scheme.startswith("ws") == scheme.startswith("ws")
    assert (parts.scheme in ("https", "wss")) == (base.scheme == "https")
    own = {"http": 80, "https": 443, "ws": 80, "wss": 443}[scheme]
    named = host if port == own else address
    assert asked == f"{parts.scheme}://{base.netloc}{base.path}/{named}{rest}"


# --- addresses of gateways ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:1",
        "http://127.1.2.3:80/",
        "http://localhost:8000",
        "http://LOCALHOST:8000",
        "http://[::1]:8000",
        "https://relay.example.org",
        "  https://relay.example.org/path/  ",
    ],
)
def test_loopback_needs_no_encryption_and_others_have_it(text: str) -> None:
    gateway = Gateway.parse(text)
    assert gateway.base == text.strip().rstrip("/")


@pytest.mark.parametrize(
    "text",
    [
        "http://192.168.1.5:8000",
        "http://relay.example.org",
        "http://10.0.0.1",
        "http://0.0.0.0:8000",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
    ],
)
def test_plain_http_to_another_machine_is_refused_unless_it_is_allowed(text: str) -> None:
    with pytest.raises(BadGateway, match="--insecure-gateway"):
        Gateway.parse(text)
    assert Gateway.parse(text, insecure=True).base == text


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1:8000",
        "localhost",
        "ftp://127.0.0.1",
        "ws://127.0.0.1",
        "http://",
        "http:///path",
        "http://:8000",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "http://[::1",
        "http://127.0.0.1/?a=b",
        "http://127.0.0.1/#part",
        "https://re lay.example.org",
        "https://relay.example.org/a b",
        "https://user name@relay.example.org",
        "https://rel\x7fay.example.org",
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence_that_names_it(text: str) -> None:
    with pytest.raises(BadGateway) as caught:
        Gateway.parse(text, insecure=True)
    assert text in caught.value.sentence
    assert caught.value.sentence.endswith(".")


@given(st.text(max_size=40))
def test_no_text_upsets_the_reader_of_addresses(text: str) -> None:
    gateway = None
    with suppress(BadGateway):
        gateway = Gateway.parse(text)
    assert gateway is None or gateway.base is None or gateway.base.startswith("http")


# --- redirects ---------------------------------------------------------------------------------

VENUE = "https://api.example.com/v1/klines?a=b"


def redirect(gateway: Gateway, location: str) -> str | None:
    return gateway.redirect(VENUE, gateway.route(VENUE), location)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        # The gateway's own words, with its own address.
        ("http://127.0.0.1:8000/api.example.com/v2", "http://127.0.0.1:8000/api.example.com/v2"),
        ("/api.example.com/v2", "http://127.0.0.1:8000/api.example.com/v2"),
        ("klines/", "http://127.0.0.1:8000/api.example.com/v1/klines/"),
        # A venue's words, passed on as they are.
        ("https://api.example.com/v2", "http://127.0.0.1:8000/api.example.com/v2"),
        ("/v2/klines?c=d", "http://127.0.0.1:8000/api.example.com/v2/klines?c=d"),
        ("https://elsewhere.org/x", "http://127.0.0.1:8000/elsewhere.org/x"),
        ("//elsewhere.org/x", "http://127.0.0.1:8000/elsewhere.org/x"),
        ("http://127.0.0.1:9/x", "http://127.0.0.1:8000/127.0.0.1:9/x"),
        # The same machine is not yet the gateway.
        ("http://127.0.0.1/x", "http://127.0.0.1:8000/127.0.0.1/x"),
    ],
)
def test_through_a_gateway_every_redirect_stays_behind_it(location: str, target: str) -> None:
    assert redirect(LOCAL, location) == target


def test_a_path_that_only_begins_like_the_gateways_is_not_the_gateway() -> None:
    gateway = Gateway.parse("https://relay.example.org/tracker")
    target = redirect(gateway, "https://relay.example.org/trackers/x")
    assert target == "https://relay.example.org/tracker/relay.example.org/trackers/x"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/v2", "https://api.example.com/v2"),
        ("https://api.example.com/v2", "https://api.example.com/v2"),
        ("http://api.example.com/v2", None),
        ("https://elsewhere.org/v2", None),
        ("//elsewhere.org/v2", None),
    ],
)
def test_without_a_gateway_a_redirect_must_not_change_host_or_encryption(
    location: str, target: str | None
) -> None:
    assert redirect(Gateway(), location) == target


@pytest.mark.parametrize("gateway", [LOCAL, HOUSE, Gateway()])
@pytest.mark.parametrize(
    "location", ["", "http://[bad", "http://host:99999/x", "mailto:somebody@example.org", "http:"]
)
def test_a_redirect_to_nonsense_is_not_followed(gateway: Gateway, location: str) -> None:
    target = redirect(gateway, location)
    assert target is None or urlsplit(target).netloc == urlsplit(gateway.route(VENUE)).netloc


@given(st.text(max_size=60), st.sampled_from([LOCAL, HOUSE]))
def test_no_location_leads_out_of_the_gateway(location: str, gateway: Gateway) -> None:
    target = redirect(gateway, location)
    if target is not None:
        assert target == gateway.base or target.startswith(f"{gateway.base}/")
