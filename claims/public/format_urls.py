"""The addresses that programs read beside the pages: the same in every language, and for good as well."""

from django.urls import path, re_path

from claims.public.cards.views import claim_image, site_image
from claims.public.developers.example_files import example_file
from claims.public.embedding.oembed import oembed
from claims.public.feeds.views import changes_feed, claim_feed, disputes_feed, list_feed, record_feed
from claims.public.jsonld.views import record_jsonld
from claims.public.log_files import TEXTS, TILE, log_text, log_tile
from claims.public.pages.balance import balance_csv, balance_json
from claims.public.pages.cite import STYLES, cite_file
from claims.public.pages.event_parts import event_part_file
from claims.public.pages.information import robots_txt
from claims.public.pages.list_data import list_csv, list_json
from claims.public.pages.list_pages import LISTS
from claims.public.pages.records import record_json
from claims.public.pages.search import opensearch
from claims.public.pages.takedowns import takedowns_csv, takedowns_json
from claims.public.sitemaps import sitemap_index, sitemap_of_pages, sitemap_of_records

ENTITIES = "(?P<address>events|actors|sources|publishers)"
RECORDS = "(?P<address>claims|events|actors|sources|publishers)"
SLUG = "(?P<slug>[a-z0-9-]+)"

urlpatterns = [
    *(path(f"{name}.json", list_json, {"name": name}, name=f"{name}-json") for name in LISTS),
    *(path(f"{name}.csv", list_csv, {"name": name}, name=f"{name}-csv") for name in LISTS),
    re_path(rf"^{RECORDS}/{SLUG}\.json$", record_json, name="record-json"),
    re_path(rf"^{RECORDS}/{SLUG}\.jsonld$", record_jsonld, name="record-jsonld"),
    *(path(f"{name}.atom", list_feed, {"name": name}, name=f"{name}-feed") for name in LISTS if LISTS[name].has_feed),
    path("feeds/disputes.atom", disputes_feed, name="feed-of-disputes"),
    path("feeds/changes.atom", changes_feed, name="feed-of-changes"),
    re_path(rf"^claims/{SLUG}\.atom$", claim_feed, name="claim-feed"),
    re_path(rf"^{ENTITIES}/{SLUG}\.atom$", record_feed, name="record-feed"),
    re_path(
        rf"^events/{SLUG}/(?P<part>matrix|figures)\.(?P<suffix>csv|json)$", event_part_file, name="event-part-file"
    ),
    *(path(f"claims/<slug:slug>/cite.{suffix}", cite_file, {"suffix": suffix}) for suffix in STYLES),
    path("about/balance.csv", balance_csv, name="balance-csv"),
    path("about/balance.json", balance_json, name="balance-json"),
    path("takedowns.csv", takedowns_csv, name="takedowns-csv"),
    path("takedowns.json", takedowns_json, name="takedowns-json"),
    re_path(r"^developers/examples/(?P<name>[a-z_]+\.py)$", example_file, name="example-file"),
    *(path(f"log/{name}", log_text, {"name": name}, name=f"log-{name}") for name in TEXTS),
    re_path(rf"^log/(?P<path>{TILE})$", log_tile, name="log-tile"),
    path("opensearch.xml", opensearch, name="opensearch"),
    re_path(rf"^claims/{SLUG}\.png$", claim_image, name="claim-card"),
    path("card.png", site_image, name="card"),
    path("oembed", oembed, name="oembed"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemaps/pages.xml", sitemap_of_pages, name="sitemap-of-pages"),
    re_path(rf"^sitemaps/{RECORDS}-(?P<number>[0-9]{{1,9}})\.xml$", sitemap_of_records, name="sitemap-of-records"),
    path("robots.txt", robots_txt, name="robots"),
]
