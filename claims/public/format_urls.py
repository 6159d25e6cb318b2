"""The addresses that programs read beside the pages: the same in every language, and for good as well."""

from django.urls import path, re_path

from claims.public.pages.event_parts import event_part_file
from claims.public.pages.information import robots_txt
from claims.public.pages.records import record_json

RECORDS = "(?P<address>claims|events|actors|sources|publishers)"
SLUG = "(?P<slug>[a-z0-9-]+)"

urlpatterns = [
    re_path(rf"^{RECORDS}/{SLUG}\.json$", record_json, name="record-json"),
    re_path(
        rf"^events/{SLUG}/(?P<part>matrix|figures)\.(?P<suffix>csv|json)$", event_part_file, name="event-part-file"
    ),
    path("robots.txt", robots_txt, name="robots"),
]
