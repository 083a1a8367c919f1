"""Column types that Django lacks."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


class LtreeField(models.CharField[str, str]):
    """A PostgreSQL ``ltree`` path such as ``prime.sub_a``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Paths are short; the bound is for forms only."""
        kwargs.setdefault("max_length", 255)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002 - Django's signature
        """Return the column's type."""
        return "ltree"

    def get_placeholder(
        self,
        value: Any,  # noqa: ARG002 - Django's signature
        compiler: SQLCompiler,  # noqa: ARG002 - Django's signature
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - Django's signature
    ) -> str:
        """Cast what is sent, since text and ltree do not compare."""
        return "%s::ltree"


@LtreeField.register_lookup
class DescendantOf(models.Lookup[bool]):
    """``path__descendant_of="prime"``: the node itself and all below it."""

    lookup_name = "descendant_of"

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return ``path <@ value``."""
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} <@ {right}", (*left_params, *right_params)


@models.UUIDField.register_lookup
@models.CharField.register_lookup
class AnyOf(models.Lookup[Any]):
    """``pk__any_of=[…]``: one of many values, sent as one array instead of many parameters."""

    lookup_name = "any_of"

    def get_prep_lookup(self) -> list[Any]:
        """Keep the values as they are: the driver knows them."""
        return list(self.rhs)

    def get_db_prep_lookup(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - Django's signature
    ) -> Any:
        """Send one array."""
        return "%s", [value]

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return ``column = ANY (array)``."""
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*left_params, *right_params)
