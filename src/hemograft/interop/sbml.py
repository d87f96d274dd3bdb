"""One patient as an SBML file: the equations, the parameters with their evidence, and the schedule.

SBML Level 3 Version 2 Core (Hucka et al, J Integr Bioinform 2019;16:20190021). The right-hand side is the one
that the solver runs, evaluated on SymPy symbols.
"""

from collections.abc import Sequence

from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import Intervention


def sbml_document(
    system: BloodSystem,
    state: Sequence[float],
    parameters: Sequence[float],
    interventions: Sequence[Intervention],
    *,
    name: str,
) -> str:
    """The SBML text of one patient; time in days.

    Every state is a parameter with a rate rule, every day of the schedule an event. Names stay, except that a
    dot, which SBML forbids, becomes an underscore (``host.mpp_1`` is ``host_mpp_1``).

    Args:
        system: the structure.
        state: values on day 0, in the order of ``system.state_names``.
        parameters: values on day 0, in the order of ``system.parameter_names``.
        interventions: the schedule, each with one number; on one day the last setting of a parameter wins and
            additions to a state sum up.
        name: what the model is called in other tools.

    Raises:
        ModuleNotFoundError: python-libsbml or SymPy is not installed.
        ValueError: a length does not fit the system, a value is not one finite number, an intervention names
            an unknown state or parameter or lies before day 0.
    """
    try:
        from hemograft.interop import sbml_model
    except ModuleNotFoundError as error:
        if error.name not in ("libsbml", "sympy"):
            raise
        raise ModuleNotFoundError(
            f"SBML export needs {error.name}; install it with: pip install 'hemograft[sbml]'", name=error.name
        ) from error
    return sbml_model.write(system, state, parameters, interventions, name)
