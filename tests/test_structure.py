"""The house keeps its shape: three wings, one direction, small modules, no cycle, an honest ``__all__``."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WINGS = ("geodata", "airspace", "maps")
MOST_LINES = 500
MOST_FUNCTION_LINES = 60

# what a wing may import of the others; airspace.cli counts as a wing of its own, the only one that sees all
MAY_IMPORT = {
    "geodata": {"geodata"},
    "airspace": {"airspace", "geodata"},
    "maps": {"maps", "airspace", "geodata"},
    "airspace.cli": {"airspace.cli", "maps", "airspace", "geodata"},
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {module_name(path): path for wing in WINGS for path in sorted((ROOT / wing).rglob("*.py"))}
TREES = {name: ast.parse(path.read_text("utf-8"), str(path)) for name, path in SOURCES.items()}
EVERYTHING = [
    *SOURCES.values(),
    *(path for folder in ("tests", "scripts", "benchmarks") for path in sorted((ROOT / folder).rglob("*.py"))),
]


def wing_of(name: str) -> str:
    return "airspace.cli" if name == "airspace.cli" or name.startswith("airspace.cli.") else name.split(".")[0]


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def import_nodes(tree: ast.AST, *, typing: bool, functions: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    """The import statements of a module: those for type checkers and those in functions if asked for."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif (typing or not is_type_checking(node)) and (functions or not is_function(node)):
            yield from import_nodes(node, typing=typing, functions=functions)


def imported(name: str, *, typing: bool = True, functions: bool = True) -> set[str]:
    """Full names of what a module imports; a name imported from a package is the module it names, if it is one."""
    found: set[str] = set()
    for node in import_nodes(TREES[name], typing=typing, functions=functions):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
            assert node.level == 0, f"{name}:{node.lineno}: write the import in full"
            base = node.module or ""
            found |= {f"{base}.{a.name}" if f"{base}.{a.name}" in SOURCES else base for a in node.names}
    return found


def test_there_is_no_import_cycle() -> None:
    arrows = {name: {other for other in imported(name, typing=False) if other in SOURCES} for name in SOURCES}
    settled: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, f"import cycle: {' -> '.join((*path[path.index(name) :], name))}"
        if name not in settled:
            for other in arrows[name]:
                visit(other, (*path, name))
            settled.add(name)

    for name in SOURCES:
        visit(name, ())


@pytest.mark.parametrize("name", SOURCES)
def test_no_arrow_points_the_wrong_way(name: str) -> None:
    allowed = MAY_IMPORT[wing_of(name)]
    for other in imported(name):
        if other.split(".")[0] in WINGS:
            assert wing_of(other) in allowed, f"{name} must not import {other}"


def test_command_modules_are_light() -> None:
    light = {"click", *sys.stdlib_module_names}
    for name in SOURCES:
        if wing_of(name) == "airspace.cli":
            for other in imported(name, typing=False, functions=False):
                ours = other in ("airspace", "airspace.errors") or wing_of(other) == "airspace.cli"
                assert ours or other.split(".")[0] in light, f"{name}: import {other} where it is used"


def test_folium_and_pandas_stay_out_of_the_lower_wings() -> None:
    for name in SOURCES:
        if wing_of(name) in ("geodata", "airspace") and not name.startswith("geodata.build"):
            at_import = imported(name, typing=False, functions=False)
            assert not {other.split(".")[0] for other in at_import} & {"folium", "branca", "geopandas", "pandas"}


@pytest.mark.parametrize("half", [0, 1])
def test_each_module_imports_alone(half: int) -> None:
    """In one interpreter, by halves for two processors, but with nothing of ours loaded before each import.

    Only the models of files, which take long to build, stay loaded for modules that are none of what they need; each of
    those is imported with nothing else loaded.
    """
    script = """
import importlib, json, sys
def ours():
    return [m for m in sys.modules if m.split(".")[0] in ("airspace", "geodata", "maps")]
def alone(name, kept=()):
    for loaded in ours():
        if loaded not in kept:
            del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except BaseException as error:
        failed[name] = repr(error)
failed = {}
models, names = json.load(sys.stdin)
for name in models:
    importlib.import_module(name)
kept = set(ours())
for name in names:
    if name not in kept:
        alone(name, kept)
for name in names:
    if name in kept:
        alone(name)
print(json.dumps(failed))
"""
    models = [name for name in SOURCES if any(other.split(".")[0] == "pydantic" for other in imported(name))]
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps([models, list(SOURCES)[half::2]]),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {}
    assert models


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_are_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= MOST_LINES, f"{path.name} has {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines < MOST_FUNCTION_LINES, f"{path.name}:{node.lineno}: {node.name} has {lines} lines"


def listed(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            names = ast.literal_eval(node.value)
            assert isinstance(names, list)
            return names
    return None


def top_level_names(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign):
            targets = [leaf for target in node.targets for leaf in ast.walk(target)]
            found |= {leaf.id for leaf in targets if isinstance(leaf, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


@pytest.mark.parametrize("name", SOURCES)
def test_all_is_complete_and_sorted(name: str) -> None:
    names = listed(TREES[name])
    if names is None:
        return
    assert names == sorted(names, key=lambda n: (not n.isupper(), not n[:1].isupper(), n))
    assert len(set(names)) == len(names)
    assert set(names) <= top_level_names(TREES[name]), "lists what is not there"
    public = {
        node.name
        for node in TREES[name].body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    }
    assert public <= set(names), f"{sorted(public - set(names))} are public and not listed"


# a bracket in each word, so that this file is no exception to its own rule
UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(home|root|Users|work)/\w")
PUT_OFF = re.compile(r"pytest\.(ski[p]|xfai[l]|importorski[p])|mark\.(ski[p]|ski[p]if|xfai[l])\b")


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_left_for_later(path: Path) -> None:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        for pattern in (UNFINISHED, MACHINE_PATH, PUT_OFF):
            assert not pattern.search(line), f"{path.name}:{number}: {line.strip()}"


def docstrings(tree: ast.AST) -> set[int]:
    """Identities of the constants that are docstrings or stand alone like one."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


@pytest.mark.parametrize("name", SOURCES)
def test_no_text_passes_a_judgement(name: str) -> None:
    """The tool judges geometry and motion, so no text it prints speaks of guilt or law."""
    judgement = re.compile(r"\b(guilty|guilt|illegal|illegally|proves|liar|lied)\b", re.IGNORECASE)
    skipped = docstrings(TREES[name])
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            assert not judgement.search(node.value), f"{name}:{node.lineno}: {node.value!r}"


@pytest.mark.parametrize("name", ["Makefile", ".ci/run", "scripts/setup_test_tools.sh", "scripts/cesium.py"])
def test_the_set_up_names_no_host(name: str) -> None:
    assert "://" not in (ROOT / name).read_text("utf-8")
