"""Formulas of computed fields: + - * / over numbers and number fields, such as `amount * probability / 100`.

A name with dots goes through references; a computed field cannot, the numbers of a gate can.
The text is parsed into a small tree and never evaluated as code.  One tree gives both the value of a record and the SQL
expression, so a list can be filtered by it.  An empty field or a division by zero makes the result empty.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, Value
from django.db.models.functions import Cast, NullIf, Round
from django.utils.translation import gettext as _

from magpie.platform.fields.field import FieldError

Tree = Any  # ("number", Decimal) | ("field", name) | (operator, Tree, Tree)
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_WIDE = DecimalField(max_digits=30, decimal_places=4)


@functools.lru_cache(maxsize=1000)
def parse(text: str) -> Tree:
    """The tree of a formula; FieldError with the place that is not understood."""
    if len(text) > 500:
        raise FieldError(_("The formula is too long."))
    try:
        return _tree(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FieldError(
            _("The formula “%(text)s” cannot be read. Use field names, numbers and + - * / ( ).") % {"text": text}
        ) from None


def _tree(node: ast.AST) -> Tree:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return (_OPERATORS[type(node.op)], _tree(node.left), _tree(node.right))
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return ("number", Decimal(str(node.value)))
    if isinstance(node, ast.Name):
        return ("field", node.id)
    if isinstance(node, ast.Attribute) and (before := _tree(node.value))[0] == "field":
        return ("field", f"{before[1]}.{node.attr}")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return ("-", ("number", Decimal(0)), _tree(node.operand))
    raise ValueError


def names(tree: Tree) -> set[str]:
    """The fields that a formula reads."""
    if tree[0] == "field":
        return {tree[1]}
    return set() if tree[0] == "number" else names(tree[1]) | names(tree[2])


def evaluate(tree: Tree, value_of: Callable[[str], Any]) -> Decimal | None:
    """The value of the formula with four decimals; None if a part of it is empty."""
    result = _value(tree, value_of)
    return None if result is None else result.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def _value(tree: Tree, value_of: Callable[[str], Any]) -> Decimal | None:
    if tree[0] == "number":
        return Decimal(tree[1])
    if tree[0] == "field":
        found = value_of(tree[1])
        return None if found is None else Decimal(found)
    left, right = _value(tree[1], value_of), _value(tree[2], value_of)
    if left is None or right is None or (tree[0] == "/" and right == 0):
        return None
    match tree[0]:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right


def to_sql(tree: Tree, expression_of: Callable[[str], Any]) -> Any:
    """The same value as an expression of the database."""
    return Round(_sql(tree, expression_of), precision=4, output_field=_WIDE)


def _sql(tree: Tree, expression_of: Callable[[str], Any]) -> Any:
    if tree[0] == "number":
        return Cast(Value(tree[1]), NUMERIC)
    if tree[0] == "field":
        found = expression_of(tree[1])
        return Cast(F(found) if isinstance(found, str) else found, NUMERIC)
    left, right = _sql(tree[1], expression_of), _sql(tree[2], expression_of)
    match tree[0]:
        case "+":
            combined = left + right
        case "-":
            combined = left - right
        case "*":
            combined = left * right
        case _:
            combined = left / NullIf(right, Value(Decimal(0)))
    return ExpressionWrapper(combined, output_field=NUMERIC)


class _Numeric(DecimalField):  # type: ignore[type-arg]
    """numeric without a fixed scale, so that nothing is rounded on the way."""

    def db_type(self, connection: Any) -> str:
        return "numeric"

    def cast_db_type(self, connection: Any) -> str:
        return "numeric"


NUMERIC = _Numeric(max_digits=38, decimal_places=10)
