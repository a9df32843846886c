"""Placeholders: what they become, and what is no placeholder."""

import documents
import pytest
import templates

COMMAND = 'shoal fit "${{inputs.features}}" $[[-k ${{inputs.k}}]] --drop=${{ inputs.drop }} -o ${{outputs.model}}'
VALUES = {"inputs.features": "f", "inputs.drop": True, "outputs.model": "m"}


def test_what_is_optional_goes_where_it_has_no_value():
    assert templates.substitute(COMMAND, VALUES) == 'shoal fit "f"  --drop=True -o m'
    assert templates.substitute(COMMAND, VALUES | {"inputs.k": 4}) == 'shoal fit "f" -k 4 --drop=True -o m'


def test_a_name_without_a_value_is_an_error():
    with pytest.raises(KeyError, match="outputs.model"):
        templates.substitute(COMMAND, {"inputs.features": "f", "inputs.drop": False})


def test_names_inside_and_outside_of_brackets():
    assert templates.optional_names(COMMAND) == {"inputs.k"}
    assert templates.bare_names(COMMAND) == {"inputs.features", "inputs.drop", "outputs.model"}
    assert templates.binding("${{parent.jobs.a.outputs.b}}") == "parent.jobs.a.outputs.b"
    assert templates.binding("2..10") is None and templates.binding("x ${{inputs.a}}") is None


@pytest.mark.parametrize(
    "text", ["${{inputs.a}", "{{inputs.a}}", "${inputs.a}}", "$[[-k ${{inputs.a}}]", "${{ }}", "[[-k ${{inputs.a}}]]"]
)
def test_what_is_nearly_a_placeholder_is_broken(text):
    assert templates.breakages(text)


@pytest.mark.parametrize("text", [COMMAND, "for d in a b; do echo ${d} $d [[ -f x ]]; done"])
def test_what_is_whole_is_not(text):
    assert templates.breakages(text) == []


@pytest.mark.parametrize(
    "spec, good, bad",
    [
        ({"type": "integer", "min": 1, "max": 3}, [1, 3], [0, 4, 2.5, "two", True]),
        ({"type": "number"}, [1, 2.5], ["2.5", False]),
        ({"type": "boolean"}, [True, False], ["true", 1]),
        ({"type": "string", "enum": ["on", "off"]}, ["on"], [True, "auto"]),
    ],
)
def test_a_port_takes_values_of_its_type_and_limits(spec, good, bad):
    port = documents.make_port("x", spec)
    assert [port.complaint(value) for value in good] == [None] * len(good)
    assert all(port.complaint(value) for value in bad)


def test_the_loader_tells_what_yaml_forgets(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text('name: a\nversion: 1.10\nname: b\njobs:\n  fit: {version: "1"}\n  fit: {}\n')
    document = documents.load(path, "component")
    assert document.repeated == [("name", 3), ("fit", 6)]
    assert document.unquoted == [("1.10", 2)]


@pytest.mark.parametrize("text", ["a: b: c\n", "- a\n", ""])
def test_what_is_no_mapping_is_refused_with_its_name(tmp_path, text):
    path = tmp_path / "x.yml"
    path.write_text(text)
    with pytest.raises(documents.Unreadable, match="x.yml"):
        documents.load(path, "component")


def test_an_absent_file_is_refused_with_its_name(tmp_path):
    with pytest.raises(documents.Unreadable, match="nowhere.yml"):
        documents.load(tmp_path / "nowhere.yml", "job")
