"""An ONNX graph under construction: each operator is a call that returns the name of its result. The only importer of onnx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from fanzha import __version__
from fanzha.errors import MissingExtraError

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

# The oldest operator set with bitwise operators and with scatters that take the least or greatest value; later runtimes run it too.
OPSET, IR_VERSION = 18, 8


Typed = tuple[type[np.generic], Sequence[str | int]]  # type and shape, each side a number or a name


class Nested:
    """A nested graph."""

    def __init__(self, inputs: tuple[str, ...]) -> None:
        self.inputs = inputs
        self.outputs: tuple[str, ...] = ()
        self.graph: Any = None

    def give(self, *outputs: str) -> None:
        """Say which results it gives; each must be made within it."""
        self.outputs = outputs


class Graph:
    """Operators, constants and nested graphs in the order of their making.

    Names of results are plain strings; a nested graph may use every name made before it.

    Raises
    ------
    MissingExtraError
        If onnx is not installed.
    """

    def __init__(self) -> None:
        try:
            import onnx
        except ImportError as error:
            raise MissingExtraError("onnx", "onnx") from error
        self._onnx: Any = onnx
        self._levels: list[list[NodeProto]] = [[]]
        self._constants: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._tensors: list[TensorProto] = []
        self._made = 0

    def _name(self, stem: str) -> str:
        self._made += 1
        return f"{stem}_{self._made}"

    def op(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Add an operator with one output and return that."""
        return self._add(kind, inputs, [self._name(kind.lower())], **attributes)[0]

    def _add(self, kind: str, inputs: Sequence[str], outputs: list[str], **attributes: object) -> list[str]:
        node = self._onnx.helper.make_node(kind, list(inputs), outputs, name=outputs[0], **attributes)
        self._levels[-1].append(node)
        return outputs

    def constant(self, value: ArrayLike, dtype: type[np.generic] = np.int64) -> str:
        """Add a constant array, each only once."""
        array = np.asarray(value, dtype)
        key = (array.dtype.name, array.shape, array.tobytes())
        if key not in self._constants:
            name = self._name("constant")
            self._tensors.append(self._onnx.numpy_helper.from_array(array, name))
            self._constants[key] = name
        return self._constants[key]

    def cast(self, value: str, dtype: type[np.generic]) -> str:
        """Add a change of type."""
        return self.op("Cast", value, to=self._onnx.helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))

    def full(self, shape: str, value: int, dtype: type[np.generic] = np.int64) -> str:
        """Add an array of one value; ``shape`` names a 1-D array."""
        tensor = self._onnx.numpy_helper.from_array(np.array([value], dtype))
        return self.op("ConstantOfShape", shape, value=tensor)

    def part(self, value: str, start: int, back: int = 0) -> str:
        """Add a 1-D array without its first ``start`` and its last ``back`` elements."""
        stop = -back if back else np.iinfo(np.int64).max
        return self.op("Slice", value, self.constant([start]), self.constant([stop]))

    def take(self, table: str, at: str) -> str:
        """Add the elements of a 1-D array at 1-D places; -1 is the last one."""
        # Runtimes gather single elements an order of magnitude faster by this operator than by Gather, which copies blocks.
        return self.op("GatherElements", table, at, axis=0)

    def scatter(self, base: str, at: str, values: str, how: str = "none") -> str:
        """Add a copy of a 1-D array with values put (or by ``how``: "add", "min", "max") at 1-D places."""
        return self.op("ScatterElements", base, at, values, axis=0, reduction=how)

    def sums(self, rows: str, lengths: str, zero: str) -> str:
        """Add the sums of runs of rows of a 2-D array; ``lengths`` names the lengths of the runs, ``zero`` one row of zeros.

        Differences of running sums, not a scatter that adds: runtimes scatter rows on several threads at once, and where many
        fall on one place some get lost. Integers may overflow on the way; their differences are right all the same.
        """
        until = self.op("CumSum", self.op("Concat", zero, rows, axis=0), self.constant(0))
        ends = self.op("CumSum", lengths, self.constant(0))
        return self.op("Sub", self.op("Gather", until, ends), self.op("Gather", until, self.op("Sub", ends, lengths)))

    def keep(self, value: str, condition: str) -> str:
        """Add the elements of a 1-D array for which a condition holds."""
        return self.op("Compress", value, condition, axis=0)

    def places(self, condition: str) -> str:
        """Add the places of a 1-D array at which a condition holds."""
        return self.keep(self.ordinals(self.op("Size", condition)), condition)

    def ordinals(self, size: str) -> str:
        """Add 0, 1, ... up to a number."""
        return self.op("Range", self.constant(0), size, self.constant(1))

    def before(self, value: str, first: int, dtype: type[np.generic] = np.int64) -> str:
        """Add what stands before each element of a 1-D array; ``first`` stands before the first."""
        return self.part(self.op("Concat", self.constant([first], dtype), value, axis=0), 0, 1)

    @contextmanager
    def nested(self, *inputs: Typed) -> Iterator[Nested]:
        """Collect what is added meanwhile into a nested graph, which may use every name made before it.

        Parameters
        ----------
        *inputs : tuple of type and shape
            What it is given; the names are in ``inputs`` of the result.
        """
        made = Nested(tuple(self._name("given") for _ in inputs))
        self._levels.append([])
        try:
            yield made
        finally:
            nodes = self._levels.pop()
        helper = self._onnx.helper
        values = [self._value(name, *typed) for name, typed in zip(made.inputs, inputs, strict=True)]
        outputs = [helper.make_empty_tensor_value_info(name) for name in made.outputs]
        made.graph = helper.make_graph(nodes, self._name("nested"), values, outputs)

    def choose(self, condition: str, yes: Nested, no: Nested) -> list[str]:
        """Add a choice between two nested graphs with as many outputs."""
        out = [self._name("chosen") for _ in yes.outputs]
        return self._add("If", [condition], out, then_branch=yes.graph, else_branch=no.graph)

    def loop(self, times: str, body: Nested, *carried: str) -> list[str]:
        """Add a loop over a nested graph that gives the condition and the carried values."""
        return self._add("Loop", [times, "", *carried], [self._name("loop") for _ in carried], body=body.graph)

    def _value(self, name: str, dtype: type[np.generic], shape: Sequence[str | int]) -> Any:
        kind = self._onnx.helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
        return self._onnx.helper.make_tensor_value_info(name, kind, shape)

    def rename(self, value: str, name: str) -> None:
        """Give a result the name of an output."""
        self._add("Identity", [value], [name])

    def model(
        self,
        name: str,
        inputs: Mapping[str, Typed],
        outputs: Mapping[str, Typed],
        metadata: Mapping[str, str],
    ) -> bytes:
        """Close the graph and check it against the standard.

        Parameters
        ----------
        name : str
        inputs, outputs : mappings of name to type and shape
        metadata : mapping

        Returns
        -------
        bytes
            The model as a file; the same for the same graph.
        """
        helper = self._onnx.helper
        ins, outs = ([self._value(n, *typed) for n, typed in some.items()] for some in (inputs, outputs))
        graph = helper.make_graph(self._levels[0], name, ins, outs, self._tensors)
        made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        made.ir_version, made.producer_name, made.producer_version = IR_VERSION, "fanzha", __version__
        helper.set_model_props(made, dict(metadata))
        self._onnx.checker.check_model(made, full_check=True)
        return bytes(made.SerializeToString(deterministic=True))
