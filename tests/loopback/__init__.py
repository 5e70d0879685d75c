"""An exchange on 127.0.0.1 that stands behind the gateway: real HTTP and real WebSockets."""

from loopback.server import Exchange, Reply

__all__ = ["Exchange", "Reply"]
