"""What every door is given."""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from gongji.edge.office import Office

TheOffice = NamedDependency[Office]
Asking = Request[Any, Any, Any]
