"""Import a file with several processes, each taking its share of the lines in."""

import os
from collections.abc import Callable
from pathlib import Path

from gongji.edge.imports.catalogue import CATALOGUE
from gongji.edge.imports.credits import CREDITS
from gongji.edge.imports.errors import ErrorFile
from gongji.edge.imports.institutions import INSTITUTIONS
from gongji.edge.imports.people import PEOPLE
from gongji.edge.imports.processes import in_processes
from gongji.edge.imports.quotas import QUOTAS
from gongji.edge.imports.relations import RELATIONS
from gongji.edge.imports.share import Report, Share
from gongji.edge.imports.sheet import open_sheet
from gongji.edge.postgres import Database, require_least_privilege
from gongji.edge.settings import Settings, require_key_store_for
from gongji.ground.keys import FileKeyStore
from gongji.ground.value import value

KINDS = {
    "people": PEOPLE,
    "institutions": INSTITUTIONS,
    "credits": CREDITS,
    "relations": RELATIONS,
    "quotas": QUOTAS,
    "catalogue": CATALOGUE,
}
# PostgreSQL takes as much of a machine as the processes do; every one of them splits every line.
PROCESSES = min(8, max(2, (os.cpu_count() or 2) // 2))


@value
class Imported:
    """How many lines were taken in or known already, and how many were refused; errors names those."""

    right: int
    wrong: int
    errors: Path


def import_file(
    settings: Settings, database: Database, *, kind: str, path: Path, progress: Callable[[int, int], None]
) -> Imported:
    """Take a file in; what an earlier run of the same file took in is recognised and left as it is.

    Every transaction ends within two seconds, and a line is in it wholly or not at all. progress: told bytes read and
    in all. Raises OperatorError for a file that is not of this kind, and when the import cannot go on.
    """
    sheet = open_sheet(path, KINDS[kind])
    with database.app_connection() as db:
        require_least_privilege(db)
    # Made here if it is missing, before several processes would.
    require_key_store_for(settings, FileKeyStore(settings.key_store))
    errors = ErrorFile(path.with_name(f"{path.name}.errors.csv"))
    size = path.stat().st_size
    right = 0
    latest: dict[int, Report] = {}
    shares = [Share(KINDS[kind], sheet, number, PROCESSES) for number in range(PROCESSES)]
    with in_processes(shares, settings=settings, url=database.url) as reports:
        for share, report in reports:
            latest[share.number] = report
            right += report.right
            errors.add(report.wrong)
            if len(latest) == PROCESSES:
                errors.write_to(min(each.line for each in latest.values()))
            progress(sum(each.end for each in latest.values()) // PROCESSES, size)
    errors.write_to(None)
    progress(size, size)
    return Imported(right, errors.count, errors.path)
