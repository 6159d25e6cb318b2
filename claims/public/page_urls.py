"""The addresses of the public pages, in each language of the interface: /claims/…, /tr/claims/…

They are for good: links and bookmarks depend on them.
"""

from django.urls import path, re_path

from claims.public.pages.event_parts import event_part_page
from claims.public.pages.history import history_page, version_page
from claims.public.pages.home import home_page
from claims.public.pages.information import about_page, developers_page
from claims.public.pages.lists import LISTS, list_page
from claims.public.pages.records import claim_page, record_page
from claims.public.pages.search import search_page

ENTITIES = "(?P<address>events|actors|sources|publishers)"
SLUG = "(?P<slug>[a-z0-9-]+)"

urlpatterns = [
    path("", home_page, name="home"),
    *(path(f"{name}/", list_page, {"name": name}, name=name) for name in LISTS),
    path("claims/<slug:slug>/", claim_page, name="claim"),
    path("claims/<slug:slug>/history/", history_page, name="claim-history"),
    path("claims/<slug:slug>/versions/<int:number>/", version_page, name="claim-version"),
    re_path(rf"^{ENTITIES}/{SLUG}/$", record_page, name="record"),
    re_path(rf"^events/{SLUG}/(?P<part>matrix|figures|timeline)/$", event_part_page, name="event-part"),
    path("search/", search_page, name="search"),
    path("about/", about_page, name="about"),
    path("developers/", developers_page, name="developers"),
]
