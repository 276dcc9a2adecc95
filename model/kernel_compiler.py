"""How kernels are compiled: parts within what calls them, mechanisms apart and linked.

Numba links whatever a kernel calls into it and optimises all of it again, so that one changed line
would compile the whole month. Here a mechanism is machine code of its own, which others call by a
name made of its content; a part is never made into machine code but within its callers.
"""

from __future__ import annotations

import gc
import platform
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cache
from types import FunctionType
from typing import Any
from uuid import uuid4

import llvmlite.binding as llvm
import numpy as np
from numba.core import sigutils, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import (
    CompilerBase,
    CompileResult,
    DefaultPassBuilder,
    compile_result,
)
from numba.core.compiler_machinery import register_pass
from numba.core.environment import Environment
from numba.core.funcdesc import FunctionDescriptor
from numba.core.itanium_mangler import prepend_namespace
from numba.core.registry import CPUDispatcher
from numba.core.typed_passes import NativeLowering
from numba.core.types.misc import unliteral
from numba.core.typing import signature

from model import kernel_cache
from model.kernel_cache import Code
from model.kernel_key import keys

OPTIONS = {"nopython": True, "error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True}
"""No fastmath, no threads of its own, the interpreter's lock released."""
PORTABLE = {"x86_64": "x86-64-v3", "AMD64": "x86-64-v3"}
"""Processor that shipped kernels are compiled for, by machine; elsewhere a generic one."""
NEEDED = {"x86-64-v3": ("avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe", "xsave")}
"""What a processor must know to run them."""
LINK = "byungjin_"
"""Begins the names by which mechanisms are called."""

# Numba spells out the types of a kernel's arguments at every step; that of the books fills pages.
types.Record.__repr__ = cache(types.Record.__repr__)  # type: ignore[method-assign]


def portable() -> str:
    """The processor that shipped kernels are compiled for."""
    return PORTABLE.get(platform.machine(), "generic")


@cache
def _targets(system: str, processor: str, features: str) -> tuple[tuple[str, ...], ...]:
    """What this machine can run: code compiled for it, and after that what is shipped."""
    system = re.sub(r"(?<=darwin)[\d.]+", "", system)
    known = llvm.get_host_cpu_features()
    able = all(known.get(feature) for feature in NEEDED.get(portable(), ()))
    return ((system, processor, features), *[(system, portable(), "")] * able)


def _keys(kernel: CPUDispatcher, given: Sequence[Any]) -> Iterator[str]:
    """Keys of a kernel for these types; the first is that of what is compiled here."""
    targets = _targets(*kernel.targetctx.codegen().magic_tuple())
    return keys(kernel.py_func, given, kernel.targetoptions, targets)


class _Within(JITCodeLibrary):  # type: ignore[misc]
    """Code of a part, handed on to its callers as it is."""

    def _optimize_final_module(self) -> None:
        pass  # callers optimise it with all else

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True


class _Apart(JITCodeLibrary):  # type: ignore[misc]
    """Code of a kernel and its parts, of which it shows only the kernel to other code."""

    def finalize(self) -> None:
        self._shown = {f.name for f in self._final_module.functions if not f.is_declaration}
        super().finalize()

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if not function.is_declaration and function.name not in self._shown:
                function.linkage = llvm.Linkage.internal
        super()._optimize_final_module()


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerWithin(NativeLowering):  # type: ignore[misc]
    """From types to code that callers take in."""

    _name = "lower_within"

    def run_pass(self, state: Any) -> bool:
        state.library = _Within(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        stand_in = object()
        state.targetctx.insert_user_function(stand_in, state.cr.fndesc, [state.library])
        state.cr = state.cr._replace(cfunc=stand_in)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerApart(NativeLowering):  # type: ignore[misc]
    """From types to machine code that can be kept."""

    _name = "lower_apart"

    def run_pass(self, state: Any) -> bool:
        state.library = _Apart(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return bool(super().run_pass(state))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Compiling leaves little garbage, and looking for it takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _PartCompiler(CompilerBase):  # type: ignore[misc]
    lowering: Any = _LowerWithin

    def define_pipelines(self) -> list[Any]:
        steps = DefaultPassBuilder.define_nopython_pipeline(self.state)
        steps.passes = [
            (self.lowering if step is NativeLowering else step, about)
            for step, about in steps.passes
        ]
        steps.finalize()
        return [steps]


class _KernelCompiler(_PartCompiler):
    lowering = _LowerApart

    def compile_extra(self, func: FunctionType) -> Any:
        """Compile under a name of its own: code of several processes comes together in one."""
        named = FunctionType(
            func.__code__, func.__globals__, func.__name__, func.__defaults__, func.__closure__
        )
        named.__qualname__ = f"{func.__name__}_{uuid4().hex}"
        with _without_collector():
            return super().compile_extra(named)


class Part(CPUDispatcher):  # type: ignore[misc]
    """A function compiled within the kernels that call it."""

    compiler: Any = _PartCompiler

    def __init__(
        self, py_func: Callable[..., Any], locals: Any = None, targetoptions: Any = None
    ) -> None:
        super().__init__(py_func, None, OPTIONS | {"no_cpython_wrapper": True}, self.compiler)

    def add_overload(self, cres: CompileResult) -> None:
        """Remember what was compiled for its callers; Python has no door to it."""
        self.overloads[tuple(cres.signature.args)] = cres

    def __call__(self, *args: Any) -> Any:
        """From Python, it runs as the Python it is written in."""
        return self.py_func(*args)


class Mechanism(Part):
    """A part of kernels that is compiled and kept by itself, and called by its name."""

    compiler = _KernelCompiler

    def __init__(
        self, py_func: Callable[..., Any], locals: Any = None, targetoptions: Any = None
    ) -> None:
        super().__init__(py_func)
        self._cache = Kept(self)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """What kernels find when they call it: one code for all numbers, not one for each."""
        return super().get_call_template(tuple(map(unliteral, args)), kws)

    def add_overload(self, cres: CompileResult) -> None:
        """Let callers reach it by its key instead of taking in its code."""
        super().add_overload(cres)
        if cres.signature.return_type is not types.none:
            raise TypeError(f"{self.py_func.__name__}: a mechanism hands nothing back")
        named, context = copy(cres.fndesc), self.targetctx
        named.mangled_name = LINK + self._cache.keys[tuple(cres.signature.args)]
        place = cres.library.get_pointer_to_function(cres.fndesc.mangled_name)
        llvm.add_symbol(named.mangled_name, place)
        context.remove_user_function(cres.entry_point)
        context.insert_user_function(cres.entry_point, named)


class Kernel(CPUDispatcher):  # type: ignore[misc]
    """A kernel that Python calls; within other kernels it is a part of them."""

    def __init__(
        self, py_func: Callable[..., Any], locals: Any = None, targetoptions: Any = None
    ) -> None:
        super().__init__(py_func, None, OPTIONS, _KernelCompiler)
        self.part = Part(py_func)
        self._cache = Kept(self)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """What other kernels find when they call it; the next likewise."""
        return self.part.get_call_template(args, kws)

    def get_overload(self, sig: Any) -> Any:
        """Its code as a part."""
        return self.part.get_overload(sig)


class Kept:
    """Numba's idea of a cache for one kernel, over `model.kernel_cache`."""

    cache_path = None

    def __init__(self, kernel: CPUDispatcher) -> None:
        self._kernel = kernel
        self.keys: dict[tuple[Any, ...], str] = {}
        """Key of the machine code in use, by types of arguments."""

    def held(self, given: Sequence[Any]) -> bool:
        """Whether code is kept for these types."""
        return any(map(kernel_cache.held, _keys(self._kernel, given)))

    def load_overload(self, sig: Any, context: Any) -> CompileResult | None:
        """Code that is kept for these types, None if there is none."""
        context.refresh()
        given, _ = sigutils.normalize_signature(sig)
        names = [*_keys(self._kernel, given)]
        self.keys[given] = names[0]
        for name in names:
            if loaded := _load(name, context):
                self.keys[given] = name
                return self._result(given, *loaded, context)
        return None

    def save_overload(self, sig: Any, result: CompileResult) -> None:
        """Keep what was compiled, unless it holds what another process cannot know."""
        given, _ = sigutils.normalize_signature(sig)
        library, described = result.library, result.fndesc
        constants = result.environment.consts
        plain = all(isinstance(one, np.dtype) and one.kind in "biuf" for one in constants)
        if library.has_dynamic_globals or result.lifted or not plain:
            return
        functions = library._final_module.functions
        linked = tuple(f.name.removeprefix(LINK) for f in functions if f.name.startswith(LINK))
        machine_code = library._get_compiled_object()
        spelled = tuple(one.str for one in constants)
        code = Code(described.mangled_name, described.env_name, spelled, linked, machine_code)
        _LOADED[self.keys[given]] = library, code
        kernel_cache.keep(self.keys[given], code)

    def _result(
        self, given: tuple[Any, ...], library: JITCodeLibrary, code: Code, context: Any
    ) -> CompileResult:
        """As if numba had compiled it; of what is handed back, only the code itself knows."""
        function = self._kernel.py_func
        described = FunctionDescriptor(
            native=True, modname=function.__module__, qualname=function.__name__,
            unique_name=function.__name__, doc=function.__doc__ or "", typemap={}, calltypes={},
            restype=types.none, args=function.__code__.co_varnames[: len(given)], kws=(),
            mangler=lambda *_, **__: code.function, argtypes=given, env_name=code.place,
        )  # fmt: skip
        constants = Environment.from_fndesc(described)
        constants.consts[:] = map(np.dtype, code.constants)
        return compile_result(
            typing_context=context.typing_context,
            target_context=context,
            entry_point=context.get_executable(library, described, constants),
            library=library,
            signature=signature(types.none, *given),
            objectmode=False,
            lifted=(),
            fndesc=described,
            environment=constants,
            reload_init=(),
        )


def in_use() -> dict[str, Code]:
    """Kernels of this process that can be kept, by key."""
    return {name: code for name, (_, code) in _LOADED.items()}


_LOADED: dict[str, tuple[JITCodeLibrary, Code]] = {}
"""Code in this process by key, that which is linked by others included."""


def _load(name: str, context: Any) -> tuple[JITCodeLibrary, Code] | None:
    """Bring kept code into this process after all that it calls."""
    if name in _LOADED:
        return _LOADED[name]
    code = kernel_cache.read(name)
    if code is None or not all(_load(called, context) for called in code.linked):
        return None
    for called in code.linked:
        _link(called, *_LOADED[called])
    shown = [code.function, prepend_namespace(code.function, ns="cpython")]
    stubs = llvm.parse_assembly("\n".join(f'define void @"{n}"() {{ ret void }}' for n in shown))
    state = (code.function, "object", (code.machine_code, stubs.as_bitcode()))
    _LOADED[name] = context.codegen().unserialize_library(state), code
    return _LOADED[name]


def _link(name: str, library: JITCodeLibrary, code: Code) -> None:
    """Let other code call a kernel by its key."""
    llvm.add_symbol(LINK + name, library.get_pointer_to_function(code.function))
