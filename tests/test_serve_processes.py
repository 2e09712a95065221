"""The processes behind the server: their faults, their order, their places."""

import asyncio
import logging
import socket

import pytest

from airm_graph.serve.jobs import frame
from airm_graph.serve.places import Busy, Places
from airm_graph.serve.process import WorkerEnded, WorkerProcess
from airm_graph.serve.worker import work


def failing(channel: socket.socket, _: object) -> None:
    work(channel, lambda said: 1 / said["by"], closed=True)


def greedy(channel: socket.socket, _: object) -> None:
    def answerer(_: object) -> None:
        raise MemoryError

    work(channel, answerer, closed=True)  # type: ignore[arg-type]


def test_a_fault_is_logged_and_its_process_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    async def ask() -> list[int]:
        worker = WorkerProcess(failing, None)
        await worker.ready()
        outcomes = [await worker.ask(frame({"by": 0})) for _ in range(2)]
        worker.end()
        assert b"Error" not in outcomes[0].body
        return [outcome.status for outcome in outcomes]

    with caplog.at_level(logging.ERROR):
        assert asyncio.run(ask()) == [500, 500]
    assert "ZeroDivisionError" in caplog.text


def test_a_process_without_memory_ends() -> None:
    async def ask() -> None:
        worker = WorkerProcess(greedy, None)
        await worker.ready()
        with pytest.raises(WorkerEnded):
            await worker.ask(frame({}))
        worker.end()

    asyncio.run(ask())


async def settle() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def test_known_jobs_go_first_but_not_for_ever() -> None:
    async def order() -> list[str]:
        places = Places(fewest=1, most=1, known=1, queue=9)
        went: list[str] = []

        async def job(name: str, *, known: bool) -> None:
            await places.take(known=known)
            went.append(name)

        await places.take(known=False)
        jobs = [asyncio.create_task(job("other", known=False))]
        await settle()
        jobs += [asyncio.create_task(job(f"known {n}", known=True)) for n in (1, 2)]
        await settle()
        assert went == ["known 1"]  # it has a further place
        places.leave(known=False)
        await settle()
        places.leave(known=True)
        await settle()
        places.leave(known=True)
        await asyncio.gather(*jobs)
        return went

    assert sorted(asyncio.run(order())) == ["known 1", "known 2", "other"]


def test_a_full_queue_says_so_and_one_who_goes_leaves_no_gap() -> None:
    async def fill() -> None:
        places = Places(fewest=1, most=1, known=0, queue=1)
        await places.take(known=False)
        waiting = asyncio.create_task(places.take(known=False))
        await settle()
        with pytest.raises(Busy):
            await places.take(known=False)
        waiting.cancel()
        await settle()
        assert places.waiting == 0
        places.leave(known=False)
        await asyncio.wait_for(places.take(known=False), 1)

    asyncio.run(fill())


def test_places_grow_when_nothing_ends() -> None:
    async def grow() -> None:
        places = Places(fewest=1, most=4, known=0, queue=9)
        jobs = [asyncio.create_task(places.take(known=False)) for _ in range(4)]
        await settle()
        assert places.waiting == 3
        for left in (2, 0):
            await asyncio.sleep(0.12)
            places.grow()
            await settle()
            assert places.waiting == left
        assert places.crowded
        for _ in jobs:
            places.leave(known=False)
        assert not places.crowded

    asyncio.run(grow())
