"""The API over the second connection: its limited role and statements prepared on the server are enough."""

from django.core.management import call_command
from django.db import connections
from django.test import Client

from claims.public.resources import RESOURCES
from tests.public.api import body
from tests.public.conftest import DEMO

FILTERED = [
    "claims/?standing=disputed&standing=denied&kind=attack&event=su-25&about=armenia&measure=killed&has_contradiction=true",
    "claims/?asserted_by=armenia&denied_by=turkey&source=live-blog-2020-09-29&said_after=2020-01-01&undated=include",
    "claims/?actor=iran&publisher=interfax&place=vardenis-armenia&occurred_before=2020-09-30T12:00:00Z&language=en",
    'claims/?q="fire"&ordering=relevance&count=true&page_size=3',
    "claims/?ordering=-occurred&page_size=3",
    "claims/?updated_after=2020-01-01&as_of=2100-01-01",
    "statements/?event=su-25&actor=turkey&element=agent&stance=denies&stands=true&ordering=-updated",
    "events/?part_of=nagorno-karabakh-2020&ordering=occurred",
    "actors/?speaks_for=turkey&part_of=turkey",
    "sources/?published_after=2020-01-01&q=live",
    "contradictions/?kind=contrary&element=agent",
    "claims.jsonl?kind=attack&q=fire",
    "claims.csv?denied_by=azerbaijan",
    "changes/?limit=1000",
    "claims/su-25-downing/",
    "claims/none/",
]


def test_public_role_serves_every_list_filter_and_download(real_role: None, client: Client) -> None:
    call_command("load", str(DEMO), publish=True, verbosity=0)
    tomorrow_is_refused, missing = "claims/?updated_after=2020-01-01&as_of=2100-01-01", "claims/none/"

    for path in [*FILTERED, *(f"{name}/" for name in RESOURCES)]:
        # Asked twice, as a statement is prepared when it is first met.
        for _ in range(2):
            response = client.get(f"/api/v1/{path}")
            body(response)
            expected = {tomorrow_is_refused: 400, missing: 404}.get(path, 200)
            assert (path, response.status_code) == (path, expected)


def test_pages_lead_on_over_the_second_connection(real_role: None, client: Client) -> None:
    call_command("load", str(DEMO), publish=True, verbosity=0)

    for query in ("ordering=-occurred", "ordering=occurred", "ordering=-updated", "q=fire&ordering=relevance"):
        page = client.get(f"/api/v1/claims/?{query}&page_size=2").json()
        following = client.get(page["next"]).json()
        assert following["position"] == page["position"]
        assert client.get(following["previous"]).json()["results"] == page["results"]


def test_downloads_leave_the_connection_fit_for_use(real_role: None, client: Client) -> None:
    call_command("load", str(DEMO), publish=True, verbosity=0)
    broken_off = client.get("/api/v1/claims.jsonl")
    next(iter(broken_off.streaming_content))

    broken_off.close()

    with connections["public"].cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("5s",)
    assert client.get("/api/v1/claims/").status_code == 200
