"""What stands after a fence, in all the spellings that people know."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.markdown.fence_settings import ALSO, READERS, SETTINGS, FenceSettings, TextMark, read_settings
from tests.unit.tables import rows

SETTING_LETTERS = "js{}[]\"'/\\=,-1230 \ttitlemark"


def marked_lines(found: FenceSettings) -> list[tuple[str, int, int]]:
    return [(mark.kind, mark.first, mark.last) for mark in found.lines]


@pytest.mark.parametrize(
    ("info", "wanted"),
    [
        ("", FenceSettings()),
        ("  js  ", FenceSettings(language="js")),
        ('js title="a b.js"', FenceSettings(language="js", title="a b.js")),
        ("js title='x.js'", FenceSettings(language="js", title="x.js")),
        ("js title=x.js", FenceSettings(language="js", title="x.js")),
        ('js title="say \\"hi\\""', FenceSettings(language="js", title='say "hi"')),
        ('js filename="x.js"', FenceSettings(language="js", title="x.js")),
        ("js showLineNumbers", FenceSettings(language="js", is_numbered=True)),
        ("js showLineNumbers=true", FenceSettings(language="js", is_numbered=True)),
        ("js showLineNumbers=false", FenceSettings(language="js", is_numbered=False)),
        ("js showLineNumbers=5", FenceSettings(language="js", is_numbered=True, first_number=5)),
        ("js showlinenumbers", FenceSettings(language="js", is_numbered=True)),
        ("js showLineNumbers startLineNumber=10", FenceSettings(language="js", is_numbered=True, first_number=10)),
        ("js startLineNumber=10", FenceSettings(language="js", is_numbered=True, first_number=10)),
        (
            "js showLineNumbers=false startLineNumber=10",
            FenceSettings(language="js", is_numbered=False, first_number=10),
        ),
        ("js wrap", FenceSettings(language="js", is_wrapped=True)),
        ("js wrap=false", FenceSettings(language="js")),
        ('js frame="terminal"', FenceSettings(language="js", frame="terminal")),
        ("js frame=none", FenceSettings(language="js", frame="none")),
        ("diff lang=js", FenceSettings(language="diff", diff_of="js")),
        ('diff lang="ts"', FenceSettings(language="diff", diff_of="ts")),
        ('js "a b"', FenceSettings(language="js", texts=(TextMark("mark", "a b"),))),
        ("js /a b/ ins=/c/", FenceSettings(language="js", texts=(TextMark("mark", "a b"), TextMark("ins", "c")))),
        (r"js /a\/b\(/", FenceSettings(language="js", texts=(TextMark("mark", "a/b("),))),
        ("js del='x'", FenceSettings(language="js", texts=(TextMark("del", "x"),))),
    ],
)
def test_a_setting_is_understood(info: str, wanted: FenceSettings) -> None:
    assert read_settings(info) == wanted


@pytest.mark.parametrize(
    ("info", "lines"),
    rows("""
    info                            | lines
    --------------------------------|------------------------------------------
    js {2}                          | marked 2-2
    js{2}                           | marked 2-2
    js {1,3-5}                      | marked 1-1, marked 3-5
    js { 1, 3 - 5 }                 | marked 1-1, marked 3-5
    js mark={2} ins={3} del={4,5}   | marked 2-2, inserted 3-3, deleted 4-4, deleted 5-5
    js {1} mark={2}                 | marked 1-1, marked 2-2
    js highlight={2}                | marked 2-2
    js {hl_lines=[2,"4-5"]}         | marked 2-2, marked 4-5
    js {linenos=true hl_lines=[2]}  | marked 2-2
    js {linenos=table,hl_lines=[2]} | marked 2-2
    js hl_lines="2 4"               |
    """),
)
def test_lines_are_marked_in_every_spelling(info: str, lines: str) -> None:
    found = [f"{kind} {first}-{last}" for kind, first, last in marked_lines(read_settings(info))]
    assert ", ".join(found) == lines


def test_numbers_of_hugo_are_numbers() -> None:
    found = read_settings("go {linenos=inline linenostart=199}")
    assert (found.is_numbered, found.first_number, found.faults) == (True, 199, ())


@pytest.mark.parametrize(
    ("info", "piece", "advice"),
    [
        ("js wrapp", "wrapp", "“wrap”"),
        ("js tilte=x", "tilte=x", "“title”"),
        ("js collapse={1-5}", "collapse={1-5}", "leave it out"),
        ("js {x}", "{x}", "{1,3-5}"),
        ("js {}", "{}", "{1,3-5}"),
        ("js ins=3", "ins=3", "docs/markdown.md"),
        ("js frame=window", "frame=window", "docs/markdown.md"),
        ("js wrap=maybe", "wrap=maybe", "docs/markdown.md"),
        ("js startLineNumber=ten", "startLineNumber=ten", "docs/markdown.md"),
        ("js {", "{", "{1,3-5}"),
        ('js "open', '"', "/text/"),
        ("rust,ignore", "ignore", "leave it out"),
    ],
)
def test_what_is_not_understood_is_a_fault_and_the_rest_holds(info: str, piece: str, advice: str) -> None:
    found = read_settings(f"{info} title=x.js" if "open" not in info else info)
    assert piece in [fault.piece for fault in found.faults]
    assert any(advice in fault.advice for fault in found.faults)
    assert found.title == "x.js" or "open" in info


def test_other_names_lead_to_settings_that_exist() -> None:
    assert {name.casefold() for name in ALSO.values()} <= READERS.keys()
    assert ALSO.keys().isdisjoint(READERS)


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(max_size=60), st.text(SETTING_LETTERS, max_size=60)))
def test_any_info_is_read_and_gives_the_same_twice(info: str) -> None:
    found = read_settings(info)
    read_settings.cache_clear()
    assert read_settings(info) == found
    assert all(mark.first >= 0 for mark in found.lines)


@given(st.sampled_from(sorted(SETTINGS)), st.text(max_size=20))
def test_any_value_of_a_setting_is_read(name: str, value: str) -> None:
    read_settings(f'js {name}="{value}" {name}={value} {name}={{{value}}}')
