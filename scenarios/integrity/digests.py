"""Whether a stored file is still what was written: every reader of a store asks here.

The status of a shard names the SHA-256 of its other parts and carries a seal over itself, a
SHA-256 of the file with the seal's own digits set to nought; so does a manifest. A file is read
through when first opened by a process, then again only if its size or time has changed. Stores
made before there were digests have none and are taken as they are.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from model.errors import InputError

COLUMN = "digest"
"""Of the status: "series=… summary=…", the SHA-256 of each part there is."""
SEAL = "seal"
"""Key of the seal in a file's own text."""
BLANK = "seal-sha256:" + "0" * 64
_SEALED = re.compile(rb"seal-sha256:([0-9a-f]{64})")
_PROMISE = re.compile("(series|summary)=([0-9a-f]{64})")
READ_TOGETHER = 4
"""Files whose digest is taken at a time."""
NOT_OWN = "is a link or no file; a stored run holds its own files"
CHANGED = "is not as it was stored, its digest differs"

type Mark = tuple[int, int, int]
"""Size, time and number of a file: another one under the same name has another."""


class DamagedError(InputError):
    """A part of a store that is not what was written."""

    def __init__(self, file: Path, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(f"{file}: {reason}; {_repair(file.parent.parent)}")


def _repair(folder: Path) -> str:
    if (folder / "plan.json").is_file():
        return (f"`byungjin sweep verify {folder} --drop` sets it aside and "
                f"`byungjin sweep run {folder}` makes its runs again")  # fmt: skip
    return "remove this stored run and make it again with `byungjin run`"


def check_own(file: Path) -> None:
    """Refuse a link and what is no file before it is opened: a pipe would be waited for.

    Raises:
        DamagedError: it is one.
        OSError: it cannot be looked at.
    """
    if not stat.S_ISREG(file.lstat().st_mode) or file.parent.is_symlink():
        raise DamagedError(file, NOT_OWN)


def mark(file: Path) -> Mark:
    """What tells a file from another under its name."""
    found = file.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def seal(data: bytes) -> bytes:
    """A file with `BLANK` in it, sealed."""
    place = data.rindex(BLANK.encode())
    digits = hashlib.sha256(data).hexdigest().encode()
    end = place + len(BLANK)
    return data[: end - len(digits)] + digits + data[end:]


def sealed(data: bytes) -> bool | None:
    """Whether a file is what was sealed; None if it has no seal."""
    found = list(_SEALED.finditer(data))
    if not found:
        return None
    first, end = found[-1].span(1)
    blank = data[:first] + b"0" * (end - first) + data[end:]
    return hashlib.sha256(blank).hexdigest().encode() == found[-1][1]


def of(file: Path) -> str:
    """SHA-256 of a file, worked out once while its size and time stand.

    Raises:
        DamagedError: it is a link or no file.
        OSError: it cannot be read.
    """
    check_own(file)
    now = mark(file)
    before, digest = _digests.get(file, (None, ""))
    if before != now:
        with file.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        _digests[file] = now, digest
    return digest


_digests: dict[Path, tuple[Mark, str]] = {}
_promises: dict[Path, tuple[Mark, dict[str, str]]] = {}


def sealed_status(table: pa.Table, kept: dict[str, str], **packing: Any) -> bytes:
    """The file of a status table that names the digests of the parts that were kept."""
    promise = " ".join(f"{part}={digest}" for part, digest in sorted(kept.items()))
    if COLUMN in table.column_names:
        table = table.drop_columns(COLUMN)
    table = table.append_column(COLUMN, pa.array([promise] * len(table), pa.string()))
    buffer = io.BytesIO()
    texts = [*packing.pop("use_dictionary"), COLUMN]
    pq.write_table(table.replace_schema_metadata({SEAL: BLANK}), buffer, use_dictionary=texts,
                   **packing)  # fmt: skip
    return seal(buffer.getvalue())


def status(file: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The status of a shard, or columns of it.

    Raises:
        DamagedError: it is not what was written.
        FileNotFoundError: it is gone.
    """
    check_own(file)
    data = file.read_bytes()
    whole = sealed(data)
    if whole is False:
        raise DamagedError(file, CHANGED)
    try:
        with pq.ParquetFile(io.BytesIO(data), page_checksum_verification=True) as opened:
            names = set(opened.schema_arrow.names)
            table = opened.read(None if columns is None else [*columns])
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DamagedError(file, f"cannot be read ({first(error)})") from None
    if COLUMN in names and not whole:
        raise DamagedError(file, CHANGED)
    if missing := {"run_id", "shard", *(columns or ())} - names:
        raise DamagedError(file, f"has no {', '.join(sorted(missing))}")
    return table


def promised(file: Path) -> dict[str, str]:
    """The digest of every part of a shard by the part's name, as its status has them.

    Raises:
        DamagedError: the status is not what was written.
        FileNotFoundError: it is gone.
    """
    now = mark(file)
    before, found = _promises.get(file, (None, {}))
    if before != now:
        table = status(file)
        found = {}
        if COLUMN in table.column_names and table.num_rows:
            if table["shard"][0].as_py() != file.name:
                raise DamagedError(file, "is the status of another shard")
            found = dict(_PROMISE.findall(str(table[COLUMN][0])))
        _promises[file] = now, found
    return found


def check(folder: Path, part: str, shards: str = "part-*.parquet") -> None:
    """Refuse to read a part of a store in which a shard is not what was written.

    Args:
        folder: the store.
        part: "series", "summary" or "status".
        shards: their names, as a pattern.

    Raises:
        DamagedError: one of them is missing or was changed.
    """
    if Path(shards).name != shards:  # a name out of a status, which may be a stranger's
        raise InputError(f"{folder}: {shards[:80]!r} is no name of a shard")
    for found in damages((folder / "status").glob(shards), [part]):
        raise found


def damages(
    files: Iterable[Path], parts: Sequence[str] = ("summary", "series")
) -> list[DamagedError]:
    """What is wrong with the shards of some status files."""
    with ThreadPoolExecutor(READ_TOGETHER) as readers:
        found = readers.map(lambda file: damage(file, parts), sorted(files))
        return [one for one in found if one is not None]


def damage(file: Path, parts: Sequence[str] = ("summary", "series")) -> DamagedError | None:
    """What is wrong with parts of the shard of a status file, if anything."""
    at = file
    try:
        kept = promised(file)
        for part in kept.keys() & set(parts):
            at = file.parent.parent / part / file.name
            if of(at) != kept[part]:
                return DamagedError(at, CHANGED)
    except DamagedError as error:
        return error
    except FileNotFoundError:  # if the status too is gone, compaction has just replaced it
        return DamagedError(at, "is missing") if file.exists() else None
    except OSError as error:
        return DamagedError(at, f"cannot be read ({first(error)})")
    return None


def first(error: Exception) -> str:
    """An error of a library in one line."""
    return " ".join(str(error).split())[:120]
