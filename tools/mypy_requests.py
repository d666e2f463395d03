"""For mypy: what the doors of a site and the middleware put on a request (`core.access.views`, django-htmx)."""

from __future__ import annotations

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, Var
from mypy.plugin import ClassDefContext, Plugin
from mypy.types import AnyType, TypeOfAny

ATTRIBUTES = ("actor", "at", "htmx", "site", "token")


def add_attributes(context: ClassDefContext) -> None:
    for name in ATTRIBUTES:
        variable = Var(name, AnyType(TypeOfAny.explicit))
        variable.info = context.cls.info
        variable._fullname = f"{context.cls.info.fullname}.{name}"
        context.cls.info.names[name] = SymbolTableNode(MDEF, variable, plugin_generated=True)


class Requests(Plugin):
    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return add_attributes if fullname == "django.http.request.HttpRequest" else None


def plugin(_version: str) -> type[Plugin]:
    return Requests
