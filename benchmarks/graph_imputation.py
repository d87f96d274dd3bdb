"""py-graph-imputation on the donors of WMDA exercise 3, in a process of its own, where it is installed."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

# As its own example for this exercise has them; 10 haplotype pairs a person, which keeps 94 % of the probability on
# average.
_SETTINGS: dict[str, object] = {
    "populations": ["CAU"],
    "freq_trim_threshold": 0,
    "priority": {"alpha": 0.4999999, "eta": 0, "beta": 1e-7, "gamma": 1e-7, "delta": 0.4999999},
    "UNK_priors": "SR",
    "FULL_LOCI": "ABCQR",
    "loci_map": {"A": 1, "B": 2, "C": 3, "DQB1": 4, "DRB1": 5},
    "factor_missing_data": 0.0001,
    "Plan_B_Matrix": [[[1, 2, 3, 4, 5]], [[1, 2, 3], [4, 5]], [[1], [2, 3], [4, 5]], [[1], [2], [3], [4], [5]]],
    "planb": True,
    "number_of_options_threshold": 100000,
    "epsilon": 1e-3,
    "number_of_results": 10,
    "number_of_pop_results": 100,
    "output_MUUG": True,
    "output_haplotypes": True,
    "freq_data_dir": "freqs",
    "freq_file": "output/hpf.csv",
    "graph_files_path": "output/csv/",
    "node_csv_file": "nodes.csv",
    "edges_csv_file": "edges.csv",
    "info_node_csv_file": "info_node.csv",
    "top_links_csv_file": "top_links.csv",
    "imputation_in_file": "people.csv",
    "imputation_out_umug_freq_filename": "umug",
    "imputation_out_umug_pops_filename": "umug.pops",
    "imputation_out_hap_freq_filename": "pmug",
    "imputation_out_hap_pops_filename": "pmug.pops",
    "imputation_out_miss_filename": "miss",
    "imputation_out_problem_filename": "problem",
    "max_haplotypes_number_in_phase": 100,
    "imputation_out_path": "output",
    "pops_count_file": "output/counts.txt",
}
_RUN = """
from time import process_time
from graph_generation.generate_hpf import produce_hpf
from grim.grim import graph_freqs, impute, graph_instance
produce_hpf(conf_file="settings.json")
graph_freqs(conf_file="settings.json")
started = process_time()
impute(conf_file="settings.json")
print("seconds", process_time() - started)
"""


def graph_imputation_seconds(frequencies: Path, people: dict[str, str]) -> float | None:
    """Processor seconds it takes to load its graph, impute and write its files; None where it is not installed."""
    if importlib.util.find_spec("grim") is None:
        return None
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "freqs").mkdir()
        (folder / "output" / "csv").mkdir(parents=True)
        (folder / "freqs" / "CAU.freqs.gz").write_bytes(frequencies.read_bytes())
        (folder / "people.csv").write_text("".join(f"{key},{typing},CAU,CAU\n" for key, typing in people.items()))
        (folder / "settings.json").write_text(json.dumps(_SETTINGS))
        done = subprocess.run([sys.executable, "-c", _RUN], cwd=folder, capture_output=True, text=True, check=True)
    return float(done.stdout.split("seconds")[-1])
