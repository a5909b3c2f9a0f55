"""What every door is given."""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from gongji.edge.office import Office

# Ours: there is nothing to check about it with every request.
TheOffice = NamedDependency[SkipValidation[Office]]
Asking = Request[Any, Any, Any]
