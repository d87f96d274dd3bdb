"""``hemograft donors``: the registry of donors and cord blood units, and the search for a patient's graft in it."""

from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hemograft import NOTICE
from hemograft.cli.donor_imputation import impute
from hemograft.cli.donor_search import search
from hemograft.cli.errors import one_sentence
from hemograft.cli.output import check_place
from hemograft.cli.progress import progress_bar

if TYPE_CHECKING:
    from hemograft.donors.registry.likelihoods import Likelihoods
    from hemograft.donors.typing.reading import TypingReader

LIBRARIES = ("numba", "pyarrow", "platformdirs")

donors = typer.Typer(
    help=f"Keep a registry of donors and cord blood units, and search it. {NOTICE}", no_args_is_help=True
)
donors.command()(search)
donors.command()(impute)


@donors.callback()
def _libraries() -> None:
    """What the donor search needs beyond the simulation is an extra of the installation."""
    with one_sentence():
        check_libraries()


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"
    HML = "hml"


RegistryFolder = Annotated[
    Path | None, typer.Option("--registry", help="Folder of the registry; by default in the user's data directory.")
]
ReleaseName = Annotated[
    str, typer.Option("--release", help="IPD-IMGT/HLA release to read typings by; by default the one in use.")
]
Frequencies = Annotated[
    list[Path] | None,
    typer.Option("--frequencies", help="Haplotype frequencies: HFX, CSV or NMDP; may be given several times."),
]
Population = Annotated[list[str] | None, typer.Option("--fallback", help="Populations to try first, in this order.")]


@donors.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(help="Donors: CSV, JSON or HML.")],
    csv: Annotated[bool, typer.Option("--csv", help="The file is a table.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The file is JSON.")] = False,
    hml: Annotated[bool, typer.Option("--hml", help="The file is HML.")] = False,
    cord: Annotated[bool, typer.Option("--cord", help="Rows that do not tell are cord blood units.")] = False,
    source: Annotated[str, typer.Option("--from", help="Registry of the rows that do not tell.")] = "",
    keep_rest: Annotated[
        bool, typer.Option("--keep-rest", help="Import the good rows although others are bad.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="A row renews the donor of the same id.")] = False,
    errors: Annotated[Path | None, typer.Option(help="Write the rows that were refused here, CSV.")] = None,
    frequencies: Frequencies = None,
    fallback: Population = None,
    registry: RegistryFolder = None,
    release: ReleaseName = "",
) -> None:
    """Add donors or cord blood units to the registry."""
    from hemograft.donors.registry.importing import ImportChoices, ImportRefusedError, import_donors

    with one_sentence():
        check_place(errors)
        chosen = [each for each, given in zip(Format, (csv, json, hml), strict=True) if given]
        read = _reader(file, chosen)
        folder, reader = folder_of(registry), nomenclature_named(release)
        likelihoods = likelihoods_of(frequencies, fallback, reader, folder)
        choices = ImportChoices("cord" if cord else "adult", source, keep_rest, replace)
        try:
            with progress_bar(f"Importing {file.name}", _lines(file)) as on_rows:
                report = import_donors(folder, read, reader, choices, likelihoods, on_rows)
        except ImportRefusedError as refused:
            _write_errors(errors, refused.report)
            raise
        _write_errors(errors, report)
        for error in report.errors[:10]:
            typer.echo(f"row {error.number}: {error.why}", err=True)
        renewed = f", renewed {report.replaced:,}" if report.replaced else ""
        typer.echo(f"Donors added: {report.added:,}{renewed}; rows refused: {report.refused:,}; by {reader.name}.")
        if report.ignored:
            typer.echo(f"Columns not read: {', '.join(report.ignored)}.")
        typer.echo(NOTICE)


@donors.command()
def generate(
    count: Annotated[int, typer.Argument(min=1, help="How many donors.")],
    seed: Annotated[int, typer.Option(min=0, help="Fixes everything random.")] = 1,
    cord: Annotated[bool, typer.Option("--cord", help="Cord blood units instead of donors.")] = False,
    frequencies: Frequencies = None,
    fallback: Population = None,
    registry: RegistryFolder = None,
    release: ReleaseName = "",
) -> None:
    """Add made-up donors, drawn from haplotype frequencies; without any, from made-up frequencies."""
    from hemograft.donors.frequencies.made_up import made_up_haplotypes
    from hemograft.donors.frequencies.populations import Populations
    from hemograft.donors.registry.importing import ImportChoices, import_donors
    from hemograft.donors.registry.likelihoods import Likelihoods
    from hemograft.donors.registry.synthetic import synthetic_donors

    with one_sentence():
        folder, reader = folder_of(registry), nomenclature_named(release)
        likelihoods = likelihoods_of(frequencies, fallback, reader, folder)
        if likelihoods is None:
            likelihoods = Likelihoods(Populations((made_up_haplotypes(0),)), reader)
        haplotypes = likelihoods.populations.sets[0]
        rows = synthetic_donors(haplotypes, count, seed, "cord" if cord else "adult")
        with progress_bar(f"Generating {count:,} donors", count) as on_rows:
            report = import_donors(
                folder, rows, reader, ImportChoices("cord" if cord else "adult"), likelihoods, on_rows
            )
        kind = "cord blood units" if cord else "donors"
        typer.echo(
            f"Made-up {kind} added: {report.added:,}, drawn from {haplotypes.population}; nobody of them is real."
        )
        typer.echo(NOTICE)


@donors.command()
def delete(
    identifiers: Annotated[list[str], typer.Argument(metavar="ID...", help="Whom to delete; - reads ids, one a line.")],
    registry: RegistryFolder = None,
) -> None:
    """Delete donors by id."""
    from hemograft.donors.registry.registry import delete_donors

    with one_sentence():
        given = identifiers
        if given == ["-"]:
            given = [line.strip() for line in typer.get_text_stream("stdin") if line.strip()]
        missing = delete_donors(folder_of(registry), given)
        if len(missing) == len(set(given)):
            raise ValueError(f'nobody in the registry has the id "{missing[0]}"; nothing was deleted')
        for each in missing:
            typer.echo(f'nobody has the id "{each}"', err=True)
        typer.echo(f"Donors deleted: {len(set(given)) - len(missing):,}. {NOTICE}")


@donors.command()
def stats(
    registry: RegistryFolder = None,
    check: Annotated[bool, typer.Option("--check", help="Read every byte and compare checksums.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show what is in the registry."""
    import json
    from dataclasses import asdict
    from datetime import date

    from hemograft.donors.registry.registry import check_registry, open_registry
    from hemograft.donors.registry.statistics import registry_statistics

    with one_sentence():
        opened = open_registry(folder_of(registry))
        if check:
            check_registry(opened)
        found = registry_statistics(opened, date.today())
        if as_json:
            typer.echo(json.dumps({"notice": NOTICE, **asdict(found)}, indent=2))
            return
        kinds = f"Donors: {found.by_kind['adult']:,}; cord blood units: {found.by_kind['cord']:,}"
        typer.echo(f"{kinds}; segments: {found.segments}; deleted: {found.deleted:,}")
        typer.echo(f"{found.disk_bytes / 1e6:,.1f} MB on disk, {found.resident_bytes:.0f} bytes a donor in memory")
        release = f"{found.nomenclature}{f', SHA-256 {found.digest}' if found.digest else ''}"
        typer.echo(f"Typings of the last import read by {release}")
        for locus, count in found.typed.items():
            typer.echo(f"HLA-{locus}: {count:,} typed, {found.typings.get(locus, 0):,} distinct typings")
        typer.echo(
            f"{found.explained:,} explained by haplotype frequencies, of {found.with_likelihood:,} compared with any"
        )
        for name, words in found.by_attribute.items():
            typer.echo(f"{name.replace('_', ' ')}: {', '.join(f'{word} {count:,}' for word, count in words.items())}")
        typer.echo(f"{'Every file is as it was written. ' if check else ''}{NOTICE}")


def check_libraries() -> None:
    """
    Raises:
        ImportError: a library of the extra is not installed.
    """
    if missing := next((name for name in LIBRARIES if find_spec(name) is None), None):
        raise ImportError(f"the donor search needs {missing}; install it with: pip install 'hemograft[donors]'")


def folder_of(registry: Path | None) -> Path:
    """The folder that was named, or the user's own registry."""
    from hemograft.donors.data_directory import data_directory

    return registry or data_directory() / "registry"


def nomenclature_named(release: str) -> "TypingReader":
    """The release that was named, or the one in use, or names as they are written."""
    from hemograft.donors.nomenclature.store import nomenclature_in_use

    return nomenclature_in_use(release)


def likelihoods_of(
    files: list[Path] | None, fallback: list[str] | None, reader: "TypingReader", folder: Path
) -> "Likelihoods | None":
    """The frequencies of the files, or those that the registry was made with."""
    from hemograft.donors.frequencies.populations import populations
    from hemograft.donors.frequencies.read import read_frequencies
    from hemograft.donors.registry.likelihoods import Likelihoods
    from hemograft.donors.registry.manifest import read_manifest
    from hemograft.donors.registry.stored_frequencies import load_frequencies

    if files:
        sets = [each for file in files for each in read_frequencies(file)]
        return Likelihoods(populations(sets, fallback or ()), reader)
    if fallback:
        raise ValueError("--fallback orders the populations of --frequencies: give both")
    stored = load_frequencies(folder, read_manifest(folder).frequencies)
    return None if stored is None else Likelihoods(stored, reader)


def _reader(file: Path, chosen: list[Format]) -> Any:
    from hemograft.donors.registry.csv_file import read_csv
    from hemograft.donors.registry.hml_file import read_hml
    from hemograft.donors.registry.json_file import read_json

    if not file.is_file():
        raise ValueError(f'there is no file "{file}"')
    if len(chosen) > 1:
        raise ValueError(f"--{chosen[0]} and --{chosen[1]} exclude each other: choose one")
    ending = file.name.removesuffix(".gz").rpartition(".")[2].lower()
    endings = {"csv": Format.CSV, "tsv": Format.CSV, "txt": Format.CSV, "json": Format.JSON, "jsonl": Format.JSON}
    endings |= {"hml": Format.HML, "xml": Format.HML}
    if not chosen and ending not in endings:
        raise ValueError(f'file "{file}": its ending does not say the format, write --csv, --json or --hml')
    readers = {Format.CSV: read_csv, Format.JSON: read_json, Format.HML: read_hml}
    return readers[chosen[0] if chosen else endings[ending]](file)


def _lines(file: Path) -> int:
    """Lines of the file, for the length of the progress bar only."""
    with file.open("rb") as source:
        return sum(block.count(b"\n") for block in iter(lambda: source.read(1 << 24), b""))


def _write_errors(path: Path | None, report: Any) -> None:
    from hemograft.whole_file import write_whole

    if path is not None:
        rows = (f'{error.number},"{error.why.replace(chr(34), chr(34) * 2)}"' for error in report.errors)
        write_whole(path, "\n".join(["row,why", *rows, ""]))
