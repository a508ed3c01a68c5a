"""The site as one zip: ``python -m web.book.archive _build/html site.zip``. The same pages make the same bytes."""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

__all__ = ["main", "pack"]

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a zip: the earliest that the format has."""

FOLDER = "transposed-convolution"
"""The folder that unpacking makes."""

LEFT_OUT = {".buildinfo"}
"""What the next build reads, and no reader."""


def pack(site: Path, target: Path) -> int:
    """Write all files of a site into a zip, in a fixed order and without their times; return how many there are.

    Raises
    ------
    FileNotFoundError
        if ``site`` has no ``index.html``.
    """
    if not (site / "index.html").is_file():
        raise FileNotFoundError(f"{site} has no index.html, `make site` builds it")
    files = sorted(
        path for path in site.rglob("*") if path.is_file() and not LEFT_OUT & {*path.relative_to(site).parts}
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for path in files:
            entry = ZipInfo(f"{FOLDER}/{path.relative_to(site).as_posix()}", EPOCH)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return len(files)


def main(arguments: list[str]) -> None:
    """Pack the site in the first folder into the second name."""
    if len(arguments) != 2:
        sys.exit("usage: python -m web.book.archive SITE ZIP")
    try:
        count = pack(Path(arguments[0]), target := Path(arguments[1]))
    except FileNotFoundError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{target}: {count} files, {target.stat().st_size / 1e6:.1f} MB. Unpack it, open index.html.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
