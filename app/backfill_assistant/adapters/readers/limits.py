"""What a reader accepts and how much it takes at once: sizes chosen so that memory stays flat."""

from __future__ import annotations

from typing import Final

# One block of text: large enough for Arrow to be quick, small enough that stopping and progress feel immediate.
BLOCK_BYTES: Final = 2 << 20
# A row longer than this is no row of a table but a file that is something else.
ROW_MAX_BYTES: Final = 16 << 20
# A quote whose partner is further away than this was never meant as a quote.
QUOTED_MAX_BYTES: Final = 4 << 20
# As many as a spreadsheet can hold.
COLUMNS_MAX: Final = 16_384
# The first look: enough for 200 rows of nearly any file.
SAMPLE_BYTES: Final = 256 << 10
FIRST_ROWS: Final = 200
# Rows of spreadsheets and JSON that become one batch.
BATCH_ROWS: Final = 5_000
# Something that grows more than this when unpacked, and beyond this size, is built to harm.
UNPACK_RATIO_MAX: Final = 500
UNPACK_FREE_BYTES: Final = 1 << 30
# Workbooks and Parquet inside an archive are unpacked into a file first, up to this size.
UNPACK_FILE_MAX_BYTES: Final = 2_000_000_000
