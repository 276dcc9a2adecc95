"""The web server: waitress, with bounds that hold against a client that is slow on purpose."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

CONNECTIONS = 100
"""Kept open at a time; a new one ends the one that has waited longest without a whole request."""
REQUEST_S = 15
"""Seconds until a request that has begun must have come whole."""
IDLE_S = 60
"""Seconds a connection stays open on which nothing happens."""
THREADS = 24
"""More than the readers that may wait for the model, so that pages are served meanwhile."""
LARGEST_HEAD, LARGEST_BODY = 65_536, 1_000_000
HELD = 64 * 2**20
"""Bytes of an answer kept in memory: past that waitress takes temporary files it may not close."""
"""Bytes."""


class Channel(HTTPChannel):
    """A connection that remembers when the request it is receiving began."""

    begun: float | None = None

    def received(self, data: bytes) -> bool:
        """Take in some bytes."""
        before = self.request
        taken: bool = super().received(data)
        if self.request is not before:
            self.begun = time.time()
        return taken

    @property
    def since(self) -> float:
        """When it began to wait for the client."""
        return self.begun if self.request is not None and self.begun else self.last_activity


class Server(TcpWSGIServer):
    """Serves an application on a socket that listens already.

    Args:
        application: a WSGI application.
        listener: the socket.
        options: of waitress, over those that are usual here.
    """

    channel_class = Channel

    def __init__(
        self, application: Callable[..., Any], listener: socket.socket, **options: Any
    ) -> None:
        usual = {
            "threads": THREADS,
            "connection_limit": CONNECTIONS + 10,
            "cleanup_interval": 1,
            "channel_timeout": IDLE_S,
            "max_request_header_size": LARGEST_HEAD,
            "max_request_body_size": LARGEST_BODY,
            "inbuf_overflow": HELD,
            "outbuf_overflow": HELD,
            "log_socket_errors": False,
            "asyncore_use_poll": hasattr(select, "poll"),
            "ident": None,
        }
        where = (listener.family, listener.type, listener.proto, listener.getsockname())
        adjusted = Adjustments(sockets=[listener], **usual | options)
        super().__init__(
            application, _sock=listener, sockinfo=where, bind_socket=False, adj=adjusted
        )

    def maintenance(self, now: float) -> None:
        """End connections that are idle, or whose request does not come to an end."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.request is not None and now - channel.since > REQUEST_S:
                channel.will_close = True

    def handle_accept(self) -> None:
        """Take a connection; past the limit the one that has waited longest makes room."""
        super().handle_accept()
        waiting = [c for c in self.active_channels.values() if not c.requests]
        if len(self.active_channels) > CONNECTIONS and waiting:
            min(waiting, key=lambda channel: channel.since).handle_close()

    def stop(self) -> None:
        """End `run`, from another thread."""
        self.trigger.pull_trigger(lambda: wasyncore.close_all(self._map))
