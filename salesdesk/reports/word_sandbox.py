"""Where a Word template is filled in: it may name what the report holds, choose and repeat, and nothing else.

A template may come from a stranger. No call, no macro, no loading, no text that grows without end; every turn of a loop
and every written sign is counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

TURNS = 5_000_000
"""Turns of all loops of a template together."""
SIGNS = 300_000_000
"""Signs that a filled template may have."""
_LONGEST = 100_000
"""Signs of a text that is put together in a template."""
_FILTERS = (
    *("upper", "lower", "title", "capitalize", "trim", "length", "count", "default", "d", "first", "last", "join"),
    *("int", "float", "abs", "reverse", "sort", "unique", "escape", "e", "truncate", "list"),
)
_FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.Call: "a call",
    nodes.Macro: "a macro",
    nodes.CallBlock: "a call",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Extends: "extends",
    nodes.Block: "a block",
    nodes.AssignBlock: "set with a block",
    nodes.FilterBlock: "a block",
}
_GROWING = (nodes.Concat, nodes.Add, nodes.Mul, nodes.Mod, nodes.List, nodes.Tuple, nodes.Dict, nodes.Filter)
"""What would let a name hold twice as much at every step."""


class Sandbox(ImmutableSandboxedEnvironment):
    """The rules above; `source` is the text that was read last, to name a line of it. `each_turn` of a loop is told;
    what it raises stops the work."""

    intercepted_binops = frozenset({"*", "**", "%", "+", "//"})

    def __init__(self, each_turn: Callable[[], None] | None = None) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, cache_size=0)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.filters |= {"counted": self._counted, "replace": _replace, "round": _round}
        self.template_class = _Bounded
        self.source = ""
        self._turns, self._each_turn = 0, each_turn

    def from_string(self, source: Any, *args: Any, **more: Any) -> Template:
        self.source = str(source)
        return super().from_string(source, *args, **more)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if operator == "+" and not numbers and len(str(left)) + len(str(right)) <= _LONGEST:
            return str(left) + str(right)
        if operator != "**" and numbers and max(abs(left), abs(right)) < 1e12:
            return super().call_binop(context, operator, left, right)
        raise SecurityError(f"{operator} is not allowed in a template")

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            self._allow(node)
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None).set_lineno(loop.lineno)
        return tree

    def _allow(self, node: nodes.Node) -> None:
        word = _FORBIDDEN.get(type(node))
        if isinstance(node, nodes.For):
            word = "a recursive loop" if node.recursive else _growing(node.iter)
        elif isinstance(node, nodes.Assign):
            word = _growing(node.node)
        elif isinstance(node, nodes.With):
            word = next((found for value in node.values if (found := _growing(value))), None)
        if word:
            error = SecurityError(f"{word} is not allowed in a template")
            error.lineno = node.lineno  # type: ignore[attr-defined]
            raise error

    def _counted(self, items: Iterable[object]) -> Iterator[object]:
        for item in items:
            self._turns += 1
            if self._turns > TURNS:
                raise SecurityError("a loop has no end")
            if self._each_turn is not None:
                self._each_turn()
            yield item


class _Bounded(Template):
    """A template whose text is given up where it grows beyond all measure."""

    def render(self, *args: Any, **more: Any) -> str:
        parts, signs = [], 0
        for part in self.generate(*args, **more):
            signs += len(part)
            if signs > SIGNS:
                raise SecurityError("the text has no end")
            parts.append(part)
        return "".join(parts)


def line_of(error: BaseException) -> int | None:
    """The line of the template where it failed."""
    line = getattr(error, "lineno", None)
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        if line is None and trace.tb_frame.f_code.co_filename in ("<template>", "<unknown>"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def words_at(source: str, line: int | None) -> str:
    """What a reader sees on that line of a template, without Word's marks."""
    lines = source.splitlines()
    return re.sub(r"<[^>]*>", "", lines[line - 1]).strip() if line and 0 < line <= len(lines) else ""


def _growing(value: nodes.Node) -> str | None:
    found = [value, *value.find_all(_GROWING)]
    return "a text or list put together here" if any(isinstance(one, _GROWING) for one in found) else None


def _replace(text: object, old: str, new: str) -> str:
    whole = str(text)
    if len(whole) + whole.count(old) * len(new) > _LONGEST:
        raise SecurityError("a text grows too long")
    return whole.replace(old, new)


def _round(value: float, digits: int = 0) -> float:
    return round(value, max(-12, min(12, digits)))
