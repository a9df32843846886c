"""The placeholders of Azure ML commands and bindings: ${{inputs.x}}, ${{parent.jobs.a.outputs.b}}, and $[[ ]] around
what is left out with an optional input that is not given."""

import re

PLACEHOLDER = re.compile(r"\$\{\{\s*([A-Za-z_][\w.]*)\s*\}\}")
OPTIONAL = re.compile(r"\$\[\[(.*?)\]\]", re.DOTALL)
# What is nearly a placeholder: a brace lost, a dollar lost, a single brace around inputs or outputs.
BROKEN = [
    (re.compile(r"\$\{\{(?!\s*[A-Za-z_][\w.]*\s*\}\})"), "${{ without a name and }}"),
    (re.compile(r"(?<!\$)\{\{"), "{{ without $"),
    (re.compile(r"\$\{(?!\{)\s*(inputs|outputs|parent|search_space)\b"), "${ in place of ${{"),
    (re.compile(r"(?<!\$)\[\[[^\]]*\$\{\{"), "[[ without $"),
]


def names(text):
    """Every dotted name between ${{ and }}."""
    return PLACEHOLDER.findall(text)


def optional_names(text):
    return {name for inner in OPTIONAL.findall(text) for name in names(inner)}


def bare_names(text):
    """Names outside of $[[ ]]."""
    return set(names(OPTIONAL.sub("", text)))


def breakages(text):
    found = [what for pattern, what in BROKEN if pattern.search(text)]
    if text.count("$[[") != len(OPTIONAL.findall(text)):
        found.append("$[[ without ]]")
    return found


def binding(value):
    """The dotted name that a value is bound to, or None for a literal."""
    match = PLACEHOLDER.fullmatch(value.strip()) if isinstance(value, str) else None
    return match.group(1) if match else None


def as_text(value):
    """A literal as Azure writes it into a command."""
    return str(value)  # booleans are True and False there, too


def substitute(text, values):
    """The command with values for its names; $[[ ]] stays where every name in it has one. KeyError for one without."""

    def fill(piece):
        return PLACEHOLDER.sub(lambda match: as_text(values[match.group(1)]), piece)

    kept = OPTIONAL.sub(
        lambda match: match.group(1) if all(name in values for name in names(match.group(1))) else "", text
    )
    return fill(kept)
