"""Worker processes: deaths are survived, and nobody is left behind."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time

import psutil
import pytest

from streams.pool import ChildDiedError, PoolBrokenError, StepPool


def double(number: int) -> int:
    return number * 2


def die() -> None:
    os._exit(9)


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def nothing() -> None:
    return None


def fail_to_load() -> None:
    raise RuntimeError("no model")


async def test_work_is_done_in_other_processes() -> None:
    pool = StepPool(2, nothing, 5)
    try:
        assert await asyncio.gather(*(pool.run(double, number) for number in range(50))) == [2 * n for n in range(50)]
        assert await pool.run(os.getpid) != os.getpid()
    finally:
        pool.close()


async def test_work_that_kills_its_process_fails_alone() -> None:
    pool = StepPool(2, nothing, 5)
    try:
        results = await asyncio.gather(
            *(pool.run(double, 1) for _ in range(10)), pool.run(die), *(pool.run(double, 1) for _ in range(10)),
            return_exceptions=True,
        )  # fmt: skip
        assert [type(result) for result in results if result != 2] == [ChildDiedError]
        assert await pool.run(double, 4) == 8
    finally:
        pool.close()


async def test_a_process_killed_at_rest_or_at_work_costs_nothing() -> None:
    pool = StepPool(2, nothing, 5)
    try:
        await pool.warm_up()
        child = await pool.run(os.getpid)
        psutil.Process(child).kill()
        await asyncio.sleep(0.5)
        assert await pool.run(double, 4) == 8
        child = await pool.run(os.getpid)
        work = asyncio.gather(*(pool.run(sleep, 0.3) for _ in range(6)))
        await asyncio.sleep(0.2)
        psutil.Process(child).kill()
        assert await work == [0.3] * 6
    finally:
        pool.close()


async def test_work_over_the_limit_is_ended() -> None:
    pool = StepPool(1, nothing, 0.3)
    try:
        with pytest.raises(TimeoutError):
            await pool.run(sleep, 30)
        assert await pool.run(double, 4) == 8
    finally:
        pool.close()


async def test_children_that_can_not_start_are_an_error_of_ours() -> None:
    pool = StepPool(1, fail_to_load, 5)
    try:
        with pytest.raises(PoolBrokenError):
            await pool.run(double, 1)
    finally:
        pool.close()


def has_loaded_the_model() -> bool:
    return "spacy" in sys.modules


PARENT = """
import asyncio
from streams.pool import StepPool
from streams.template import begin_template
from tests.test_pool import has_loaded_the_model, nothing, sleep

async def main():
    pool = StepPool(2, nothing, 60)
    await pool.warm_up()
    print(await pool.run(has_loaded_the_model), flush=True)
    await asyncio.gather(pool.run(sleep, 60), pool.run(sleep, 60))

if __name__ == "__main__":
    {begin}
    asyncio.run(main())
"""


@pytest.mark.parametrize("begin", ["begin_template()", "pass"], ids=["from a template", "without one"])
def test_no_child_outlives_a_parent_that_is_killed(begin: str) -> None:
    code = PARENT.format(begin=begin)
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == f"{begin != 'pass'}\n"  # children of a template need not load anything
    children = psutil.Process(parent.pid).children(recursive=True)
    assert len(children) >= 3
    parent.kill()
    parent.wait()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
