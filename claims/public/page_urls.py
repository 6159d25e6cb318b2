"""The addresses of the public pages, in each language of the interface: /claims/…, /tr/claims/…

They are for good: links and bookmarks depend on them.
"""

from django.urls import path, re_path

from claims.public.developers.pages import developers_page, error_type_page, errors_page, fields_page, verify_page
from claims.public.embedding.frame import embedded_claim
from claims.public.pages.balance import balance_page
from claims.public.pages.changes import changes_page
from claims.public.pages.cite import cite_page
from claims.public.pages.event_parts import event_part_page
from claims.public.pages.history import history_page
from claims.public.pages.home import home_page
from claims.public.pages.information import about_page
from claims.public.pages.lists import LISTS, list_page
from claims.public.pages.records import claim_page, record_page
from claims.public.pages.report import find_receipt, receipt_page, report_page
from claims.public.pages.search import search_page
from claims.public.pages.suggesting import suggestions
from claims.public.pages.takedowns import takedowns_page
from claims.public.pages.versions import choose_versions, compare_page, version_page

ENTITIES = "(?P<address>events|actors|sources|publishers)"
RECORDS = "(?P<address>claims|events|actors|sources|publishers)"
NUMBER = "(?P<number>[0-9]{1,9})"
SLUG = "(?P<slug>[a-z0-9-]+)"

urlpatterns = [
    path("", home_page, name="home"),
    *(path(f"{name}/", list_page, {"name": name}, name=name) for name in LISTS),
    path("claims/<slug:slug>/", claim_page, name="claim"),
    path("claims/<slug:slug>/cite/", cite_page, name="claim-cite"),
    path("embed/claims/<slug:slug>/", embedded_claim, name="embedded-claim"),
    re_path(rf"^{ENTITIES}/{SLUG}/$", record_page, name="record"),
    re_path(rf"^events/{SLUG}/(?P<part>matrix|figures|timeline)/$", event_part_page, name="event-part"),
    re_path(rf"^{RECORDS}/{SLUG}/history/$", history_page, name="history"),
    re_path(rf"^{RECORDS}/{SLUG}/versions/$", choose_versions, name="versions"),
    re_path(rf"^{RECORDS}/{SLUG}/versions/{NUMBER}/$", version_page, name="version"),
    re_path(rf"^{RECORDS}/{SLUG}/versions/(?P<first>[0-9]{{1,9}})/(?P<second>[0-9]{{1,9}})/$", compare_page),
    path("changes/", changes_page, name="changes"),
    path("takedowns/", takedowns_page, name="takedowns"),
    path("report/", report_page, name="report"),
    path("report/receipt/", find_receipt, name="report-receipt"),
    re_path(r"^report/(?P<reference>[A-Za-z0-9-]{20,40})/$", receipt_page, name="report-state"),
    path("search/", search_page, name="search"),
    path("search/suggest", suggestions, name="search-suggest"),
    path("about/", about_page, name="about"),
    path("about/balance/", balance_page, name="balance"),
    path("developers/", developers_page, name="developers"),
    path("developers/errors/", errors_page, name="errors"),
    path("developers/errors/<slug:code>/", error_type_page, name="error-type"),
    path("developers/fields/", fields_page, name="fields"),
    path("developers/verify/", verify_page, name="verify"),
]
