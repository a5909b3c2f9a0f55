"""Files that regions hand over: people, institutions, credits, relations, quotas, the catalogue.

Each kind has a file here that says what its columns are and which verb takes its lines in. The rest is the same for
all: a file is read by several processes at once, each takes its share of the lines in, a batch a transaction, and
reports what it refused. There is no record of how far an import came: the verbs recognise what is there already, so
the same file again completes what a killed import left out.
"""

from gongji.edge.imports.alone import import_alone
from gongji.edge.imports.import_file import KINDS, Imported, import_file
from gongji.edge.imports.share import Report, Share, take_in
from gongji.edge.imports.sheet import open_sheet

__all__ = ["KINDS", "Imported", "Report", "Share", "import_alone", "import_file", "open_sheet", "take_in"]
