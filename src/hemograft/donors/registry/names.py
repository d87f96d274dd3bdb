"""Names that donors repeat (their population, their registry) and the numbers that stand for them; 0 is unknown."""

from collections.abc import Iterable
from typing import final


@final
class Names:
    """Numbers names in the order in which they come; it only grows."""

    def __init__(self, known: Iterable[str], most: int, field: str) -> None:
        self._numbers = {name: number for number, name in enumerate(known)}
        self._most, self._field = most, field

    def code(self, name: str) -> int:
        """The number of a name.

        Raises:
            ValueError: there are too many names to be a population or a registry.
        """
        if name not in self._numbers and len(self._numbers) > self._most:
            raise ValueError(f"{self._field} {name!r} is one too many: a registry holds {self._most}, check the column")
        return self._numbers.setdefault(name, len(self._numbers))

    @property
    def known(self) -> tuple[str, ...]:
        return tuple(self._numbers)
