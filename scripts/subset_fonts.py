"""Cut the fonts of the preview cards out of Debian's fonts-noto-core, and write down how wide their letters are.

    uv run --with fonttools scripts/subset_fonts.py /usr/share/fonts/truetype/noto claims/public/fonts

Run once; what it makes is in the repository, under the OFL (claims/public/fonts/OFL.txt).
"""

import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

RANGES = {
    "NotoSans": [
        *((0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x2AF), (0x2B0, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF)),
        *((0x400, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2116, 0x2116), (0x2122, 0x2122)),
    ],
    "NotoSansArmenian": [(0x530, 0x58F), (0xFB13, 0xFB17)],
    "NotoSansGeorgian": [(0x10A0, 0x10FF), (0x1C90, 0x1CBF)],
    "NotoSansArabic": [(0x600, 0x6FF), (0x750, 0x77F)],
    "NotoSansHebrew": [(0x590, 0x5FF)],
}
# What every font keeps of these, where it has them: spaces, figures, what joins letters and parts them.
SHARED = [(0x20, 0x7E), (0xA0, 0xA0), (0x2000, 0x206F)]
WEIGHTS = ("Regular", "Bold")


def main(source: Path, target: Path) -> None:
    widths: dict[str, dict[int, int]] = {weight: {} for weight in WEIGHTS}
    for family, ranges in RANGES.items():
        for weight in WEIGHTS:
            name = f"{family}-{weight}.ttf"
            _cut(source / name, target / name, [*ranges, *SHARED])
            font = TTFont(target / name)
            units = font["head"].unitsPerEm
            found = {code: round(1000 * font["hmtx"][glyph][0] / units) for code, glyph in font.getBestCmap().items()}
            widths[weight] = found | widths[weight]
    text = {weight: {f"{code:x}": found[code] for code in sorted(found)} for weight, found in widths.items()}
    (target / "widths.json").write_text(json.dumps(text, separators=(",", ":")) + "\n")


def _cut(source: Path, target: Path, ranges: list[tuple[int, int]]) -> None:
    options = subset.Options(layout_features=["*"], hinting=False, name_IDs=["*"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in ranges for code in range(first, last + 1)])
    font = subset.load_font(str(source), options)
    cutter.subset(font)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
