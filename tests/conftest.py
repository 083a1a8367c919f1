"""The database of the tests, and the running product that browser and fault tests share."""

import os
import shutil
from collections.abc import Iterator

import psycopg
import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from kaketsuke.runtime import postgres, roles
from tests import cluster, product, remembered, scheduling

# What properties are tried with follows from their code, so that a change is refused for what it
# does and not for what chance found this time, and no clock judges: a machine may be slow.
# `pytest --hypothesis-profile=wide` tries with others each time.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("house", _PATIENT, derandomize=True)
settings.register_profile("wide", _PATIENT, derandomize=False)
settings.load_profile("house")


def pytest_xdist_make_scheduler(
    config: pytest.Config, log: object
) -> scheduling.FilesThatShareAProduct:
    """Deal files out so that no product is started twice."""
    return scheduling.FilesThatShareAProduct(config, log)


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Whatever language one test's reader chose, the next one begins with the product's own."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def test_cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL of this test process alone; pure tests never start it."""
    with cluster.running() as server:
        yield server


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, test_cluster: postgres.Cluster
) -> Iterator[None]:
    """Point Django at the migrated copy; nothing is created or migrated here.

    The tests connect as the owner, on whom row-level security is forced as on anybody.
    """
    from django.db import connections
    from django.test import TransactionTestCase

    from kaketsuke.config import database as config_database

    connection = connections["default"]
    connection.close()
    for target in (connection.settings_dict, connections.settings["default"]):
        target.update(
            HOST=str(test_cluster.socket),
            PORT="",
            NAME=cluster.DATABASE,
            USER=roles.OWNER,
            PASSWORD="",
            CONN_MAX_AGE=0,
            OPTIONS={"options": config_database.SEARCH_PATH},
        )

    def give_a_new_database(_case: TransactionTestCase) -> None:
        # Flushing leaves the queue's tables full and takes away what migrations put in.
        for opened in connections.all(initialized_only=True):
            opened.close()
        cluster.renew(test_cluster)
        remembered.forget_what_followed()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", give_a_new_database)
        yield
    for opened in connections.all(initialized_only=True):
        opened.close()


@pytest.fixture
def app_connection(
    transactional_db: None, test_cluster: postgres.Cluster
) -> Iterator[psycopg.Connection]:
    """A connection as the serving role, which sees what row-level security lets it see."""
    with psycopg.connect(
        host=str(test_cluster.socket), dbname=cluster.DATABASE, user=roles.APP, autocommit=True
    ) as connection:
        yield connection


@pytest.fixture
def as_app_role(db: None) -> None:
    """Run the test's own queries as the serving role; the test's rollback gives the owner back."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {roles.APP}")


@pytest.fixture(scope="session")
def bare_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[product.Launched]:
    """`kaketsuke up` on an empty database, started once for the tests of processes and streams."""
    with product.up(tmp_path_factory.mktemp("bare")) as launched:
        yield launched


@pytest.fixture(scope="session")
def running_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[product.Launched]:
    """The demo as a person starts it, on its invented world; browser and fault tests share it."""
    with product.demo(tmp_path_factory.mktemp("demo")) as launched:
        yield launched


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The Chromium of this machine; Playwright's own download is neither needed nor wanted."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    found = os.environ.get("KAKETSUKE_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")
    if not found:
        pytest.fail("No Chromium or Chrome was found; ./script/test says how to get one.")
    flags = "no-sandbox disable-gpu disable-quic no-first-run disable-sync"
    quiet = "disable-background-networking disable-component-update"
    return {
        **browser_type_launch_args,
        "executable_path": found,
        "args": [f"--{flag}" for flag in f"{flags} {quiet}".split()],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """A person in Japan."""
    return {**browser_context_args, "locale": "ja-JP", "timezone_id": "Asia/Tokyo"}
