"""Write srgb.icc, the colour profile every PDF carries (PDF/A output intent).

Run with the program's own Python: ``python resources/colour/build_profile.py``. The colours are
those of sRGB as LittleCMS knows them; the header is set to ICC 4.2, which PDF 1.7 names, to one
fixed date and to no profile id, so that every run writes the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from struct import pack

from PIL import ImageCms

VERSION, MADE, ID = slice(8, 12), slice(24, 36), slice(84, 100)


def main() -> None:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[VERSION] = bytes.fromhex("04200000")
    profile[MADE] = pack(">6H", 2026, 1, 1, 0, 0, 0)
    profile[ID] = bytes(16)
    (Path(__file__).parent / "srgb.icc").write_bytes(profile)


if __name__ == "__main__":
    main()
