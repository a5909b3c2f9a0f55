"""The national matrix from published leaf rows alone: no database, and no code of what made it (C-15)."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from gongji.edge.operator_error import OperatorError
from gongji.edge.publication.named import matrix_name
from gongji.edge.sealed import digest_of, seal_of
from gongji.ground.value import value

SHOWN = 20
# A pooling area's province is the first two digits of its division (GB/T 2260).
MATRIX = """
    select {month} as batch_month,
           payer_pool - payer_pool % 10000 as payer_province,
           payee_pool - payee_pool % 10000 as payee_province,
           payer_pool,
           payee_pool,
           business,
           clearing_month,
           count(*) as items,
           sum(amount) as amount
    from leaf
    group by payer_pool, payee_pool, business, clearing_month
    order by payer_pool, payee_pool, array_position(['AID', 'CARE', 'PREMIUM', 'MOVE'], business), clearing_month
"""


@value
class Difference:
    """A line of the matrix, its number in the published one or 0; empty where one of both has none like it."""

    number: int
    published: str
    recomputed: str


@value
class Recomputed:
    """files: how many have leaf rows. same: whether every byte is. digest: SM3 of the matrix as it was computed.

    differences: the first of them, in the order of the pairs. broken: files that are not what their seal says.
    """

    files: int
    same: bool
    digest: bytes
    differences: list[Difference]
    broken: list[str]


def recompute(folder: Path, *, batch_month: int) -> Recomputed:
    """Sum up the leaf rows of a batch that lie in a folder and compare the result with the matrix there, byte for byte.

    Where they differ, seals are checked, so that one sees which files are not as they were published. OperatorError for
    a folder without a matrix or leaf rows, or where something else lies under their names.
    """
    published = folder / matrix_name(batch_month)
    leaves = sorted(folder.glob(f"leaves-{batch_month}-*.parquet"))
    if not published.exists() or not leaves:
        raise OperatorError(f"{folder} has no matrix and leaf rows of {batch_month}")
    with TemporaryDirectory(prefix="gongji-matrix-") as scratch:
        matrix = Path(scratch, "matrix.csv")
        _sum_up(leaves, batch_month, matrix)
        digest, same = digest_of(matrix), matrix.read_bytes() == published.read_bytes()
        differences = [] if same else list(islice(_differences(published, matrix), SHOWN))
    broken = [] if same else [path.name for path in (published, *leaves) if not _is_sealed(path)]
    return Recomputed(len(leaves), same, digest, differences, broken)


def _sum_up(leaves: Sequence[Path], batch_month: int, matrix: Path) -> None:
    try:
        with duckdb.connect() as engine:
            engine.read_parquet([str(path) for path in leaves]).create_view("leaf")
            engine.sql(MATRIX.format(month=batch_month)).write_csv(str(matrix), header=True)
    except duckdb.Error as error:
        raise OperatorError(f"leaf rows cannot be read: {str(error).splitlines()[0]}") from None


def _differences(published: Path, recomputed: Path) -> Iterator[Difference]:
    """Lines are matched by what they are sums of. None where files differ only in bytes that are no line."""
    theirs, ours = _lines(published), _lines(recomputed)
    for key in sorted({**theirs, **ours}):
        number, line = theirs.get(key, (0, ""))
        _, own = ours.get(key, (0, ""))
        if line != own:
            yield Difference(number, line, own)


def _lines(matrix: Path) -> dict[str, tuple[int, str]]:
    """By all but items and amount: number and line."""
    text = matrix.read_text("utf-8", errors="replace")
    return {line.rsplit(",", 2)[0]: (number, line) for number, line in enumerate(text.splitlines(), start=1)}


def _is_sealed(path: Path) -> bool:
    sealed = seal_of(path)
    return sealed.exists() and sealed.read_text("utf-8", errors="replace").split(" ")[0] == digest_of(path).hex()
