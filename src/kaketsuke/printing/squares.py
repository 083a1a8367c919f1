"""A square that a phone reads, as a drawing for pages and for print."""

from io import BytesIO

import segno


def square(address: str) -> str:
    """Return a QR code of the address as SVG text, readable with a corner damaged."""
    written = BytesIO()
    segno.make(address, error="m", micro=False).save(
        written, kind="svg", xmldecl=False, svgns=True, border=4, scale=4
    )
    return written.getvalue().decode()
