"""A site as found: everything that a build may depend on."""

import datetime
from collections.abc import Iterable

import msgspec

from sitegen.config import Config
from sitegen.lazy import Frozen
from sitegen.model import Asset, Picture, Reading, Source, Template
from sitegen.strings import Words, body_words


class Site(Frozen, frozen=True, kw_only=True):
    config: Config
    published_url: str = ""
    """The address of the settings, which authors write out, whatever address the command names for this build."""
    settings: str
    """The text of the settings, to show where one stands."""
    settings_path: str
    sources: tuple[Source, ...]
    own_assets: tuple[Asset, ...]
    """Files that the author put into content/ and static/."""
    pictures: tuple[Picture, ...] = ()
    """Those of them that are pictures."""
    shipped_assets: tuple[Asset, ...]
    """Style sheets, scripts and pictures of sitegen's own theme, where the site has none of the same name."""
    templates: tuple[Template, ...]
    """The site's own layouts, and the shipped ones where it has none; all shipped ones as `theme/NAME` too."""
    strings: dict[str, Words]
    today: datetime.date
    """What counts as today for posts with a date to come."""
    drafts: bool = False
    future: bool = False
    generator: str = "sitegen"

    def without_origins(self) -> "Site":
        """The same, wherever it lies on disk."""
        own, shipped = (
            tuple(msgspec.structs.replace(asset, origin="") for asset in assets)
            for assets in (self.own_assets, self.shipped_assets)
        )
        return msgspec.structs.replace(self, own_assets=own, shipped_assets=shipped)

    def reading(self, found_languages: Iterable[str] = ()) -> Reading:
        """What the parsing of a file depends on."""
        return Reading(
            languages=self.config.languages_with(found_languages),
            default_language=self.config.language,
            strip_dates=self.config.dated_file_names == "strip",
            markdown=self.config.markdown,
            own_urls=self.own_urls if self.config.markdown.external_rel else (),
            words=body_words(self.strings),
        )

    @property
    def own_urls(self) -> tuple[str, ...]:
        """Where the site is published, as this build was told and as the settings say. Authors may write out either."""
        return tuple(dict.fromkeys(url for url in (self.config.base_url, self.published_url) if url))

    @property
    def assets(self) -> tuple[Asset, ...]:
        return (*self.own_assets, *self.shipped_assets)
