"""Records that answer a question."""

from collections.abc import Iterable

from hemograft.evidence.record import Record


def select(
    records: Iterable[Record],
    *,
    topic: str = "",
    use: str | None = None,
    provenance: str | None = None,
    find: str = "",
) -> list[Record]:
    """Records whose id begins with `topic` and whose texts hold every word of `find`, in whatever case."""
    words = find.casefold().split()
    return [
        item
        for item in records
        if item.id.startswith(topic)
        and use in (None, item.use)
        and provenance in (None, item.provenance)
        and all(word in _texts(item) for word in words)
    ]


def _texts(item: Record) -> str:
    return " ".join((item.id, item.meaning, item.population, item.endpoint or "", item.source)).casefold()
