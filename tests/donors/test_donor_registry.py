"""The store keeps what it was given: it grows and shrinks without being rebuilt, survives a kill, and sees damage."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemograft.donors.frequencies.made_up import made_up_haplotypes
from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.registry import compaction, importing, typing_dictionary
from hemograft.donors.registry.files import RegistryError
from hemograft.donors.registry.identifiers import hashes, identifier_index
from hemograft.donors.registry.importing import ImportChoices, import_donors
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.manifest import MANIFEST, writing
from hemograft.donors.registry.registry import Registry, check_registry, delete_donors, open_registry
from hemograft.donors.registry.segment import (
    ATTRIBUTES,
    LIKELIHOOD,
    LIKELIHOOD_SET,
    open_segment,
    write_segment,
)
from hemograft.donors.registry.statistics import registry_statistics
from hemograft.donors.registry.stored_frequencies import load_frequencies
from hemograft.donors.registry.synthetic import synthetic_donors
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from tests.donors.donor_files import donor, fill

MOST_BYTES = 40


def identifiers(registry: Registry) -> list[str]:
    return [
        identifier
        for segment in registry.segments
        for row, identifier in enumerate(segment.identifiers.texts.to_pylist())
        if row not in segment.deleted
    ]


def typed_at_a(registry: Registry, identifier: str) -> str:
    found = registry.find(identifier)
    assert found is not None
    return registry.typings(*found)["A"]


@settings(max_examples=25)
@given(steps=st.lists(st.tuples(st.booleans(), st.sets(st.integers(0, 12), min_size=1)), min_size=1, max_size=6))
def test_whatever_is_added_and_deleted_in_turn_the_registry_holds_the_rest(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("steps") / "registry"
    held: set[str] = set()
    for adds, numbers in steps:
        names = {f"D{number}" for number in numbers}
        if adds and names - held:
            fill(folder, [donor(name) for name in sorted(names - held)])
            held |= names
        elif not adds and (folder / MANIFEST).exists():
            assert set(delete_donors(folder, sorted(names))) == names - held
            held -= names
    if (folder / MANIFEST).exists():
        registry = open_registry(folder)
        assert sorted(identifiers(registry)) == sorted(held) and registry.donors == len(held)
        assert all((registry.find(name) is not None) == (name in held) for name in map("D{}".format, range(13)))


def test_a_deleted_donor_can_come_back(tmp_path):
    folder = tmp_path / "registry"
    fill(folder, [donor("D1"), donor("D2")])
    assert delete_donors(folder, ["D1", "D7"]) == ("D7",)
    assert open_registry(folder).find("D1") is None
    fill(folder, [donor("D1", a="03:01+03:01")])
    registry = open_registry(folder)
    assert typed_at_a(registry, "D1") == "03:01+03:01"
    assert sorted(identifiers(registry)) == ["D1", "D2"]


def test_typings_keep_their_codes_however_many_imports_there_were(tmp_path, monkeypatch):
    monkeypatch.setattr(typing_dictionary, "MOST_FILES", 3)
    folder = tmp_path / "registry"
    for number in range(8):
        fill(folder, [donor(f"D{number}", a=f"0{number + 1}:01+11:01")])
        registry = open_registry(folder)
        assert len(registry.manifest.typings) <= 3
        for old in range(number + 1):
            assert typed_at_a(registry, f"D{old}") == f"0{old + 1}:01+11:01"


def test_many_small_imports_are_merged_and_nobody_is_lost_or_found_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(compaction, "MOST_SMALL_SEGMENTS", 4)
    folder = tmp_path / "registry"
    for number in range(11):
        loci = {"C": "07:01+07:02"} if number % 2 else {}
        fill(folder, [donor(f"D{number}", a=f"{number + 11}:01", **loci), donor(f"X{number}", kind="cord")])
        delete_donors(folder, [f"X{number}"])
    registry = open_registry(folder)
    assert sorted(identifiers(registry)) == sorted(f"D{number}" for number in range(11))
    assert all(typed_at_a(registry, f"D{number}") == f"{number + 11}:01" for number in range(11))
    assert len(registry.segments) <= 6
    found = [registry.find(f"D{number}") for number in (4, 5)]
    assert ["C" in registry.typings(*each) for each in found if each] == [False, True]
    check_registry(registry)


def test_a_large_import_is_cut_into_segments_and_duplicates_are_seen_across_them(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "MOST_ROWS", 10)
    rows = [donor(f"D{number}") for number in range(35)]
    report = fill(tmp_path / "registry", [*rows, donor("D3"), donor("D34")], keep_rest=True)
    assert report.added == 35 and [error.number for error in report.errors] == [37, 38]
    registry = open_registry(tmp_path / "registry")
    assert [segment.rows for segment in registry.segments] == [10, 10, 10, 5]
    assert len(set(identifiers(registry))) == 35


@pytest.mark.parametrize("victim", ["segment", "typings", "deleted"])
@pytest.mark.parametrize("harm", ["truncated", "missing", "altered"])
def test_a_damaged_file_is_told_by_name(tmp_path, victim, harm):
    folder = tmp_path / "registry"
    fill(folder, [donor(f"D{number}") for number in range(100)])
    delete_donors(folder, ["D3"])
    (path,) = folder.glob(f"{victim}-*.arrow")
    content = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(content[:-1] if harm == "truncated" else content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(RegistryError, match=path.name):
        check_registry(open_registry(folder))
    if harm != "altered":
        with pytest.raises(RegistryError, match="restore it from a backup"):
            open_registry(folder)


def test_a_damaged_manifest_is_told(tmp_path):
    fill(tmp_path / "registry", [donor("D1")])
    manifest = tmp_path / "registry" / MANIFEST
    manifest.write_text(manifest.read_text()[:-20])
    with pytest.raises(RegistryError, match="is damaged"):
        open_registry(tmp_path / "registry")


def test_where_there_is_no_registry_the_remedy_is_told(tmp_path):
    with pytest.raises(RegistryError, match="import donors or generate some first"):
        open_registry(tmp_path)


def test_two_writers_do_not_meet(tmp_path):
    fill(tmp_path / "registry", [donor("D1")])
    with writing(tmp_path / "registry"), pytest.raises(RegistryError, match="changed by another command"):
        delete_donors(tmp_path / "registry", ["D1"])
    assert delete_donors(tmp_path / "registry", ["D1"]) == ()


KILLED = """
import os, signal, sys
from pathlib import Path
from hemograft.donors.registry import importing
from tests.donors.donor_files import donor, fill

importing.MOST_ROWS = 10
flush = importing.write_segment
written = []

def dying(*arguments):
    written.append(flush(*arguments))
    if len(written) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return written[-1]

importing.write_segment = dying
fill(Path(sys.argv[1]), [donor(f"N{number}") for number in range(100)])
"""


def test_a_killed_import_leaves_the_old_registry_and_the_next_one_cleans_up(tmp_path):
    folder = tmp_path / "registry"
    fill(folder, [donor("D1"), donor("D2")])
    before = (folder / MANIFEST).read_bytes()
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(root / "src"), str(root)])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder)],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (folder / MANIFEST).read_bytes() == before
    assert len(list(folder.glob("segment-*.arrow"))) > 1
    assert identifiers(open_registry(folder)) == ["D1", "D2"]
    fill(folder, [donor("D3")])
    assert identifiers(open_registry(folder)) == ["D1", "D2", "D3"]
    assert len(list(folder.glob("segment-*.arrow"))) == 2


@given(st.lists(st.text(max_size=8), max_size=20))
def test_identifiers_are_found_by_hash_and_text(texts):
    index = identifier_index(pa.array(texts, pa.string()))
    assert sorted(index.repeated().tolist()) == [row for row, text in enumerate(texts) if text in texts[:row]]
    wanted = identifier_index(pa.array([*texts, "nobody there"], pa.string()))
    asked, rows = index.find(wanted)
    assert sorted(asked.tolist()) == list(range(len(texts)))
    assert all(texts[row] == texts[place] for place, row in zip(asked, rows, strict=True))
    assert np.all(np.diff(index.hashes.astype(object)) >= 0) and len(hashes(pa.array([], pa.string()))) == 0


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> tuple[Registry, Likelihoods]:
    folder = tmp_path_factory.mktemp("generated") / "registry"
    likelihoods = Likelihoods(Populations((made_up_haplotypes(1, 300),)), PLAIN_NAMES)
    rows = synthetic_donors(likelihoods.populations.sets[0], 3000, seed=5)
    import_donors(folder, rows, PLAIN_NAMES, ImportChoices(), likelihoods)
    return open_registry(folder), likelihoods


def test_a_generated_donor_takes_no_more_memory_than_promised(generated):
    registry, _likelihoods = generated
    (segment,) = registry.segments
    assert segment.resident_bytes <= MOST_BYTES
    assert segment.resident_bytes == sum(column.nbytes for column in segment.columns.values()) / segment.rows


def test_six_loci_of_many_distinct_typings_take_no_more_either(tmp_path):
    columns = {name: np.ones(2, np.uint32) for name in (*ATTRIBUTES, LIKELIHOOD, LIKELIHOOD_SET)}
    columns |= {locus: np.array([1, 1 << 20], np.uint32) for locus in ("A", "B", "C", "DRB1", "DQB1", "DPB1")}
    entry = write_segment(tmp_path, "adult", columns, pa.array(["D1", "D2"], pa.string()), "some")
    segment = open_segment(tmp_path, entry)
    assert {segment.columns[locus].dtype for locus in segment.loci} == {np.dtype(np.uint32)}
    assert segment.resident_bytes <= MOST_BYTES


def test_generated_donors_carry_haplotypes_as_often_as_the_frequencies_say(generated):
    registry, likelihoods = generated
    haplotypes = likelihoods.populations.sets[0]
    place = haplotypes.loci.index("B")
    expected = np.bincount(haplotypes.codes[:, place], haplotypes.frequency, minlength=len(haplotypes.alleles[place]))
    (segment,) = registry.segments
    found = dict.fromkeys(haplotypes.alleles[place], 0)
    for code in segment.columns["B"]:
        for name in registry.dictionary.texts["B"][code].split("+"):
            found[name] += 1
    share = np.array([found[name] for name in haplotypes.alleles[place]]) / (2 * segment.rows)
    spread = np.sqrt(expected * (1 - expected) / (2 * segment.rows))
    assert np.all(np.abs(share - expected) < 4.5 * spread + 1e-9)


def test_the_frequencies_come_back_from_the_registry_as_they_went_in(generated):
    registry, likelihoods = generated
    stored = load_frequencies(registry.folder, registry.manifest.frequencies)
    assert stored is not None
    again = Likelihoods(stored, PLAIN_NAMES)
    assert again.fingerprint == likelihoods.fingerprint == registry.segments[0].entry.frequencies
    other = Likelihoods(Populations((made_up_haplotypes(2, 300),)), PLAIN_NAMES)
    assert other.fingerprint != again.fingerprint


def test_the_statistics_count_everybody_once(generated):
    from datetime import date

    registry, _likelihoods = generated
    found = registry_statistics(registry, date.today())
    assert found.donors == 3000 and found.by_kind == {"adult": 3000, "cord": 0}
    assert found.explained == found.with_likelihood == 3000
    assert set(found.typed.values()) == {3000}
    assert all(sum(words.values()) == 3000 for words in found.by_attribute.values())
    assert found.resident_bytes == registry.segments[0].resident_bytes
