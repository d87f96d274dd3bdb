"""What the blood system consists of: the stages of each clone, what the clones share, and their order in memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

CLONE_NAMES = ("host", "donor", "second_donor", "corrected")
"""A clone is an index on every stage; these are the names it can have. The host comes first."""


@dataclass(frozen=True)
class StageCounts:
    """How many sub-stages each chain has. More sub-stages sharpen a delay and leave its mean alone."""

    megakaryocytes: int = 5
    platelets: int = 10
    marrow_neutrophils: int = 4
    erythroblasts: int = 4
    red_cells: int = 5

    def doubled(self) -> "StageCounts":
        """The same chains at twice the resolution."""
        return StageCounts(*(2 * getattr(self, field.name) for field in fields(self)))


STANDARD_STAGES = StageCounts()


@dataclass(frozen=True)
class CloneCells:
    """Cells of one clone (or their time derivatives).

    Marrow and red-cell stages are multiples of the normal pool (1 = normal), platelets and neutrophils are
    10^9 per litre of blood; platelets are the whole pool including the spleen.
    """

    stem_cells: Any
    short_term_stem_cells: Any
    mpp: tuple[Any, ...]
    cmp: tuple[Any, ...]
    mep: tuple[Any, ...]
    gmp: tuple[Any, ...]
    megakaryocyte_progenitors: Any
    megakaryocyte_number: tuple[Any, ...]
    megakaryocyte_mass: tuple[Any, ...]
    platelets: tuple[Any, ...]
    platelet_maturity: Any
    marrow_neutrophils: tuple[Any, ...]
    neutrophil_reserve: Any
    neutrophils: Any
    erythroblasts: tuple[Any, ...]
    red_cells: tuple[Any, ...]


@dataclass(frozen=True)
class SharedState:
    """What all clones share: cytokines (multiples of normal), transfused cells, injury from conditioning, and the
    autoimmune attack (autoantibody and T cells, multiples of their level before treatment)."""

    thrombopoietin: Any
    gcsf: Any
    transfused_platelets: tuple[Any, ...]
    transfused_red_cells: Any
    endothelial_injury: Any
    platelet_consumption: Any
    autoantibody: Any
    t_cell_attack: Any


@dataclass(frozen=True)
class BloodState:
    """The whole state (or its derivative): clones, what they share, and the amounts of each drug."""

    clones: tuple[CloneCells, ...]
    shared: SharedState
    drugs: tuple[tuple[Any, ...], ...] = ()


TRANSFUSED_PLATELET_STAGES = 4
PROGENITOR_STAGES = {"mpp": 2, "cmp": 3, "mep": 2, "gmp": 2}


def _clone_lengths(stages: StageCounts) -> dict[str, int]:
    """Sub-stages per field of CloneCells; 0 marks a single value that is not a chain."""
    chains = {
        **PROGENITOR_STAGES,
        "megakaryocyte_number": stages.megakaryocytes,
        "megakaryocyte_mass": stages.megakaryocytes,
        "platelets": stages.platelets,
        "marrow_neutrophils": stages.marrow_neutrophils,
        "erythroblasts": stages.erythroblasts,
        "red_cells": stages.red_cells,
    }
    return {field.name: chains.get(field.name, 0) for field in fields(CloneCells)}


def _shared_lengths() -> dict[str, int]:
    chains = {"transfused_platelets": TRANSFUSED_PLATELET_STAGES}
    return {field.name: chains.get(field.name, 0) for field in fields(SharedState)}


def _names(prefix: str, lengths: dict[str, int]) -> Iterator[str]:
    for name, length in lengths.items():
        if length == 0:
            yield f"{prefix}{name}"
        else:
            yield from (f"{prefix}{name}_{index + 1}" for index in range(length))


def state_names(clones: Sequence[str], stages: StageCounts, drug_states: Sequence[str] = ()) -> tuple[str, ...]:
    """Names of the state variables in memory order, such as ``host.mpp_1`` or ``thrombopoietin``."""
    names = [name for clone in clones for name in _names(f"{clone}.", _clone_lengths(stages))]
    return (*names, *_names("", _shared_lengths()), *drug_states)


def unpack(
    values: Iterable[Any], clones: int, stages: StageCounts, drug_state_counts: Sequence[int] = ()
) -> BloodState:
    """The flat values, in the order of `state_names`, as a `BloodState`."""
    source = iter(values)

    def take(lengths: dict[str, int]) -> dict[str, Any]:
        return {
            name: next(source) if length == 0 else tuple(next(source) for _ in range(length))
            for name, length in lengths.items()
        }

    return BloodState(
        clones=tuple(CloneCells(**take(_clone_lengths(stages))) for _ in range(clones)),
        shared=SharedState(**take(_shared_lengths())),
        drugs=tuple(tuple(next(source) for _ in range(count)) for count in drug_state_counts),
    )


def flatten(state: BloodState) -> list[Any]:
    """The inverse of `unpack`."""
    flat: list[Any] = []
    for part in (*state.clones, state.shared):
        for field in fields(part):
            value = getattr(part, field.name)
            flat.extend(value) if isinstance(value, tuple) else flat.append(value)
    for amounts in state.drugs:
        flat.extend(amounts)
    return flat
