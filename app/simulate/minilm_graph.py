"""all-MiniLM-L6-v2 from its published weights to an ONNX graph. Run once; the graph is kept in a cache.

The package that carries the weights has them as safetensors and asks for PyTorch to run them; this needs
the weights alone. BERT with 6 layers of 12 heads, mean of the tokens, length 1.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
OPSET = 20

Array = NDArray[Any]


def read_safetensors(file: Path) -> dict[str, Array]:
    """The tensors by name: a length, a JSON header, and raw little-endian numbers."""
    raw = file.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    types = {"F32": np.float32, "I64": np.int64}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        flat: Array = np.frombuffer(raw[8 + length + start : 8 + length + end], dtype=types[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"])
    return tensors


class _Graph:
    """Nodes and constants in the order in which they are needed."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._named: set[str] = set()

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        from onnx import helper

        output = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        if name not in self._named:
            self._named.add(name)
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str, *, transpose: bool = False) -> str:
        value = self.weights[name]
        return self.constant(name, value.T if transpose else value)

    def dense(self, name: str, x: str) -> str:
        product = self.node("MatMul", x, self.weight(f"{name}.weight", transpose=True))
        return self.node("Add", product, self.weight(f"{name}.bias"))

    def norm(self, name: str, x: str) -> str:
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON)

    def integers(self, name: str, *values: int) -> str:
        return self.constant(name, np.array(values, dtype=np.int64))

    def number(self, name: str, value: float) -> str:
        return self.constant(name, np.array(value, dtype=np.float32))


def write_graph(weights: Mapping[str, Array], target: Path) -> None:
    """Inputs `ids` and `mask` (int64, texts by tokens); output `vectors` (float32, texts by 384)."""
    from onnx import TensorProto, helper, save

    graph = _Graph(weights)
    hidden = _embeddings(graph)
    bias = _mask_bias(graph)
    for layer in range(LAYERS):
        hidden = _layer(graph, f"encoder.layer.{layer}", hidden, bias)
    output = _mean(graph, hidden)
    graph.nodes.append(helper.make_node("Identity", [output], ["vectors"]))
    shape = ["texts", "tokens"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("ids", "mask")],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", WIDTH])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=10,
    )
    part = target.with_suffix(".part")
    save(model, str(part))
    part.replace(target)


def _embeddings(graph: _Graph) -> str:
    prefix = "embeddings"
    words = graph.node("Gather", graph.weight(f"{prefix}.word_embeddings.weight"), "ids")
    kind = graph.weights[f"{prefix}.token_type_embeddings.weight"][0]
    positions = graph.constant("positions", graph.weights[f"{prefix}.position_embeddings.weight"] + kind)
    length = graph.node(
        "Slice", graph.node("Shape", "ids"), graph.integers("one", 1), graph.integers("two", 2)
    )
    here = graph.node("Slice", positions, graph.integers("zero", 0), length, graph.integers("axis", 0))
    return graph.norm(f"{prefix}.LayerNorm", graph.node("Add", words, here))


def _mask_bias(graph: _Graph) -> str:
    from onnx import TensorProto

    mask = graph.node("Cast", "mask", to=TensorProto.FLOAT)
    absent = graph.node("Sub", graph.number("unit", 1.0), mask)
    wide = graph.node("Unsqueeze", absent, graph.integers("inner", 1, 2))
    return graph.node("Mul", wide, graph.number("minus", -1e9))


def _layer(graph: _Graph, name: str, x: str, bias: str) -> str:
    split = graph.integers("split", 0, 0, HEADS, WIDTH // HEADS)

    def heads(part: str, order: list[int]) -> str:
        dense = graph.dense(f"{name}.attention.self.{part}", x)
        return graph.node("Transpose", graph.node("Reshape", dense, split), perm=order)

    query, value = heads("query", [0, 2, 1, 3]), heads("value", [0, 2, 1, 3])
    scores = graph.node("MatMul", query, heads("key", [0, 2, 3, 1]))
    scaled = graph.node("Mul", scores, graph.number("scale", float((WIDTH // HEADS) ** -0.5)))
    weights = graph.node("Softmax", graph.node("Add", scaled, bias), axis=-1)
    mixed = graph.node("Transpose", graph.node("MatMul", weights, value), perm=[0, 2, 1, 3])
    joined = graph.node("Reshape", mixed, graph.integers("join", 0, 0, WIDTH))
    attended = graph.node("Add", graph.dense(f"{name}.attention.output.dense", joined), x)
    x = graph.norm(f"{name}.attention.output.LayerNorm", attended)
    inner = graph.node("Gelu", graph.dense(f"{name}.intermediate.dense", x))
    return graph.norm(
        f"{name}.output.LayerNorm", graph.node("Add", graph.dense(f"{name}.output.dense", inner), x)
    )


def _mean(graph: _Graph, hidden: str) -> str:
    from onnx import TensorProto

    mask = graph.node(
        "Unsqueeze", graph.node("Cast", "mask", to=TensorProto.FLOAT), graph.integers("last", 2)
    )
    over = graph.integers("tokens_axis", 1)
    total = graph.node("ReduceSum", graph.node("Mul", hidden, mask), over, keepdims=0)
    mean = graph.node("Div", total, graph.node("ReduceSum", mask, over, keepdims=0))
    length = graph.node("ReduceL2", mean, graph.integers("width_axis", 1), keepdims=1)
    return graph.node("Div", mean, length)
