"""Asking the memory for what a compiled loop will need, without waiting for it.

A search over many places waits for memory more than for anything else. Where the next steps of all
places are asked for before the first of them is taken, they wait together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic
from numpy.typing import NDArray


def _ahead(_typing: Any, rows: Any, _at: Any) -> Any:
    def made(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        step = builder.mul(arguments[1], builder.extract_value(array.strides, 0))
        start = builder.bitcast(array.data, cgutils.voidptr_t)
        place = builder.gep(start, [step])
        number = ir.IntType(32)
        hint = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        call = builder.module.globals.get(HINT) or ir.Function(builder.module, hint, HINT)
        # To be read, to be kept near, as data.
        builder.call(call, [place, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(rows, types.intp), made


HINT: Final = "llvm.prefetch.p0"
# In compiled loops, ahead(rows, at): the row will be needed. Nothing happens where there is none.
ahead = cast(Callable[[NDArray[Any], int], None], intrinsic(_ahead))
