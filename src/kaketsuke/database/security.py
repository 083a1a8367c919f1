"""Row-level security in migrations: who sees a row is read from the settings of the transaction.

`kaketsuke.accounts.context` sets them. What is not set is empty, and the empty viewer sees nothing.
Each setting stands in a sub-select, so that the database reads it once a query and not once a row.
"""

from django.db import migrations

APP_ROLE = "kaketsuke_app"


def _ids(setting: str) -> str:
    return (
        f"(SELECT string_to_array(nullif(current_setting('kaketsuke.{setting}', true), ''), ','))"
        "::uuid[]"
    )


def _is_set(setting: str) -> str:
    return f"(SELECT coalesce(current_setting('kaketsuke.{setting}', true), '') <> '')"


COMPANIES, CASES, PERSONS = _ids("companies"), _ids("cases"), _ids("persons")
FIRMS = _ids("firms")
TECHNICIAN_ID = "(SELECT nullif(current_setting('kaketsuke.technician', true), '')::uuid)"
LINK_SHA256 = "(SELECT decode(nullif(current_setting('kaketsuke.link', true), ''), 'hex'))"

IS_SYSTEM = "(SELECT current_setting('kaketsuke.system', true) = 'on')"
IS_STAFF = _is_set("companies")
ON_A_CASE = _is_set("cases")
OF_A_FIRM = _is_set("firms")
IS_TECHNICIAN = _is_set("technician")
IS_SOMEBODY = " OR ".join((IS_SYSTEM, IS_STAFF, ON_A_CASE, IS_TECHNICIAN, _is_set("persons")))


def of_companies(column: str = "company_id") -> str:
    """Return: the row belongs to a company of the viewer's."""
    return f"{column} = ANY({COMPANIES})"


def of_cases(column: str = "case_id") -> str:
    """Return: the row belongs to a case of the viewer's."""
    return f"{column} = ANY({CASES})"


def of_persons(column: str = "person_id") -> str:
    """Return: the row belongs to a person the viewer is, or may speak for."""
    return f"{column} = ANY({PERSONS})"


def of_technician(column: str = "technician_id") -> str:
    """Return: the row belongs to the technician who is looking."""
    return f"{column} = {TECHNICIAN_ID}"


def one_of(column: str, query: str) -> str:
    """Return: the column's value is among those of a query that does not depend on the row."""
    return f"{column} = ANY(ARRAY({query}))"


class RowSecurity(migrations.RunSQL):
    """Force row-level security on a table: one policy for reading and writing."""

    def __init__(self, table: str, *, using: str | tuple[str, ...]) -> None:
        """Let the system and whoever `using` names (one condition of several is enough) through."""
        conditions = (using,) if isinstance(using, str) else using
        allowed = " OR ".join((IS_SYSTEM, *conditions))
        super().__init__(
            f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY {table}_viewer ON {table} USING ({allowed}) WITH CHECK ({allowed});
            """,
            f"""
            DROP POLICY {table}_viewer ON {table};
            ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
            """,
        )
        # A migration names its operations by their arguments.
        self._constructor_args: tuple[object, object] = ((table,), {"using": using})


class AlsoReadable(migrations.RunSQL):
    """Open a lower room's table for reading to more viewers, by rows that the higher room knows."""

    def __init__(self, table: str, name: str, *, using: str) -> None:
        """Add a policy for reading only."""
        super().__init__(
            f"CREATE POLICY {table}_{name} ON {table} FOR SELECT USING ({using});",
            f"DROP POLICY {table}_{name} ON {table};",
        )
        self._constructor_args: tuple[object, object] = ((table, name), {"using": using})


class AppendOnly(migrations.RunSQL):
    """Take back from the serving role the right to change or remove rows of a table."""

    def __init__(self, table: str) -> None:
        """Revoke; on a server where the role is still to be made there is nothing to take back."""
        super().__init__(
            _if_role_exists(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP_ROLE}"),
            _if_role_exists(f"GRANT UPDATE, DELETE ON {table} TO {APP_ROLE}"),
        )
        self._constructor_args: tuple[object, object] = ((table,), {})


def _if_role_exists(statement: str) -> str:
    return f"""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN {statement}; END IF;
        END $$;
    """
