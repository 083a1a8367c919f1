"""No page ships with something that a screen reader, a keyboard or weak eyes would trip over."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Colours must stand still while they are measured. Neither wait is without end: a busy browser may
# draw no frame, and a movement that is cut off never says that it has finished.
STAND_STILL = """async () => {
  const atMost = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const drawn = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.race([drawn, atMost(1000)]);
  const moved = document.getAnimations().map((each) => each.finished);
  await Promise.race([Promise.allSettled(moved), atMost(2000)]);
}"""


def faults(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands, each with the place where it is."""
    found: Any = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [
        f"{violation['id']}: {node['html'][:160]} | {node.get('failureSummary', '')[:200]}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Hold the page against axe in both themes, and let nothing run over the side."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate(STAND_STILL)
        found = faults(page)
        assert not found, theme + "\n" + "\n".join(found)
    page.emulate_media(color_scheme="light")
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """Nothing scrolls sideways but what is meant to."""
    wide, there = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= there, (wide, there)
