"""The arithmetic of a metric rule: numbers, names, + - * / and functions of `math`, and nothing else."""

import ast
import math
import operator
from collections.abc import Callable, Mapping

from app.evaluation.house_rules.rule import Refused

MAX_LENGTH = 2_000
"""Characters of a formula."""

_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Mod: math.fmod,
    ast.Div: lambda left, right: left / right if right else math.inf,
}
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "abs": abs,
    "floor": math.floor,
    "ceil": math.ceil,
    "pow": math.pow,
    "log": math.log,
    "log10": math.log10,
    "exp": math.exp,
    "max": max,
    "min": min,
}


def parsed(formula: str, names: frozenset[str]) -> ast.expr:
    """The formula, checked. Raises Refused for anything but arithmetic over `names`."""
    if len(formula) > MAX_LENGTH:
        raise Refused(f"its formula has {len(formula):,} characters, of at most {MAX_LENGTH:,}")
    try:
        tree = ast.parse(" ".join(formula.split()), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Refused(f"its formula is no arithmetic: {formula.strip()[:80]!r}") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in names | {"math"}:
            raise Refused(f"its formula uses {node.id!r}, which is not measured")
    value(tree, dict.fromkeys(names, 1.0))
    return tree


def value(node: ast.expr, names: Mapping[str, float]) -> float:
    """Raises Refused for a form of expression that no metric needs."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -value(inner, names)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return value(inner, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](value(left, names), value(right, names))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            return float(_COMPARISONS[type(op)](value(left, names), value(right, names)))
        case ast.Call(func=ast.Attribute(value=ast.Name(id="math"), attr=name), args=arguments, keywords=[]):
            if name in _FUNCTIONS:
                return _called(name, [value(argument, names) for argument in arguments])
    raise Refused("its formula uses more than + - * /, comparisons and functions of math")


def _called(name: str, arguments: list[float]) -> float:
    try:
        return float(_FUNCTIONS[name](*arguments))
    except (ValueError, OverflowError):
        return math.nan
    except TypeError:
        raise Refused(f"its formula calls math.{name} with the wrong number of arguments") from None
