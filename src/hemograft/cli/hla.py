"""``hemograft hla``: the IPD-IMGT/HLA releases that typings are read by."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemograft import NOTICE
from hemograft.cli.donor_options import RegistryFolder, Release
from hemograft.cli.errors import INTERRUPTED, one_sentence
from hemograft.cli.output import check_place

if TYPE_CHECKING:
    from hemograft.donors.probability.estimation import Estimate

hla = typer.Typer(help="Import and choose IPD-IMGT/HLA releases, and look names up in them.", no_args_is_help=True)


@hla.command(name="import")
def import_release(
    path: Annotated[
        Path | None, typer.Argument(metavar="[DIR|TAR]", help="An IPD-IMGT/HLA release: folder, tar or zip.")
    ] = None,
    download: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Fetch this release, such as 3.58.0, over the network.")
    ] = None,
    codes: Annotated[
        Path | None, typer.Option(help="The NMDP's multiple allele codes: alpha.v3.txt, numer.v3.txt, or zipped.")
    ] = None,
    use: Annotated[bool, typer.Option("--use", help="Use the imported release from now on.")] = False,
) -> None:
    """Import a release, pinned by its checksum; several lie side by side, and the first is used until you choose."""
    from hemograft.cli.progress import spinner
    from hemograft.donors.nomenclature.download import download_release
    from hemograft.donors.nomenclature.release_files import read_release_files
    from hemograft.donors.nomenclature.store import find_release, hla_folder, store_codes, store_release, use_release

    with one_sentence():
        if (path is not None) + (download is not None) > 1 or not (path or download or codes):
            raise ValueError("give one of DIR, --download VERSION and --codes FILE (which may go with either)")
        folder = hla_folder()
        if codes:
            with spinner("Sorting the codes"):
                store_codes(codes, folder)
            typer.echo(f"Multiple allele codes imported from {codes}.")
        if not (path or download):
            return
        with spinner("Importing the release"):
            files = read_release_files(path) if path else download_release(download or "")
            stored = store_release(files, folder)
        if use:
            use_release(stored, folder)
        in_use = find_release("", folder)
        typer.echo(f"IPD-IMGT/HLA {stored.version} imported as {stored.label} (SHA-256 {stored.digest}).")
        typer.echo("It is in use." if in_use == stored else f"In use: {in_use.label}. Choose with `hemograft hla use`.")


@hla.command(name="list")
def list_releases() -> None:
    """List the imported releases."""
    from hemograft.donors.nomenclature.store import find_release, hla_folder, stored_releases

    with one_sentence():
        folder = hla_folder()
        stored = stored_releases(folder)
        if not stored:
            typer.echo(
                "No release is imported: names are compared as they are. Import one: `hemograft hla import DIR`."
            )
            return
        in_use = find_release("", folder)
        for each in stored:
            typer.echo(f"{'*' if each == in_use else ' '} {each.label}  {each.path}")
        typer.echo("* in use")


@hla.command()
def use(release: Annotated[str, typer.Argument(help="Version, or label as `hla list` shows it.")]) -> None:
    """Choose the release that typings are read by where none is named."""
    from hemograft.donors.nomenclature.store import find_release, hla_folder, use_release

    with one_sentence():
        folder = hla_folder()
        found = find_release(release, folder)
        use_release(found, folder)
        typer.echo(f"In use: {found.label}.")


@hla.command()
def show(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Typings, such as A*01:01 or B27.")
    ] = None,
    release: Annotated[str, typer.Option(help="Version or label; by default the one in use.")] = "",
) -> None:
    """Show a release, or what it says about typings: alleles, groups, antigens, DPB1 epitope group, HLA-B leader."""
    from hemograft.donors.nomenclature.meaning import meaning, wording
    from hemograft.donors.nomenclature.store import load_release
    from hemograft.donors.typing.allele_string import read_allele_string

    with one_sentence():
        loaded = load_release(release)
        lines = [f"IPD-IMGT/HLA {loaded.name}, SHA-256 {loaded.digest}"]
        if not names:
            lines += loaded.tables.contents()
        for name in names or ():
            locus = read_allele_string(name)[0].locus
            lines += ["", name, *wording(meaning(loaded, locus, name))]
        typer.echo("\n".join((*lines, "", NOTICE)))


@hla.command()
def frequencies(
    out: Annotated[Path, typer.Option(help="Write them here: .hfx, or .json with a .csv beside it.")],
    loci: Annotated[str, typer.Option(help="Loci of a haplotype, separated by commas.")] = "A,C,B,DRB1,DQB1",
    population: Annotated[str, typer.Option(help="Only donors of this population; also what the set is called.")] = "",
    rounds: Annotated[int, typer.Option(min=1, help="Rounds at most.")] = 1000,
    tolerance: Annotated[float, typer.Option(min=0.0, help="Change of a frequency in a round to stop at.")] = 1e-7,
    checkpoint: Annotated[
        Path | None, typer.Option(help="Folder for the rounds done; a stopped estimation goes on from them.")
    ] = None,
    registry: RegistryFolder = None,
    release: Release = "",
) -> None:
    """Estimate haplotype frequencies from the registry's own typings, by expectation and maximization."""
    from hemograft.cli.donors import check_libraries, folder_of, nomenclature_named
    from hemograft.cli.progress import progress_bar, spinner

    shown, interrupted = 0, False
    with one_sentence():
        check_place(out)
        check_libraries()
        from hemograft.donors.probability.estimation import estimate_frequencies
        from hemograft.donors.registry.distinct_people import distinct_people
        from hemograft.donors.registry.registry import open_registry

        if out.suffix.lower() not in (".hfx", ".json"):
            raise ValueError(f"--out {out}: the ending says the format, write .hfx or .json")
        if checkpoint is not None and checkpoint.exists() and not checkpoint.is_dir():
            raise ValueError(f"--checkpoint {checkpoint} is a file: name a folder")
        names = _loci(loci)
        opened, reader = open_registry(folder_of(registry)), nomenclature_named(release)
        with spinner("Reading typings"):
            people = distinct_people(opened, names, reader, population)
        try:
            with progress_bar(f"Estimating from {people.counts.sum():,} people", rounds) as advance:

                def on_round(done: int, *_told: float) -> None:
                    nonlocal shown
                    advance(done - shown)
                    shown = done

                found = estimate_frequencies(
                    people.genotypes,
                    names,
                    population or "registry",
                    reader.name,
                    counts=people.counts,
                    rounds=rounds,
                    tolerance=tolerance,
                    checkpoint=checkpoint,
                    progress=on_round,
                )
        except KeyboardInterrupt:
            if checkpoint is None:
                raise
            interrupted = True
        else:
            _write_frequencies(out, found, tolerance)
    if interrupted:
        typer.echo(f"Stopped; the same command goes on from {checkpoint}.", err=True)
        raise typer.Exit(INTERRUPTED)


def _write_frequencies(out: Path, found: "Estimate", tolerance: float) -> None:
    from hemograft.donors.frequencies.hfx import write_hfx

    parameters = {"rounds": str(found.rounds), "converged": str(found.converged), "tolerance": f"{tolerance:g}"}
    write_hfx(out, found.haplotypes, method="expectation-maximization", parameters=parameters, cohort=found.people)
    ended = "converged" if found.converged else "not converged: allow more --rounds"
    typer.echo(f"{found.haplotypes.size:,} haplotypes from {found.people:,} people, {found.rounds} rounds, {ended}.")
    if found.unexplained:
        typer.echo(f"Left out, for nobody better typed explains them: {found.unexplained:,} people.")
    typer.echo(f"Frequencies: {out}\n{NOTICE}")


def _loci(text: str) -> tuple[str, ...]:
    from hemograft.donors.typing.genotype import LOCI

    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if unknown := [name for name in names if name not in LOCI]:
        raise ValueError(f"--loci {unknown[0]!r} is not known: choose from {', '.join(LOCI)}")
    if not names:
        raise ValueError("--loci is empty: name at least one, as in A,B,DRB1")
    return names
