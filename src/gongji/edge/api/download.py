"""Files as answers: their content type and name."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from litestar import Response

# What a file is called at its end, and what it is.
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "xml": "application/xml",
    "csv": "text/csv",
}


class Download(msgspec.Struct):
    """name: what it is saved as; its ending says what it is."""

    name: str
    content: bytes


def answered(file: Download) -> Response[bytes]:
    """The file as an answer, to be saved."""
    return Response(
        file.content,
        media_type=CONTENT_TYPES[file.name.rpartition(".")[2]],
        headers={"content-disposition": f'attachment; filename="{file.name}"'},
    )


def written(write: Callable[[Path], None]) -> bytes:
    """What something that writes to a path writes there."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write(path)
        return path.read_bytes()
