"""What linking takes, and what it gives."""

import datetime

from sitegen.lazy import Frozen, Joint, Lazy, joined, pack
from sitegen.model import Layout, Leaf, Mark, Post, Size
from sitegen.site import Site


class Everything(Joint, frozen=True):
    """All that pages are made of."""

    posts: tuple[Lazy[Post], ...]
    unreadable: tuple[str, ...]
    """The URLs of files that have no post because of errors of their own."""
    layouts: dict[str, Lazy[Layout]]
    sizes: dict[str, Size]
    """Those of pictures, by path."""
    site: Site
    """Without its sources, templates and pictures, because what they say stands above, and wherever it lies on disk."""

    def joined(self) -> bytes:
        return joined(self.posts) + pack((self.unreadable, self.layouts, self.sizes, self.site))


class Linked(Frozen, frozen=True):
    keys: tuple[str, ...]
    """Of all posts. Pages name posts by their places here: there are many of these names, and numbers are read fast."""
    leaves: tuple[Leaf, ...]
    samples: tuple[int, ...]
    """Places among the leaves: one of each kind of page in each language and layout, to try the templates on."""
    held_back: tuple[str, ...]
    unpublished: tuple[tuple[str, Mark], ...]
    """As in Publication."""
    files: tuple[str, ...]
    """The paths of the files to copy."""
    since: datetime.date
    until: datetime.date
    """As in Publication."""
