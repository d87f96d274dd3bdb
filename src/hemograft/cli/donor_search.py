"""``hemograft donors search``: from the patient's file to the table, the reasons and the files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hemograft import NOTICE, __version__
from hemograft.cli.donor_options import Fallback, Frequencies, RegistryFolder, Release
from hemograft.cli.errors import one_sentence
from hemograft.cli.output import check_place
from hemograft.cli.progress import progress_bar, spinner

if TYPE_CHECKING:
    from hemograft.donors.search.criteria import Criteria
    from hemograft.donors.search.difference import Difference
    from hemograft.donors.search.find import Found
    from hemograft.donors.search.patient import Patient
    from hemograft.donors.typing.reading import TypingReader

PAIRED_UNITS = 50
_SHOWN_PAIRS = 5
_COLUMNS: Mapping[str, str] = {
    "rank": "rank",
    "id": "id",
    "match": "match",
    "certain": "certain",
    "p0": "P(0)",
    "p1": "P(1)",
    "p2": "P(2)",
    "dpb1": "DPB1",
    "nucleated_cells_per_kg": "cells/kg",
    "cd34_per_kg": "CD34/kg",
    "dose": "dose",
}


def search(
    patient: Annotated[Path, typer.Argument(help="The patient: YAML, JSON, or a GL String in a file.")],
    match: Annotated[str, typer.Option(help="What is compared: 6/6, 8/8, 10/10 or 12/12.")] = "10/10",
    mismatches: Annotated[int, typer.Option(min=0, help="Mismatches that a donor may have, over all loci.")] = 0,
    at_locus: Annotated[
        list[str] | None, typer.Option("--at", metavar="LOCUS=N", help="Mismatches at one locus at most.")
    ] = None,
    cord: Annotated[str, typer.Option("--cord", metavar="PROFILE", help="Search cord blood units, by a profile.")] = "",
    oldest: Annotated[float | None, typer.Option(help="Years of age of the donor at most.")] = None,
    youngest: Annotated[float | None, typer.Option(help="Years of age of the donor at least.")] = None,
    sex: Annotated[str, typer.Option(help="Sex of the donor.")] = "",
    cmv: Annotated[str, typer.Option(help="Cytomegalovirus serology of the donor.")] = "",
    abo: Annotated[str, typer.Option(help="Blood groups of the donor, separated by commas.")] = "",
    source: Annotated[list[str] | None, typer.Option("--from", help="Registries, where not all.")] = None,
    population: Annotated[list[str] | None, typer.Option(help="Populations, where not all.")] = None,
    mfi: Annotated[float | None, typer.Option(help="Antibodies from this intensity on exclude donors.")] = None,
    tce: Annotated[
        list[str] | None, typer.Option(metavar="ALLELE=GROUP", help="Another DPB1 epitope group than the release's.")
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="Rows of a page.")] = 20,
    page: Annotated[int, typer.Option(min=1, help="Which page is shown.")] = 1,
    explain: Annotated[int, typer.Option(min=0, help="Explain so many donors of the page.")] = 1,
    since: Annotated[Path | None, typer.Option(help="Results of an earlier search: tell what changed.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write all results here: .csv, .json or .parquet.")] = None,
    frequencies: Frequencies = None,
    fallback: Fallback = None,
    registry: RegistryFolder = None,
    release: Release = "",
) -> None:
    """Find donors, or cord blood units, for a patient, and rank them with the reasons."""
    from hemograft.cli.donors import folder_of, likelihoods_of, nomenclature_named
    from hemograft.donors.registry.registry import open_registry
    from hemograft.donors.search.cord import CORD_ORDER
    from hemograft.donors.search.cord_profiles import cord_profile
    from hemograft.donors.search.difference import difference
    from hemograft.donors.search.find import find_donors, find_units
    from hemograft.donors.search.output_files import check_format, write_results
    from hemograft.donors.search.patient import read_patient
    from hemograft.donors.search.ranking import ORDER

    with one_sentence():
        if out is not None:
            check_place(out)
            check_format(out)
        opened = open_registry(folder_of(registry))
        reader = nomenclature_named(release)
        person = read_patient(patient, reader)
        criteria = _criteria(match, mismatches, at_locus, youngest, oldest, sex, cmv, abo, source, population, mfi, tce)
        if cord and (match, mismatches) != ("10/10", 0):
            raise ValueError("--cord says by its profile what must match: leave --match and --mismatches out")
        profile = cord_profile(cord) if cord else None
        with spinner("Searching"):
            known = likelihoods_of(frequencies, fallback, reader, opened.folder)
            if profile is None:
                found = find_donors(opened, person, criteria, reader, known)
            else:
                found = find_units(opened, person, criteria, profile, reader, known)
        _show(found, person, reader, (page - 1) * rows, rows, explain, searched=opened.donors)
        if since is not None:
            _tell_difference(difference(since, found.ranked))
        if out is not None:
            told = {
                "notice": NOTICE,
                "version": __version__,
                "patient": person.identifier,
                "registry_generation": opened.manifest.generation,
                "notes": list(found.notes),
                "ranked_by": list(ORDER if profile is None else CORD_ORDER),
            }
            with progress_bar("Writing", len(found.ranked.order)) as on_rows:
                write_results(out, found.ranked, told, on_rows)
            typer.echo(f"Results: {out}")
        typer.echo(NOTICE)


def _criteria(
    match: str,
    mismatches: int,
    at_locus: Sequence[str] | None,
    youngest: float | None,
    oldest: float | None,
    sex: str,
    cmv: str,
    abo: str,
    source: Sequence[str] | None,
    population: Sequence[str] | None,
    mfi: float | None,
    tce: Sequence[str] | None,
) -> "Criteria":
    from hemograft.donors.matching.scheme import SCHEMES
    from hemograft.donors.registry.vocabulary import blood_group_code, cmv_code, sex_code
    from hemograft.donors.search.criteria import Criteria

    if match not in SCHEMES:
        raise ValueError(f"--match {match!r} is not known: choose from {', '.join(SCHEMES)}")
    return Criteria(
        SCHEMES[match],
        mismatches,
        _numbers("--at", at_locus, "a locus and a number, as in A=0"),
        youngest=youngest,
        oldest=oldest,
        sexes=frozenset({sex_code(sex)} - {0}),
        cmv=frozenset({cmv_code(cmv)} - {0}),
        blood_groups=frozenset({blood_group_code(each) for each in abo.split(",")} - {0}),
        registries=frozenset(source or ()),
        populations=frozenset(population or ()),
        antibody_threshold=mfi,
        epitope_groups=_numbers("--tce", tce, "an allele and its group, as in DPB1*04:01=3"),
    )


def _numbers(option: str, given: Sequence[str] | None, form: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in given or ():
        name, separator, value = each.partition("=")
        if not separator or not value.isdecimal():
            raise ValueError(f"{option} {each!r}: write {form}")
        found[name] = int(value)
    return found


def _show(
    found: "Found[Any]", patient: "Patient", reader: "TypingReader", start: int, rows: int, explain: int, searched: int
) -> None:
    from rich.console import Console
    from rich.table import Table

    from hemograft.donors.search.cord import RankedUnits
    from hemograft.donors.search.report_rows import explanation, result_rows

    total = len(found.ranked.order)
    shown = list(result_rows(found.ranked, start, min(start + rows, total)))
    console = Console()
    if shown:
        names = [name for name in _COLUMNS if any(row.get(name) not in ("", None, "unknown") for row in shown)]
        table = Table(*(_COLUMNS[name] for name in names), "about", box=None, pad_edge=False)
        for column in table.columns[:-1]:
            column.no_wrap = True
        for row in shown:
            table.add_row(*(_cell(name, row[name]) for name in names), _about(row))
        console.print(table)
    for place in range(start, start + min(explain, len(shown))):
        typer.echo(f"\nWhy {shown[place - start]['id']} is at rank {place + 1}:")
        for sentence in explanation(found.ranked, place, patient, reader):
            typer.echo(f"  {sentence}")
    if isinstance(found.ranked, RankedUnits):
        _show_pairs(found.ranked, reader)
    last = min(start + rows, total)
    where = f"ranks {start + 1} to {last} of {total:,}" if shown else f"no rank {start + 1}: there are {total:,}"
    typer.echo(f"\nFound {total:,} of {searched:,}; {where}.")
    for note in found.notes:
        typer.echo(note)


def _show_pairs(ranked: Any, reader: "TypingReader") -> None:
    from hemograft.donors.search.cord import cord_pairs
    from hemograft.donors.search.report_rows import genotype_of

    candidates = ranked.candidates
    pairs = cord_pairs(ranked, [genotype_of(candidates, int(unit), reader) for unit in ranked.order[:PAIRED_UNITS]])
    if pairs:
        typer.echo("\nTwo units together, best first:")
    for pair in pairs[:_SHOWN_PAIRS]:
        first, second = candidates.identifiers([pair.first, pair.second])
        typer.echo(
            f"  {first} + {second}: nucleated cells {pair.nucleated_cells:.2g}/kg, CD34 {pair.cd34:.2g}/kg; "
            f"the units share {pair.shared} of {2 * len(candidates.loci)} with each other"
        )


def _tell_difference(found: "Difference") -> None:
    typer.echo(
        f"\nSince the earlier search: {len(found.new)} new, {len(found.gone)} gone, {len(found.changes)} changes."
    )
    for word, identifiers in (("new", found.new), ("gone", found.gone)):
        for each in identifiers[:10]:
            typer.echo(f"  {word}: {each}")
    for change in found.changes[:10]:
        typer.echo(f"  {change.identifier}: {change.field} was {change.before}, is {change.after}")


def _cell(name: str, value: Any) -> str:
    if value is None:
        return "?"
    if name in ("p0", "p1", "p2"):
        return f"{100.0 * value:.0f} %"
    return f"{value:.2g}" if name.endswith("_per_kg") else str(value)


def _about(row: Mapping[str, Any]) -> str:
    """The person, or the unit, in a few words."""
    said = [
        "" if row["age"] is None else f"{int(row['age'])} y",
        row["sex"][:1].upper(),
        {"positive": "CMV+", "negative": "CMV-"}.get(row["cmv"], ""),
        f"{row['abo']} {row['abo_relation'].removesuffix(' mismatch')}" if row["abo"] else "",
        row["leader"] and f"leader {row['leader']}",
        "may carry an antibody's target" if row["possible_antibody_targets"] else "",
        f"{row['category']} by typing alone" if row.get("without_probability") else "",
    ]
    return ", ".join(filter(None, said))
