"""``hemograft donors impute``: what a typing leaves open, as pairs of haplotypes with their probabilities."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemograft import NOTICE
from hemograft.cli.donor_options import Fallback, Frequencies, RegistryFolder, Release
from hemograft.cli.errors import one_sentence
from hemograft.cli.output import check_place
from hemograft.cli.progress import progress_bar

if TYPE_CHECKING:
    from hemograft.donors.probability.imputation import Imputation


def impute(
    patient: Annotated[Path, typer.Argument(help="The person: YAML, JSON, or a GL String in a file.")],
    rows: Annotated[int, typer.Option(min=1, help="Pairs of haplotypes shown.")] = 20,
    out: Annotated[Path | None, typer.Option(help="Write all pairs here, CSV.")] = None,
    frequencies: Frequencies = None,
    fallback: Fallback = None,
    registry: RegistryFolder = None,
    release: Release = "",
) -> None:
    """Show every pair of haplotypes that explains a typing, the most probable first; none is cut off."""
    from hemograft.cli.donors import folder_of, likelihoods_of, nomenclature_named
    from hemograft.donors.probability.imputation import impute_in_order
    from hemograft.donors.probability.imputation_file import write_imputation
    from hemograft.donors.probability.representation import Representation
    from hemograft.donors.search.patient import read_patient

    with one_sentence():
        check_place(out)
        reader = nomenclature_named(release)
        person = read_patient(patient, reader)
        known = likelihoods_of(frequencies, fallback, reader, folder_of(registry))
        if known is None:
            raise ValueError("there are no haplotype frequencies: give some with --frequencies")
        order = [known.sets[number] for number in known.populations.candidates((person.population,))]
        found = impute_in_order(person.genotype, order)
        if found.status is not Representation.REPRESENTED:
            at = f" at {', '.join(found.unrepresented)}" if found.unrepresented else ""
            raise ValueError(
                f"{person.identifier} cannot be imputed with {found.haplotypes.population}: {found.status}{at}"
            )
        _show(found, rows)
        if out is not None:
            with progress_bar("Writing", found.size) as on_rows:
                write_imputation(out, found, on_rows)
            typer.echo(f"All pairs: {out}")
        typer.echo(NOTICE)


def _show(found: "Imputation", rows: int) -> None:
    typer.echo(
        f"{found.size:,} pairs of haplotypes of {found.haplotypes.population} explain the typing, which one person in"
        f" {1.0 / found.likelihood:,.0f} has."
    )
    for first, second, posterior in zip(found.first[:rows], found.second[:rows], found.posterior[:rows], strict=True):
        typer.echo(f"{100.0 * posterior:8.4f} %  {found.haplotypes.name(first)}  {found.haplotypes.name(second)}")
    if found.size > rows:
        typer.echo(f"{100.0 * found.posterior[rows:].sum():8.4f} %  in {found.size - rows:,} more")
