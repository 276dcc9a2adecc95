"""A sweep on a Dask cluster: the same tasks, handed to its scheduler.

    with cluster.joined("tcp://10.0.0.1:8786") as processes:
        sweep.run("mine", processes=processes)

The folder has to be on a disk that every machine of the cluster sees under the same name.
"""

from __future__ import annotations

import time
from asyncio import CancelledError as AsyncCancelledError
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any
from uuid import uuid4

from model.errors import InputError
from scenarios.execution.worker import LostError, Marker, Task, end_process

CONNECT_S = 5
"""Seconds a scheduler has to answer."""
LOOK_S = 5.0
"""Seconds between two looks at how many workers there are."""
PATIENCE_S = 600.0
"""Seconds a cluster that had workers may be without any: those it lost may be on their way back."""


@contextmanager
def joined(
    address: str, tell: Callable[[str], None] = lambda _: None
) -> Iterator[Callable[[int], AbstractContextManager[Executor]]]:
    """Connect to a scheduler while the block runs.

    Args:
        address: of the scheduler, as it prints it: "tcp://host:8786".
        tell: called with what a user should know.

    Yields:
        What `scenarios.execution.sweep.run` takes as ``processes``.

    Raises:
        InputError: Dask is not installed, or no scheduler answers at the address.
    """
    try:
        import dask
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ImportError:
        raise InputError(
            "a cluster needs Dask, which is in the extra `cluster`: "
            "uv sync --extra cluster, or pip install 'byungjin[cluster]'"
        ) from None
    with dask.config.set({"distributed.comm.timeouts.connect": CONNECT_S}):
        try:
            get_address_host_port(address)  # a client that cannot read it ends in a traceback
            client = Client(address, timeout=CONNECT_S, set_as_default=False)
        except Exception as error:
            raise InputError(
                f"{address}: no Dask scheduler answers there ({_first(error)}); "
                "expected an address like tcp://host:8786"
            ) from None
        try:
            yield lambda count: nullcontext(OnCluster(client, address, count, tell))
        finally:
            with suppress(Exception):  # a scheduler that is gone cannot be taken leave of
                client.close(timeout=CONNECT_S)


class OnCluster(Executor):
    """Hands tasks to a scheduler; its workers come and go.

    Args:
        client: connected to the scheduler.
        address: of the scheduler, for messages.
        count: workers to reckon with even while there are fewer, so that a cluster that grows with
            its work does grow.
        tell: called when no worker is left, and when one is there again.
    """

    def __init__(self, client: Any, address: str, count: int, tell: Callable[[str], None]) -> None:
        self._client, self._address, self._count, self._tell = client, address, count, tell
        self._width, self._looked = count, float("-inf")
        self._had_workers = False
        self._without: float | None = None
        """Since when there is no worker."""

    def submit(self, function: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        """Hand out a call; what goes wrong is `LostError` or an `InputError`."""
        last = arguments[-1]
        key = f"byungjin-{last.shard if isinstance(last, Task) else uuid4().hex}"
        inner = self._client.submit(function, *arguments, **options, key=key, pure=False)
        outer: Future[Any] = Future()
        outer.add_done_callback(lambda done: inner.cancel() if done.cancelled() else None)
        self._client.loop.add_callback(self._follow, inner, outer)
        return outer

    async def _follow(self, inner: Any, outer: Future[Any]) -> None:
        """Pass on how a call ended, whatever that is.

        Dask's own executor loses a call whose worker dies with the answer and which then cannot
        be made again: nobody is ever told.
        """
        try:
            answer, error = await inner._result(), None
        except BaseException as raised:
            answer, error = None, self._explained(raised)
        if not outer.set_running_or_notify_cancel():
            return
        if error is None:
            outer.set_result(answer)
        else:
            outer.set_exception(error)

    def _explained(self, error: BaseException) -> Exception:
        from distributed.scheduler import KilledWorker

        if isinstance(error, InputError | LostError):
            return error
        if isinstance(error, CancelledError | AsyncCancelledError):
            return self._gone()
        if isinstance(error, KilledWorker):
            return LostError(_first(error))
        return InputError(f"{self._address}: a worker cannot do its task ({_first(error)}); "
                          "do all machines run this version of the program?")  # fmt: skip

    def _gone(self) -> InputError:
        return InputError(f"{self._address}: the scheduler of the cluster is gone; what is stored "
                          "stays, and the same command goes on")  # fmt: skip

    def width(self) -> int:
        """Runs that the workers make at a time.

        Raises:
            InputError: the scheduler is gone, or all workers are and none comes back.
        """
        if time.monotonic() - self._looked > LOOK_S:
            try:
                threads = sum(self._client.nthreads().values())
            except Exception:
                raise self._gone() from None
            self._looked = time.monotonic()
            self._watch(threads)
            self._width = max(self._count, threads)
        return self._width

    def _watch(self, threads: int) -> None:
        """A scheduler keeps what no worker takes for ever: say so, and do not wait as long."""
        if threads:
            if self._without is not None:
                self._tell(f"{self._address}: a worker is there")
            self._had_workers, self._without = True, None
        elif self._without is None:
            self._without = self._looked
            self._tell(f"{self._address}: has no worker; waiting for one")
        elif self._had_workers and self._looked - self._without > PATIENCE_S:
            raise InputError(f"{self._address}: every worker of the cluster is gone and none came "
                             f"back within {PATIENCE_S:g} s; what is stored stays, and the same "
                             "command goes on once there are workers")  # fmt: skip

    def end(self, marker: Marker) -> bool:
        """End a worker from outside, by the process beside it that will start another.

        Returns:
            Whether it was there to be ended.
        """
        answers = self._client.run(end_process, marker, nanny=True, on_error="ignore")
        return True in answers.values()


def _first(error: BaseException) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:120]
