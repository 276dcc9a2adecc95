"""The second copy of what a store cannot do without: manifest, design and plan.

They are written once, the copy and then the file itself, each whole or not at all. A file that is
not what was written is made again from its copy, and whoever reads is told. The manifest carries a
seal over itself and names the SHA-256 of the others; a store made before that has neither.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from model.errors import InputError
from scenarios.integrity import digests, disk

WHAT = "the manifest of a stored run"
FOLDER, MANIFEST, OTHERS = "copy", "manifest.json", ("design.parquet", "plan.json")


def write_manifest(folder: Path, facts: dict[str, Any]) -> None:
    """Write the manifest of a store, its copy first; the store counts from then on."""
    whole = facts | {digests.SEAL: digests.BLANK}
    data = digests.seal((json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode())
    with disk.writing(folder / FOLDER):
        disk.make_folder(folder / FOLDER)
    for file in (_copy(folder, MANIFEST), folder / MANIFEST):
        disk.replace(file, lambda handle: handle.write(data))


def keep(folder: Path, name: str) -> None:
    """Make the second copy of a file that has just been written."""
    with disk.writing(folder / FOLDER):
        disk.make_folder(folder / FOLDER)
    _over(folder / name, _copy(folder, name))


def there(folder: Path, name: str) -> bool:
    """Whether a store has a file, or a copy to make it from."""
    return (folder / name).is_file() or _copy(folder, name).is_file()


def written(folder: Path, name: str) -> int:
    """When a file or its copy was written, in ns since 1970; 0 if there is neither."""
    for file in (folder / name, _copy(folder, name)):
        with suppress(OSError):
            return file.stat().st_mtime_ns
    return 0


def manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a store as it was written, from its copy if need be.

    Raises:
        InputError: it cannot be read, and there is no sound copy.
    """
    file, copy = folder / MANIFEST, _copy(folder, MANIFEST)
    try:
        return _read(file)[0]
    except InputError:
        try:
            facts, sealed = _read(copy)
        except InputError:
            sealed = False
        if not sealed:
            raise
    _rebuilt(copy, file)
    return facts


def _read(file: Path) -> tuple[dict[str, Any], bool]:
    """A manifest, and whether it has a seal."""
    from scenarios.storage import schema

    if file.is_symlink():
        raise InputError(f"{file}: {digests.NOT_OWN}")
    data = schema.text(file, WHAT)
    if (whole := digests.sealed(data)) is False:
        raise InputError(f"{file}: {digests.CHANGED}")
    facts = schema.decoded(file, data, WHAT)
    if "format" not in facts:  # another file of the store under this name
        raise InputError(f"{file}: is not {WHAT} (it has no format)")
    facts.pop(digests.SEAL, None)
    return facts, bool(whole)


def sound(folder: Path, name: str, facts: dict[str, Any]) -> Path:
    """Where to read the design or the plan of a store with this manifest.

    Made again from its copy if it is not what was written; without a sound copy it is left to its
    reader, who has a word for each thing that may be wrong with it.
    """
    file, copy = folder / name, _copy(folder, name)
    digest = _digests(facts).get(name)
    if digest is None or _is(file, digest) or not _is(copy, digest):
        return file
    return file if _rebuilt(copy, file) else copy


def heal(folder: Path) -> None:
    """Make what is missing or damaged of each pair from the other; asked of who holds the lock."""
    facts = manifest(folder)
    if not _read(folder / MANIFEST)[1] or (folder / FOLDER).is_symlink():
        return  # made before there were copies, or a stranger's way out of the folder
    for name, digest in _digests(facts).items():
        if _is(sound(folder, name, facts), digest) and not _is(_copy(folder, name), digest):
            keep(folder, name)
    if not _is(_copy(folder, MANIFEST), digests.of(folder / MANIFEST)):
        keep(folder, MANIFEST)


def _digests(facts: dict[str, Any]) -> dict[str, str]:
    """SHA-256 of the other files by name, as a manifest has them."""
    sweep = facts.get("sweep")
    found = (sweep if isinstance(sweep, dict) else facts).get("files")
    return {n: str(found[n]) for n in OTHERS if n in found} if isinstance(found, dict) else {}


def _copy(folder: Path, name: str) -> Path:
    return folder / FOLDER / name


def _is(file: Path, digest: str) -> bool:
    try:
        return digests.of(file) == digest
    except (InputError, OSError):
        return False


def _rebuilt(copy: Path, file: Path) -> bool:
    """Make a file again from its copy, and say so; whether that could be done."""
    try:
        _over(copy, file)
    except (InputError, OSError):
        print(f"{file}: is damaged; its copy is read", file=sys.stderr)
        return False
    print(f"{file}: was damaged and is made again from its copy", file=sys.stderr)
    return True


def _over(one: Path, other: Path) -> None:
    """Write a file over another, whole or not at all."""
    with one.open("rb") as source:
        disk.replace(other, lambda handle: _all(source, handle))


def _all(source: Any, handle: Any) -> None:
    while data := source.read(disk.TOGETHER):
        handle.write(data)
