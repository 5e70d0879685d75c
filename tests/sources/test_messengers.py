"""Addresses of services: known ones, unknown ones, and what is told of them."""

from __future__ import annotations

import pytest

from loopback.webhook import Webhook
from tracker.sources.messengers import BadAddress, NotSent, check_address, send, without_secrets


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("ntfys://my-topic", "ntfy"),
        ("jsons://user:word@example.org/hook", "JSON"),
        ("tgram://123456789:AAFjWkWkW_kwkwkwk-abcdefghijklmn/12315544/", "Telegram"),
        (" mailtos://me:word@example.org?smtp=mail.example.org ", "E-Mail"),
    ],
)
def test_the_services_that_the_guide_names_are_known(address: str, name: str) -> None:
    assert check_address(address) == name


@pytest.mark.parametrize("address", ["", "secret", "nonsense://secret", "tgram://secret", "://"])
def test_what_is_no_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(BadAddress) as caught:
        check_address(address)
    assert "secret" not in str(caught.value)


def test_a_message_arrives_with_its_priority() -> None:
    with Webhook() as webhook:
        send(webhook.address("path"), "Title", "Body < & >", urgent=True)
        send(webhook.address("path"), "Title", "Body", urgent=False)
    assert [(one["title"], one["message"], one["type"]) for one in webhook.posted] == [
        ("Title", "Body < & >", "failure"),
        ("Title", "Body", "warning"),
    ]


def test_nobody_there_is_told_without_any_part_of_the_address() -> None:
    with Webhook() as webhook:
        address = webhook.address("secret-path")
    with pytest.raises(NotSent) as caught:
        send(address, "Title", "Body", urgent=False)
    assert caught.value.sentence.startswith("JSON did not take the message: ")
    for part in ("127.0.0.1", "secret-path", address.split(":")[2].split("/")[0]):
        assert part not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("No host relay.example.org", "No host …"),
        ("bad TOKEN-1234 for bot", "bad … for bot"),
        ("wrong password p@ss/word", "wrong password …"),
        ("wrong password p%40ss%2Fword", "wrong password …"),
        ("JSON said 503", "JSON said 503"),
    ],
)
def test_every_part_of_an_address_is_taken_out_however_it_is_written(text: str, told: str) -> None:
    address = "jsons://name:p%40ss%2Fword@relay.example.org:503/token-1234?x=1"
    assert without_secrets(text, address) == told
