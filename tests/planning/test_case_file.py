"""Reading a case: whatever the bytes, there is a case or one sentence, and never another exception."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemograft.planning.case import Case
from hemograft.planning.case_file import CaseError, case_from_labs, read_case, read_labs
from hemograft.planning.starting_counts import starting_counts

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
CASE = """\
age: 24
sex: male
weight: 74
diagnosis: severe_aplastic_anemia
bleeding_grade: 2
counts:
  - {date: 2026-02-02, platelets: 11 10^9/L, hemoglobin: 7.4 g/dL}
  - {date: 2026-02-09, platelets: 9 10^9/L, hemoglobin: 7.9 g/dL}
hla: {A: [02:01, 24:02]}
donors:
  - {label: sister, relation: matched_sibling, match: 10/10, source: bone_marrow, cd34_per_kg: 3e6}
"""


def is_one_sentence(message: str) -> bool:
    """One printable line, closed by a stop or a question mark, with none before it outside quotes."""
    unquoted = re.sub(r'"[^"]*"', "", message)
    return message.isprintable() and message[-1] in ".?" and not re.search(r"[.?!]\s", unquoted)


def read(folder: Path, content: str | bytes, name: str = "case.yaml") -> Case:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_case(path)


def refusal(folder: Path, content: str | bytes, name: str = "case.yaml") -> str:
    with pytest.raises(CaseError) as caught:
        read(folder, content, name)
    message = str(caught.value)
    assert is_one_sentence(message), message
    return message


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_are_cases_of_invented_patients(path: Path) -> None:
    patient = read_case(path)
    assert path.stem in (patient.diagnosis, f"gene_therapy_{patient.diagnosis}")
    assert "invented patient" in path.read_text("utf-8")


def test_the_examples_start_where_they_say() -> None:
    start = {path.stem: starting_counts(read_case(path)).platelets for path in EXAMPLES}
    assert start == {
        "immune_thrombocytopenia": 14,
        "severe_aplastic_anemia": 9,
        "wiskott_aldrich_syndrome": 19,
        "cirrhosis_with_hypersplenism": 40.5,
        "congenital_amegakaryocytic_thrombocytopenia": 20.5,
        "drug_induced_marrow_suppression": 52,
        "gene_therapy_wiskott_aldrich_syndrome": 16,
        "gene_therapy_fanconi_anemia": 54,
        "chemotherapy_induced_thrombocytopenia": 38,
        "cytomegalovirus_thrombocytopenia": 27.5,
        "dengue_thrombocytopenia": 31,
        "dilutional_thrombocytopenia": 62,
        "disseminated_intravascular_coagulation": 44,
        "drug_induced_immune_thrombocytopenia": 12,
        "fanconi_anemia": 33,
        "gestational_thrombocytopenia": 112,
        "heparin_induced_thrombocytopenia": 58,
        "hepatitis_c_thrombocytopenia": 61,
        "human_immunodeficiency_virus_thrombocytopenia": 37.5,
        "inherited_thrombocytopenia": 34,
        "myelodysplastic_syndrome": 25,
        "acute_leukemia": 90,
        "platelet_transfusion_refractoriness": 7,
        "thrombotic_thrombocytopenic_purpura": 11,
    }


def test_plain_scalars_are_read_as_yaml_1_2(tmp_path: Path) -> None:
    patient = read(tmp_path, CASE)
    assert patient.hla == {"A": ("02:01", "24:02")}
    assert patient.donors[0].cd34_per_kg == 3e6
    assert patient.days == (-7, 0)


def test_json_and_yaml_give_the_same_case(tmp_path: Path) -> None:
    patient = read(tmp_path, CASE)
    text = patient.model_dump_json()
    assert read(tmp_path, text, "case.json") == patient
    assert read(tmp_path, text, "json_in.yaml") == patient


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("severe_aplastic_anemia", "leukemia", 'diagnosis is "leukemia": write '),
        ("9 10^9/L", "-9 10^9/L", "counts, entry 2: platelets -9 10^9/L is negative: write "),
        ("9 10^9/L", "12000 10^9/L", "counts, entry 2: platelets 12000 10^9/L is outside the plausible"),
        ("9 10^9/L", "250000 K/uL", "did you mean 250000 /uL?"),
        ("7.9 g/dL", "140 g/dL", "did you mean 140 g/L?"),
        (
            "9 10^9/L",
            "9000 /uL",
            "platelets 9000 /uL stands beside 11 10^9/L: write all platelets in one unit.",
        ),
        ("9 10^9/L", "9 g/dL", 'platelets has the unit "g/dL", which is not one of its units: write '),
        ("9 10^9/L", "9", 'platelets: 9 has no unit: write it too, for example "12 10^9/L".'),
        ("9 10^9/L", ".nan", "platelets: nan has no unit"),
        ("9 10^9/L", "nan K/uL", '"nan K/uL" is not a number with a unit'),
        ("9 10^9/L", "{value: .nan, unit: K/uL}", "platelets, value is nan: write a finite number"),
        ("74", ".NaN", "weight is nan: write a finite number"),
        ("74", "twelve", 'weight is "twelve": write a number without quotes (kg).'),
        ("74", "true", "weight is true: write a number without quotes (kg)."),
        ("74", "740", "weight is 740: write a number of at most 400 (kg)."),
        (
            "2026-02-09",
            "2026-02-01",
            "2026-02-01 comes after 2026-02-02: put the entries in the order of time.",
        ),
        ("2026-02-09", "2026-02-02", "2026-02-02 occurs twice: merge the entries"),
        ("2026-02-09", "2026-02-31", '"2026-02-31" is not a date: write it as 2026-01-31'),
        ("date: 2026-02-09", "day: 7", "day 7 stands beside 2026-02-02: use dates throughout"),
        ("date: 2026-02-09", "date: 7", "date is 7: write a date such as 2026-01-31."),
        (
            "3e6",
            "0",
            "donors, entry 1, cd34_per_kg is 0: write a number of at least 10000 (CD34-positive cells",
        ),
        ("platelets: 9", "platelet: 9", "platelet is not a known field: did you mean platelets?"),
        ("{A: [", "{DRB2: [", "hla, DRB2 is not a known field: use 'A', 'B'"),
        ("[02:01, 24:02]", "[02:01, 24:02, 03:01]", "hla, A is a list: write at most 2 entries."),
        (
            "weight: 74",
            "weight: 74\nkarnofsky: 85",
            "karnofsky is 85: write a multiple of 10 (Karnofsky or, in a child, Lansky performance status).",
        ),
        (
            "weight: 74",
            "weight: 74\ncomorbidity_index: 27",
            "comorbidity_index is 27: write a number of at most 26 (points of",
        ),
        ("weight: 74", "weight: 74\ncomorbidity_index: 1.5", "comorbidity_index is 1.5: write a whole number"),
        (
            "weight: 74",
            "weight: 74\ndisease_risk: poor",
            "disease_risk is \"poor\": write 'low', 'intermediate', 'high'",
        ),
        (
            "weight: 74",
            "weight: 74\ndisease_risk: low",
            "disease_risk does not go with severe_aplastic_anemia: leave it out.",
        ),
        (
            "weight: 74",
            "weight: 74\nmonths_since_diagnosis: 300",
            "months_since_diagnosis is 300 at an age of 24: correct one of the two.",
        ),
        ("age: 24\n", "", "age is missing: add it, or check that the file was not cut short."),
        ("age: 24\n", "age: 24\nage: 25\n", 'the field "age" is written twice'),
        (
            "age: 24\n",
            "age: -1\nweight_kg: 3\n",
            "age is -1: write a number of at least 0 (years) (and 1 more).",
        ),
        ("age: 24", "age: !!python/name:os.system ''", "line 1 uses a tag (!)"),
        ("age: 24", "age: &a 24\nweight: *a", "line 2 uses an alias (*): write the value out."),
        ("age: 24\n", "? [1]\n: 2\n", "has a list or mapping for a field name"),
        ("age: 24", 'age: 24\n"a. B\\n!": 1', '"a. B\\x0a!" is not a known field: remove it'),
    ],
)
def test_a_bad_value_ends_in_one_sentence(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert CASE.count(old) == 1
    assert message in refusal(tmp_path, CASE.replace(old, new))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty: check that it was saved."),
        (b" \n\t\n", "is empty"),
        (b"# only a comment\n", "holds no fields"),
        (CASE[:330], "is not complete YAML at line 11: correct it there, or check that"),
        ("age: 24\nsex: 'ma", "is not complete YAML at line 2"),
        ("--- {age: 1}\n--- {age: 2}\n", "holds several documents"),
        ("[1, 2]", "holds a list: write it as fields"),
        ("twelve", 'holds "twelve"'),
        (b"age: 2\0", "is binary or UTF-16"),
        (CASE.encode("utf-16"), "is binary or UTF-16"),
        ("sex: männlich".encode("latin-1"), "is not UTF-8 text (byte 7)"),
        (b"age: \x01", "is not complete YAML"),
        (b'age: "\\UFFFFFFFF"', "holds an impossible character"),
        (b"[" * 500_000, "is nested too deep"),
        (b"- 1\n" * 200_000, "is too far into a list"),
        ("age: " + "9" * 5000, "age is inf: write a finite number"),
    ],
)
def test_a_bad_file_ends_in_one_sentence(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert message in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"age": 24, ', "is not complete JSON at line 1"),
        ('{"age": 24, "age": 25}', 'the field "age" is written twice'),
        ('{"age": NaN}', "age is nan: write a finite number (years) (and 3 more)."),
        ('{"age": ' + "9" * 5000 + "}", "holds a number or a nesting too large"),
        ("[" * 200_000 + "]" * 200_000, "holds a number or a nesting too large"),
        ('{"\\ud800": 1}', "use printable characters"),
    ],
)
def test_a_bad_json_file_ends_in_one_sentence(tmp_path: Path, content: str, message: str) -> None:
    assert message in refusal(tmp_path, content, "case.json")


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(CaseError, match=r'file "case.yaml" is larger than 1 MiB'):
        read_case(path)


def test_an_expanding_file_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "line 2 uses an alias" in refusal(tmp_path, "\n".join(lines))


def test_absent_files_and_folders(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.yaml", tmp_path, tmp_path / "a. B\n.yaml"):
        with pytest.raises(CaseError) as caught:
            read_case(path)
        assert is_one_sentence(str(caught.value))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_file_cut_anywhere_gives_a_case_or_one_sentence(path: Path, tmp_path: Path) -> None:
    content = path.read_bytes()
    for length in range(0, len(content), 23):
        assert_case_or_sentence(tmp_path, content[:length], "case.yaml")


def test_counts_from_a_table_replace_those_of_the_file(tmp_path: Path) -> None:
    table = tmp_path / "counts.csv"
    table.write_text(
        "TIME,DV,AMT,EVID,CMT,CENS\n0,20,,0,platelets,\n0,9,,0,hemoglobin,\n1,,1,1,platelet_transfusion,\n6,5,,0,,1\n"
    )
    path = tmp_path / "case.yaml"
    path.write_text("age: 24\nweight: 74\ndiagnosis: severe_aplastic_anemia\n")
    patient = read_case(path, counts=table)
    assert patient.days == (-6, 0)
    assert patient.counts[1].platelets is not None
    assert patient.counts[1].platelets.censored
    assert [(item.name, item.start) for item in patient.treatments] == [("platelet_transfusion", 1)]
    path.write_text("treatments: 5\n")
    with pytest.raises(CaseError, match="treatments is 5: write a list"):
        read_case(path, counts=table)
    table.write_text("TIME,DV,AMT,EVID,CMT\n0,20,,0,\n0,21,,0,\n")
    with pytest.raises(CaseError, match="holds platelets twice on day 0: keep one"):
        read_case(path, counts=table)


def test_a_case_from_a_table_alone(tmp_path: Path) -> None:
    table = tmp_path / "counts.csv"
    table.write_text("TIME,DV,AMT,EVID,CMT\n0,20,,0,\n")
    history = read_labs(table)
    with pytest.raises(CaseError, match="age is missing"):
        case_from_labs(history, diagnosis="immune_thrombocytopenia")
    patient = case_from_labs(history, diagnosis="immune_thrombocytopenia", age=50, sex="male")
    assert (patient.age, patient.sex, patient.weight) == (50, "male", 70)
    assert patient.assumptions == ("Body weight is not in counts.csv: 70 kg assumed.",)
    assert case_from_labs(history, diagnosis="immune_thrombocytopenia", age=50, weight=61).assumptions == ()
    with pytest.raises(CaseError, match=r'sex is "m": write'):
        case_from_labs(history, diagnosis="immune_thrombocytopenia", age=50, sex="m")


def test_a_case_from_the_hospital_export(shared: Path) -> None:
    folder = shared / "data" / "mimic3-demo"
    patient = case_from_labs(read_labs(folder), diagnosis="immune_thrombocytopenia")
    assert (patient.age, patient.sex, patient.weight) == (45.5, "female", 92)
    start = starting_counts(patient)
    assert start.platelets == 11  # of 16, 11 and below 5, the last two after transfusions that did not help
    assert start.hemoglobin == 7.9
    other = case_from_labs(read_labs(folder, subject="10102"), diagnosis="severe_aplastic_anemia")
    assert other.assumptions[-1] == "Body weight is not in mimic3-demo, subject 10102: 70 kg assumed."


def test_labs_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path, tmp_path / "nul\0byte"):
        with pytest.raises(CaseError) as caught:
            read_labs(path)
        assert is_one_sentence(str(caught.value))


def assert_case_or_sentence(folder: Path, content: bytes, name: str) -> None:
    path = folder / name
    path.write_bytes(content)
    try:
        patient = read_case(path)
    except CaseError as error:
        assert is_one_sentence(str(error)), str(error)
    else:
        assert len(patient.case_sha256) == 64
        assert starting_counts(patient).platelets >= 0


NAMES = st.sampled_from(["case.yaml", "case.json", "case"])
# Field names and words of real cases, so that the fuzzer gets past the first field.
WORDS = st.sampled_from([*re.findall(r"[\w.:/^-]+", CASE), "platelets", "<5 K/uL", "treatments", "start", "NaN"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(codec="utf-8"), max_size=60),
    WORDS,
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SCALARS | WORDS, inner, max_size=6),
    max_leaves=25,
)
FUZZ = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(content=st.binary(max_size=400), name=NAMES)
def test_any_bytes(tmp_path: Path, content: bytes, name: str) -> None:
    assert_case_or_sentence(tmp_path, content, name)


@FUZZ
@given(content=st.text(st.sampled_from("abA1:-[]{},&*!?|>'\"%@`# \n\t~\\.0e"), max_size=80), name=NAMES)
def test_any_yaml_punctuation(tmp_path: Path, content: str, name: str) -> None:
    assert_case_or_sentence(tmp_path, content.encode(), name)


@FUZZ
@given(tree=TREES)
def test_any_structure(tmp_path: Path, tree: Any) -> None:
    assert_case_or_sentence(tmp_path, yaml.safe_dump(tree, allow_unicode=True).encode(), "case.yaml")
    if isinstance(tree, dict):
        assert_case_or_sentence(
            tmp_path, json.dumps({str(key): value for key, value in tree.items()}).encode(), "c.json"
        )


@FUZZ
@given(
    field=st.sampled_from(list(Case.model_fields)),
    value=TREES,
    instant=st.one_of(SCALARS, st.dates().map(str)),
    count=SCALARS | st.builds("{} {}".format, st.floats() | st.integers(), WORDS),
)
def test_one_field_replaced(tmp_path: Path, field: str, value: Any, instant: Any, count: Any) -> None:
    good: Any = json.loads(read(tmp_path, CASE).model_dump_json(exclude_none=True))
    assert_case_or_sentence(tmp_path, json.dumps(good | {field: value}).encode(), "case.json")
    good["counts"][1] |= {"date": instant, "platelets": count}
    assert_case_or_sentence(tmp_path, json.dumps(good).encode(), "case.json")
