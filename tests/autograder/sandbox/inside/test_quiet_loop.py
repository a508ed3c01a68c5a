"""``await`` where no descriptor can be had."""

import asyncio

import pytest

from autograder.sandbox.inside.quiet_loop import QuietLoop


def run(coroutine):
    loop = QuietLoop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


def test_tasks_timers_and_queues_work():
    async def work():
        queue = asyncio.Queue()

        async def put():
            await asyncio.sleep(0.001)
            await queue.put(3)

        task = asyncio.ensure_future(put())
        found = await queue.get()
        await task
        return [found, *await asyncio.gather(asyncio.sleep(0.001, 1), asyncio.sleep(0, 2))]

    assert run(work()) == [3, 1, 2]


def test_what_never_comes_is_an_error_and_no_endless_wait():
    async def wait():
        await asyncio.Event().wait()

    coroutine = wait()
    loop = QuietLoop()
    task = loop.create_task(coroutine)
    with pytest.raises(RuntimeError, match="waits for something that cannot come"):
        loop.run_until_complete(task)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()


def test_a_time_limit_ends_a_wait():
    async def wait():
        await asyncio.wait_for(asyncio.Event().wait(), 0.01)

    with pytest.raises(TimeoutError):
        run(wait())
