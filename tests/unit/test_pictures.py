"""Pictures: how large a browser shows them, and what a page makes of that."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sitegen.lazy import Lazy
from sitegen.model import Picture, Size
from sitegen.pictures import SUFFIXES, measure
from tests.support import build_site
from tests.unit.tables import rows

POST = "-- content/blog/a.md --\n---\ntitle: A\ndate: 2025-01-01\n---\n"


def size_of(data: bytes, name: str = "a.png") -> Size | None:
    outcome = measure(Picture(name, Lazy.of(data)))
    assert outcome.diagnostics == ()
    return outcome.value


def painted(kind: str, width: int = 30, height: int = 20, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stream = io.BytesIO()
    Image.new("RGB", (width, height)).save(stream, kind, exif=exif)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_a_photograph_has_the_size_of_its_pixels(kind: str) -> None:
    assert size_of(painted(kind)) == Size(30, 20)


@pytest.mark.parametrize(("orientation", "size"), [(1, (30, 20)), (3, (30, 20)), (6, (20, 30)), (8, (20, 30))])
def test_one_taken_with_the_camera_on_its_side_is_shown_upright(orientation: int, size: tuple[int, int]) -> None:
    assert size_of(painted("JPEG", orientation=orientation)) == Size(*size)


@pytest.mark.parametrize(
    ("attributes", "size"),
    rows("""
    attributes                             | size
    ---------------------------------------|--------
    width="40" height="30"                 | 40 30
    width="40px" height="30.6px"           | 40 31
    viewBox="0 0 16 9"                     | 16 9
    viewBox="0,0, 16,9"                    | 16 9
    width="100%" viewBox="0 0 16 9"        | 16 9
    width="2em" height="2em"               | none
    width="0" height="0"                   | none
    viewBox="a b c d"                      | none
    viewBox="0 0 nan inf"                  | none
    -                                      | none
    """),
)
def test_a_drawing_has_the_size_that_it_names_or_that_of_its_view(attributes: str, size: str) -> None:
    svg = f'<?xml version="1.0"?>\n<!-- a --><svg xmlns="http://www.w3.org/2000/svg" {attributes.strip("-")}><g/></svg>'
    wanted = None if size == "none" else Size(*map(int, size.split()))
    assert size_of(svg.encode(), "a.svg") == wanted


@given(st.binary(max_size=200), st.sampled_from(SUFFIXES))
def test_any_bytes_are_a_picture_or_none(data: bytes, suffix: str) -> None:
    for head in (b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe1", b"GIF89a", b"RIFF", b"<svg "):
        size_of(head + data, f"a{suffix}")


def test_a_drawing_that_would_grow_without_end_is_none() -> None:
    entities = "".join(f'<!ENTITY a{at + 1} "{f"&a{at};" * 10}">' for at in range(10))
    bomb = f'<!DOCTYPE svg [<!ENTITY a0 "1">{entities}]><svg width="&a10;" height="1"/>'
    assert size_of(bomb.encode(), "a.svg") is None


def test_a_picture_keeps_its_place_free_and_waits_unless_it_is_the_first(tmp_path: Path) -> None:
    (tmp_path / "content/blog").mkdir(parents=True)
    (tmp_path / "static").mkdir()
    (tmp_path / "content/blog/beside.png").write_bytes(painted("PNG"))
    (tmp_path / "static/top.jpg").write_bytes(painted("JPEG", 64, 48))
    body = "![a](beside.png)\n\n![b](/top.jpg)\n\n![c](https://example.org/c.png)\n\n[![d](beside.png)](/top.jpg)\n"
    built = build_site(tmp_path, f'{POST}{body}-- site.toml --\nurl = "https://example.org/base"\n')
    assert built.told() == []
    page, feed = built.files["blog/a/index.html"], built.files["feed.xml"]
    assert '<img src="/base/blog/beside.png" alt="a" width="30" height="20">' in page
    later = 'loading="lazy" decoding="async"'
    assert f'<img src="/base/top.jpg" alt="b" {later} width="64" height="48">' in page
    assert f'<img src="https://example.org/c.png" alt="c" {later}>' in page
    assert (
        f'<a href="/base/top.jpg"><img src="/base/blog/beside.png" alt="d" {later} width="30" height="20"></a>' in page
    )
    assert '&lt;img src="https://example.org/base/blog/beside.png" alt="a" width="30" height="20"&gt;' in feed


def test_a_picture_that_is_missing_or_none_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    files = "-- content/blog/no.png --\nno picture\n-- content/blog/other.png --\nnobody shows it\n"
    built = build_site(
        tmp_path, f'{POST}![a](gone.png)\n\ntext ![b](no.png)\n{files}-- site.toml --\nurl = "https://example.org"'
    )
    assert built.told() == [
        "content/blog/a.md:5:6 warning missing-link",
        "content/blog/a.md:7:11 warning unreadable-picture",
    ]
    assert "no picture “gone.png”" in built.diagnostics[0].message
