"""Who may do what in the database: the role that owns, the role that serves, and the extensions.

The serving role owns nothing and bypasses nothing, so that row-level security binds every page.
"""

OWNER = "kaketsuke_owner"
APP = "kaketsuke_app"
DATABASE = "kaketsuke"
EXTENSIONS = ("btree_gist", "pg_trgm", "ltree")


def embedded_roles(*, may_create_databases: bool = False) -> str:
    """Return the statements that make both roles on a server of our own; repeatable."""
    owner_may = "CREATEDB" if may_create_databases else "NOCREATEDB"
    return f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') THEN
                CREATE ROLE {OWNER};
            END IF;
        END $$;
        {app_role()}
        ALTER ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {owner_may};
        ALTER ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB;
        GRANT {APP} TO {OWNER};
    """


def app_role() -> str:
    """Return the statements that make the serving role where it is absent."""
    return f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') THEN
                CREATE ROLE {APP} NOSUPERUSER NOBYPASSRLS;
                EXECUTE format('GRANT {APP} TO %I', current_user);
            END IF;
        END $$;
    """


def extensions() -> str:
    """Return the statements that make the extensions; a managed server may want an admin here."""
    return "".join(f"CREATE EXTENSION IF NOT EXISTS {name};\n" for name in EXTENSIONS)


def grants(owner: str) -> str:
    """Return the statements that let the serving role use whatever the owner makes later.

    A migration that makes a table to be appended to only takes UPDATE and DELETE back itself.
    """
    future = f'ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT'
    return f"""
        GRANT USAGE ON SCHEMA public TO {APP};
        {future} USAGE ON SCHEMAS TO {APP};
        {future} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
        {future} USAGE, SELECT ON SEQUENCES TO {APP};
    """
