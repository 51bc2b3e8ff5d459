"""What all messages of the board are: fields with names, equal to another message with the same ones."""

from __future__ import annotations

from inspect import get_annotations
from typing import ClassVar, dataclass_transform

from textual.message import Message


@dataclass_transform(eq_default=False)
class Told(Message):
    """A message with fields, as a dataclass has them, which is equal to another with the same ones.

    Written once here: generated for each of them, it would cost the first frame as much as reading the board.
    """

    _names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, bubble: bool | None = None) -> None:
        """Note the fields; that it does not `bubble` on to whom it was not posted holds for its own kinds too."""
        super().__init_subclass__(bubble=bubble)
        cls._names = (*cls._names, *get_annotations(cls))

    def __init__(self, *values: object, **named: object) -> None:
        """Take the fields in order or by name; raises TypeError for one too many, one too few or a name that is none."""
        super().__init__()
        given = dict(zip(self._names, values, strict=False)) | named
        if len(given) != len(values) + len(named) or not given.keys() <= set(self._names):
            raise TypeError(f"{type(self).__name__} takes {', '.join(self._names) or 'nothing'}")
        for name in self._names:
            if name in given:
                setattr(self, name, given[name])
            elif not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} lacks {name}")

    def __eq__(self, other: object) -> bool:
        """Compare the fields."""
        return type(self) is type(other) and self._fields() == other._fields()

    __hash__ = Message.__hash__

    def __repr__(self) -> str:
        """Name the fields."""
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._fields().items())})"

    def _fields(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self._names}
