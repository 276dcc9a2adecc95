"""What a kernel's machine code follows from, as one number.

Its instructions and constants, those of the kernels it calls, the types it is called with, the
compiler and the processor. Not: where its file lies, what its module is called, comments and
docstrings.
"""

from __future__ import annotations

import builtins
import dis
import hashlib
import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import llvmlite
import numba
import numpy as np
from numba.core.dispatcher import Dispatcher

FORMAT = 3
"""Raised when the way in which kernels are compiled or kept changes (`model.kernel_compiler`)."""
COMPILED_BY_NAME = ("builtins", "math", "numba", "numpy")
"""Packages whose functions the compiler knows by name; their versions are in every key."""
SETTINGS = ("OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "BOUNDSCHECK", "DEBUGINFO_DEFAULT",
            "LLVM_REFPRUNE_PASS", "LLVM_REFPRUNE_FLAGS")  # fmt: skip
"""Settings of numba by which the same lines give other machine code."""

Frozen = tuple[Any, ...] | str


def keys(
    function: FunctionType, types: Sequence[Any], options: Any, targets: Iterable[Sequence[str]]
) -> Iterator[str]:
    """The names under which a kernel's machine code is kept, for each target.

    Args:
        function: the kernel's lines.
        types: numba's types of its arguments.
        options: of numba.
        targets: system, processor and its features.

    Raises:
        TypeError: it refers to something of which it cannot be told whether it has changed.
    """
    facts = (_compiler(), content(function), [*map(_spelled, types)], sorted(options.items()))
    for target in targets:
        yield hashlib.sha256(repr((facts, *target)).encode()).hexdigest()[:40]


def _spelled(kind: Any) -> Frozen:
    """A type in words, with the names of a tuple's places, which numba leaves out."""
    parts = [*kind] if isinstance(kind, numba.types.BaseTuple) else []
    return (str(kind), getattr(kind, "fields", ()) if parts else (), *map(_spelled, parts))


def _compiler() -> Frozen:
    """Versions and settings that machine code follows from."""
    numpy_version = ".".join(np.__version__.split(".")[:2])
    versions = (numba.__version__, llvmlite.__version__, numpy_version, importlib.util.MAGIC_NUMBER)
    return (FORMAT, *versions, *(repr(getattr(numba.config, name, None)) for name in SETTINGS))


def content(function: FunctionType) -> str:
    """A number of what a function does: of its lines, and of all it refers to."""
    return _content(function, {})


def reached(function: FunctionType) -> set[FunctionType]:
    """A kernel's lines and those of all kernels it calls."""
    found, waiting = set[FunctionType](), [function]
    while waiting:
        found.add(one := waiting.pop())
        called = {v.py_func for v in _referred(one) if isinstance(v, Dispatcher)}
        waiting += called - found
    return found


def _content(function: FunctionType, known: dict[FunctionType, str]) -> str:
    if function not in known:
        known[function] = "itself"  # met again below, where a kernel calls itself
        held = [_frozen(value, known) for value in _referred(function)]
        given = _frozen(function.__defaults__, known)
        facts = (_lines(function.__code__), given, held)
        known[function] = hashlib.sha256(repr(facts).encode()).hexdigest()
    return known[function]


@cache
def _lines(code: CodeType) -> Frozen:
    """Instructions with the constants they name; a docstring is named by none."""
    shape = (code.co_argcount, code.co_kwonlyargcount, code.co_flags & 0xF, code.co_varnames,
             code.co_freevars, code.co_cellvars, code.co_exceptiontable)  # fmt: skip
    return (shape, *((op.opname, _constant(op.argval)) for op in _instructions(code)))


@cache
def _instructions(code: CodeType) -> tuple[dis.Instruction, ...]:
    return tuple(dis.get_instructions(code))


def _constant(value: Any) -> Frozen:
    return _lines(value) if isinstance(value, CodeType) else (type(value).__name__, repr(value))


def _referred(function: FunctionType) -> Iterator[Any]:
    """Values of the names a function takes from outside itself, in order."""
    yield from (cell.cell_contents for cell in function.__closure__ or ())
    for chain in _chains(function.__code__):
        if chain[0] not in function.__globals__ and not hasattr(builtins, chain[0]):
            continue
        value = function.__globals__.get(chain[0], getattr(builtins, chain[0], None))
        for name in chain[1:]:
            if not isinstance(value, ModuleType):
                break
            value = getattr(value, name)
        yield value


@cache
def _chains(code: CodeType) -> tuple[tuple[str, ...], ...]:
    """Names from outside with the attributes read off them, as ``np.zeros``."""
    chains: list[list[str]] = []
    reading = False
    for op in _instructions(code):
        if op.opname == "LOAD_GLOBAL":
            chains.append([op.argval])
            reading = True
        elif reading and op.opname == "LOAD_ATTR":
            chains[-1].append(op.argval)
        else:
            reading = False
    inside = [c for value in code.co_consts if isinstance(value, CodeType) for c in _chains(value)]
    return (*map(tuple, chains), *inside)


def _frozen(value: Any, known: dict[FunctionType, str]) -> Frozen:
    """A value a kernel refers to, as text that is equal only if the value is."""
    if isinstance(value, Dispatcher):
        options = sorted(value.targetoptions.items())
        return (type(value).__name__, repr(options), _content(value.py_func, known))
    if isinstance(value, tuple):
        fields = (type(value).__name__, getattr(value, "_fields", ()))
        return (*fields, *(_frozen(item, known) for item in value))
    if isinstance(value, np.ndarray):
        return (str(numba.typeof(value)), value.shape, value.tobytes().hex())
    if isinstance(value, np.generic):
        return (value.dtype.str, value.tobytes().hex())
    if value is None or isinstance(value, bool | int | float | complex | str | bytes):
        return (type(value).__name__, repr(value))
    return _by_name(value, known)


def _by_name(value: Any, known: dict[FunctionType, str]) -> Frozen:
    """What the compiler knows by its name, or the lines of any other function."""
    if isinstance(value, type) and hasattr(value, "_fields"):
        return (value.__name__, value._fields)
    home = "numpy" if isinstance(value, np.ufunc) else getattr(value, "__module__", None) or ""
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    known_by_name = home.partition(".")[0] in COMPILED_BY_NAME
    if name and (known_by_name or isinstance(value, BuiltinFunctionType)):
        return (home, name)
    if isinstance(value, FunctionType):
        return (_content(value, known),)
    raise TypeError(
        f"a kernel refers to {value!r}; expected numbers, texts, arrays, tuples of these, other "
        "kernels, or functions of numpy and math, of which it can be told whether they have changed"
    )
