"""How files are dealt out to test processes: what shares a running product runs in one process."""

from xdist.scheduler import LoadFileScheduling

# A product takes seconds to start; a fixture of the session starts one for each test process.
SHARES = {
    "tests/journeys/test_play.py": "running_product",
    "tests/faults/test_acknowledged_steps.py": "running_product",
    "tests/faults/test_processes.py": "bare_product",
    "tests/live/test_streams.py": "bare_product",
}


class FilesThatShareAProduct(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Whole files as ever; those named together count as one."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return SHARES.get(file, file)
