"""Group commit: nothing waits when all is idle, what comes meanwhile goes together, at most so many at once."""

import asyncio
import threading

from gongji.edge.gateway.commit import LARGEST_BATCH, GroupCommit


def test_what_comes_meanwhile_goes_together_in_its_order() -> None:
    batches: list[list[int]] = []
    first_is_out, go_on = threading.Event(), threading.Event()

    def settle(batch: list[int]) -> list[int]:
        batches.append(batch)
        first_is_out.set()
        assert go_on.wait(10)
        return [-number for number in batch]

    async def story() -> list[int]:
        group = GroupCommit(settle, threads=1)
        answers = [group.add(0)]
        await asyncio.to_thread(first_is_out.wait, 10)
        answers += [group.add(number) for number in range(1, LARGEST_BATCH + 3)]
        go_on.set()
        answered = await asyncio.gather(*answers)
        group.close()
        return answered

    answered = asyncio.run(story())
    assert answered == [-number for number in range(LARGEST_BATCH + 3)]
    assert batches == [[0], list(range(1, LARGEST_BATCH + 1)), [LARGEST_BATCH + 1, LARGEST_BATCH + 2]]


def test_who_does_not_wait_any_more_does_not_disturb_the_others() -> None:
    settled: list[int] = []

    def settle(batch: list[int]) -> list[int]:
        settled.extend(batch)
        return batch

    async def story() -> int:
        group = GroupCommit(settle, threads=1)
        gone, stays = group.add(1), group.add(2)
        gone.cancel()
        answer = await stays
        group.close()
        return answer

    assert asyncio.run(story()) == 2
    assert settled == [1, 2]
