"""Makes `resources/fonts/SalesDeskSans-*.otf` from Noto Sans CJK; run once, the result is kept with the project.

A bare system has no Chinese glyph, and screens and reports shall look the same everywhere, so the program brings its
own font. The full Noto Sans CJK weighs 19 MB per weight; this keeps what GBK and Big5 can write, Western European
letters (all that Noto Sans CJK has) and the signs a window needs. A changed font needs a name of its own: SalesDesk
Sans.

The Kangxi and CJK radicals (U+2E80–2FDF) are left out on purpose: they share their glyphs with ordinary characters,
and a PDF made with them would give radicals where somebody copies or searches text. Other doubles of more ordinary
signs are left out for the same reason.

Use: `python packaging/make_fonts.py [FOLDER_WITH_NOTO_TTC]` with fonttools installed; Debian: `fonts-noto-cjk`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "SalesDesk Sans"
NOTO = Path("/usr/share/fonts/opentype/noto")
TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
RADICALS = range(0x2E80, 0x2FE0)
COMPATIBILITY = range(0xF900, 0xFB00)
# Signs drawn with the glyph of a more ordinary one: em space, figure dash, hyphenation point, reversed prime, division
# slash, midline ellipsis, angle brackets, wave dash (their ordinary twins are in GBK).
LESSER = {0x2003, 0x2012, 0x2027, 0x2035, 0x2215, 0x22EF, 0x2329, 0x232A, 0x301C, *range(0x2780, 0x2794)}
SIGNS = (
    range(0x0020, 0x007F),  # ASCII
    range(0x00A0, 0x0180),  # Latin-1, Latin Extended-A
    range(0x0192, 0x0193),
    range(0x02C6, 0x02DE),  # spacing accents
    range(0x0391, 0x03CA),  # Greek
    range(0x0401, 0x0452),  # Cyrillic
    range(0x2000, 0x2070),  # punctuation and spaces
    range(0x2070, 0x20A0),  # superscripts
    range(0x20A0, 0x20C1),  # currency
    range(0x2100, 0x2150),  # letter-like: № ℃ ™
    range(0x2150, 0x218C),  # fractions, Roman numerals
    range(0x2190, 0x2200),  # arrows
    range(0x2200, 0x2300),  # mathematics
    range(0x2300, 0x2400),  # ⌘ ⌥ ⏎
    range(0x2460, 0x2500),  # circled numbers
    range(0x2500, 0x2600),  # boxes, blocks, shapes
    range(0x2600, 0x27C0),  # ★ ☎ ✓ ✗
    range(0x3000, 0x3040),  # Chinese punctuation
    range(0x3220, 0x3300),
    range(0xFF00, 0xFFF0),  # full width
)


def written_with(codec: str) -> set[int]:
    """Every character that two bytes of a Chinese character set can mean."""
    found: set[int] = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                text = bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                found.add(ord(text))
    return found


def wanted_characters(font: TTFont) -> set[int]:
    """What the font shall hold, without signs that would steal the glyph of a more ordinary one."""
    wanted = written_with("gbk") | written_with("big5")
    for block in SIGNS:
        wanted.update(block)
    wanted.difference_update(RADICALS)
    wanted.difference_update(range(0xE000, 0xF900))  # private use
    wanted.difference_update(LESSER)
    characters = font.getBestCmap()
    ordinary = {characters[code] for code in wanted if code in characters and code not in COMPATIBILITY}
    return {
        code for code in wanted if code in characters and not (code in COMPATIBILITY and characters[code] in ordinary)
    }


def rename(font: TTFont, weight: str) -> None:
    """Give the font its own name in every record; the copyright and licence records stay."""
    postscript = f"SalesDeskSans-{weight}"
    names = {1: FAMILY, 2: weight, 3: f"1.0;{postscript}", 4: f"{FAMILY} {weight}", 6: postscript}
    table = font["name"]
    notices = {i: table.getDebugName(i) for i in (0, 13, 14)}
    version = f"Version 1.0; subset of Noto Sans CJK SC {table.getDebugName(5)}"
    table.names = []
    for number, text in {**names, **notices, 5: version}.items():
        table.setName(text, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    top = cff.topDictIndex[0]
    top.FamilyName, top.FullName = FAMILY, f"{FAMILY} {weight}"


def subset(font: TTFont, characters: set[int]) -> None:
    """Drop every other glyph, upright text needs no vertical metrics or regional variants."""
    options = Options()
    options.layout_features = ["kern", "ccmp", "mark", "tnum"]
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.hinting = True  # a megabyte that makes small Chinese text crisper on screen
    options.desubroutinize = False
    worker = Subsetter(options)
    worker.populate(unicodes=characters)
    worker.subset(font)


def make(weight: str, folder: Path) -> Path:
    """One weight, written beside the licence; says how much it holds."""
    collection = TTCollection(str(folder / f"NotoSansCJK-{weight}.ttc"))
    font = next(one for one in collection.fonts if one["name"].getDebugName(1) == "Noto Sans CJK SC")
    characters = wanted_characters(font)
    subset(font, characters)
    rename(font, weight)
    target = TARGET / f"SalesDeskSans-{weight}.otf"
    font.save(str(target))
    print(f"{target.name}: {len(characters)} characters, {target.stat().st_size / 1e6:.1f} MB")
    return target


def main() -> int:
    """Both weights; 1 with a sentence where the source is not there."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else NOTO
    if not (folder / "NotoSansCJK-Regular.ttc").is_file():
        print(f"No NotoSansCJK-Regular.ttc in {folder}. Name its folder, or install fonts-noto-cjk.", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight in ("Regular", "Bold"):
        make(weight, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
