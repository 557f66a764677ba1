"""The dialect is CommonMark where it extends nothing: every example of the spec, by the parser without extensions."""

import json

import pytest

from sitegen.markdown.dialect import commonmark
from sitegen.markdown.notes import KEY, Body, Notes
from tests.support import PROJECT

SPEC = PROJECT / "tests/unit/commonmark/spec-0.31.2.json"
EXAMPLES = json.loads(SPEC.read_text("utf-8"))


def test_no_example_of_the_spec_is_missing() -> None:
    assert [one["example"] for one in EXAMPLES] == list(range(1, 653))


@pytest.mark.parametrize("section", sorted({one["section"] for one in EXAMPLES}))
def test_every_example_of_the_spec_is_read_as_the_spec_says(section: str) -> None:
    examples = [one for one in EXAMPLES if one["section"] == section]
    assert [(one["example"], rendered(one["markdown"])) for one in examples] == [
        (one["example"], one["html"]) for one in examples
    ]


def rendered(markdown: str) -> str:
    html = str(commonmark().render(markdown, {KEY: Notes(Body(text=markdown, path=""))}))
    return html.replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")  # the break there means nothing
