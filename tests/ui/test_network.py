"""The network as the system tells of it: gone once, back or another one once, and unknown is no news."""

from __future__ import annotations

import pytest
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication

from tracker.ui.network import Network, Reachability

Medium = QNetworkInformation.TransportMedium


@pytest.fixture
def said(qapp: QApplication) -> tuple[Network, list[str]]:
    del qapp
    network, heard = Network(), list[str]()
    network.gone.connect(lambda: heard.append("gone"))
    network.changed.connect(lambda: heard.append("changed"))
    network._medium = Medium.WiFi
    return network, heard


def test_gone_and_back_are_each_told_once(said: tuple[Network, list[str]]) -> None:
    network, heard = said
    network.take(Reachability.Online, Medium.WiFi)
    assert heard == []
    network.take(Reachability.Disconnected, Medium.Unknown)
    network.take(Reachability.Disconnected, Medium.Unknown)
    network.take(Reachability.Unknown, Medium.Unknown)
    network.take(Reachability.Site, Medium.WiFi)
    network.take(Reachability.Online, Medium.WiFi)
    assert heard == ["gone", "changed"]


def test_another_network_is_told_too(said: tuple[Network, list[str]]) -> None:
    network, heard = said
    network.take(Reachability.Online, Medium.Ethernet)
    network.take(Reachability.Online, Medium.Ethernet)
    assert heard == ["changed"]


def test_it_listens_to_the_system_where_that_tells(qapp: QApplication) -> None:
    del qapp
    network = Network()
    network.start()
    network._noticed(None)
    assert network._calm.isActive()
    network.stop()
    assert not network._calm.isActive()
    network._settled()  # stopped: nothing is asked
