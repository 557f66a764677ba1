"""The place of the results in the README of this folder."""

from pathlib import Path

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- results -->", "<!-- end -->"


def with_results(readme: str, results: str) -> str:
    """The README with these results in place of the last ones."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"benchmarks/README.md has no {BEGIN} with an {END} after it")
    return f"{before}{begin}\n\n{results}\n{end}{after}"
