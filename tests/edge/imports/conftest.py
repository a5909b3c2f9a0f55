"""Files to import, and the means to import them without processes of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gongji.edge.clock import Clock
from gongji.edge.imports import KINDS
from gongji.edge.imports.line import Wrong
from gongji.edge.imports.share import Report, Share, take_in
from gongji.edge.imports.sheet import open_sheet
from gongji.ground.identity_number import check_character
from tests.world import World

Take = Callable[..., list[Wrong]]

PEOPLE = (
    "psn_no,psn_name,psn_cert_type,certno,gend,brdy,tel,insutype,psn_type,insuplc_admdvs,"
    "psn_insu_stas,psn_insu_date,balc"
)


def person(number: int, **changes: str) -> str:
    """A right line of `import people`, with some fields changed: an employee in Xiamen with 100.00 yuan."""
    first = f"999{number // 999 % 1000:03d}19850506{number % 999 + 1:03d}"
    fields = {
        "psn_no": f"3502{number:010d}",
        "psn_name": "林小雨",
        "psn_cert_type": "01",
        "certno": first + check_character(first),
        "gend": "2",
        "brdy": "1985-05-06",
        "tel": f"138{number:08d}",
        "insutype": "310",
        "psn_type": "11",
        "insuplc_admdvs": "350203",
        "psn_insu_stas": "1",
        "psn_insu_date": "2010-07-01",
        "balc": "100.00",
    }
    return ",".join({**fields, **changes}.values())


@pytest.fixture
def take(world: World, tmp_path: Path) -> Take:
    """Import lines below a header, all in one share; what was wrong. bytes are taken as they are."""

    def take(kind: str, header: str | bytes, *lines: str | bytes, share: int = 0, shares: int = 1) -> list[Wrong]:
        path = tmp_path / f"{kind}.csv"
        path.write_bytes(b"\n".join([line if isinstance(line, bytes) else line.encode() for line in (header, *lines)]))
        reports: list[Report] = []
        take_in(
            world.db,
            world.keys,
            Clock(frozen_at=world.now),
            share=Share(KINDS[kind], open_sheet(path, KINDS[kind]), share, shares),
            report=reports.append,
        )
        return sorted(wrong for report in reports for wrong in report.wrong)

    return take
