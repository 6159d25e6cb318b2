"""Work: what waits for whom, as a list of the admin with filters, saved views and the way to the next record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from claims import review
from claims.admin.searching import CappedPaginator
from claims.ledger.freeze import RECORDS
from claims.models import SavedView, WorkItem
from claims.models.work import MOST_COUNTED, QUEUES
from claims.review import NotAllowed
from factreg.records import Record

FIRST = "mine"
WAITING = ("mine", "unassigned", "review", "changes", "ready")
AT_ONCE = 500
MOST_VIEWS = 30


class QueueFilter(admin.SimpleListFilter):
    """The queue that is shown; without one, what is in one's own hands."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, label) for name, (label, _) in QUEUES.items()] + [("all", "All records")]

    def choices(self, changelist: Any) -> Any:
        """Without "All": it is one of the queues here."""
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": (self.value() or FIRST) == value, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        name = self.value() or FIRST
        return queryset.in_queue(name, user=request.user) if name in QUEUES else queryset


class TypeFilter(admin.SimpleListFilter):
    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(type_, str(model._meta.verbose_name).capitalize()) for type_, model in RECORDS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(type=self.value()) if self.value() in RECORDS else queryset


class HandsFilter(admin.SimpleListFilter):
    title = "in whose hands"
    parameter_name = "hands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", "Mine"), ("nobody", "Nobody's"), ("others", "Somebody else's")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = {
            "mine": models.Q(assigned_to=request.user),
            "nobody": models.Q(assigned_to=None),
            "others": ~models.Q(assigned_to=request.user) & models.Q(assigned_to__isnull=False),
        }
        return queryset.filter(chosen[self.value()]) if self.value() in chosen else queryset


@admin.register(WorkItem)
class WorkItemAdmin(admin.ModelAdmin):
    """To read, and to take records from; each is worked on at its own page."""

    change_list_template = "admin/factreg/queue.html"
    list_display = ["title", "kind", "state", "work", "assigned_to", "edited_by", "since"]
    list_filter = [QueueFilter, TypeFilter, HandsFilter, "work_state", "public_state"]
    list_select_related = ["assigned_to", "edited_by"]
    search_fields = ["title", "slug"]
    show_full_result_count = False
    paginator = CappedPaginator
    show_facets = admin.ShowFacets.NEVER
    actions = ["take_selected"]

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("next/", wrap(self.next_view), name="claims_workitem_next"),
            path("views/", wrap(require_POST(self.save_view)), name="claims_workitem_views"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def change_view(self, request: Any, object_id: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An item of work has no page but its record's."""
        self._refuse_unpermitted(request)
        item = self.get_object(request, object_id)
        to = reverse("admin:claims_workitem_changelist") if item is None else review_url_of(item)
        return HttpResponseRedirect(to)

    def changelist_view(self, request: Any, extra_context: Any = None) -> HttpResponseBase:
        counts = WorkItem.objects.counts_for(request.user)
        chosen = request.GET.get("queue") or FIRST
        context = {
            "title": "Work",
            "queues": [
                {
                    "name": name,
                    "label": label,
                    "count": "more than 1,000" if counts[name] == MOST_COUNTED else counts[name],
                    "chosen": chosen == name,
                }
                for name, (label, _) in QUEUES.items()
            ],
            "saved_views": SavedView.objects.filter(user=request.user),
            "query": request.GET.urlencode(),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def get_ordering(self, request: Any) -> list[Any]:
        """What has waited longest first; what waits for nobody by its address, for which there is an index."""
        waits = (request.GET.get("queue") or FIRST) in WAITING
        return [models.F("moved_at").asc(nulls_last=True), "slug"] if waits else ["slug"]

    def get_list_display(self, request: Any) -> list[Any]:
        """The first column leads on to the record, and takes the list's filters along."""
        query = request.GET.urlencode()

        @admin.display(description="record", ordering="title")
        def record(item: WorkItem) -> str:
            url = f"{review_url_of(item)}?{query}" if query else review_url_of(item)
            return format_html('<a href="{}"><bdi>{}</bdi></a>', url, item.title or item.slug)

        return [record, *self.list_display[1:]]

    def get_list_display_links(self, request: Any, list_display: Any) -> None:
        return None

    def _refuse_unpermitted(self, request: Any) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied("Your account may not see the list of work. Ask an administrator.")

    def next_view(self, request: Any) -> HttpResponseBase:
        """On to the next record of the list that the query describes, after the one it names."""
        self._refuse_unpermitted(request)
        query = request.GET.copy()
        after = query.pop("after", [""])[-1]
        request.GET = query
        try:
            listed = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            self.message_user(request, "That list can't be read; choose another.", messages.WARNING)
            return HttpResponseRedirect(reverse("admin:claims_workitem_changelist"))
        keys = list(listed.values_list("key", flat=True)[:MOST_COUNTED])
        place = keys.index(UUID(after)) + 1 if after in map(str, keys) else 0
        if place >= len(keys):
            self.message_user(request, "That was the last of this list.", messages.INFO)
            return HttpResponseRedirect(f"{reverse('admin:claims_workitem_changelist')}?{query.urlencode()}")
        item = WorkItem.objects.get(key=keys[place])
        return HttpResponseRedirect(f"{review_url_of(item)}?{query.urlencode()}")

    def save_view(self, request: Any) -> HttpResponseBase:
        """Keep the list as it is filtered now under a name, or drop a kept one."""
        self._refuse_unpermitted(request)
        query = QueryDict(request.POST.get("query", "")).urlencode()
        mine = SavedView.objects.filter(user=request.user)
        if dropped := request.POST.get("drop", ""):
            mine.filter(pk=dropped if dropped.isascii() and dropped.isdigit() and len(dropped) < 19 else None).delete()
        elif mine.count() >= MOST_VIEWS:
            self.message_user(request, f"You have {MOST_VIEWS} views; drop one first.", messages.ERROR)
        else:
            view = SavedView(user=request.user, name=request.POST.get("name", ""), query=query)
            try:
                view.full_clean()
                view.save()
            except ValidationError as error:
                self.message_user(request, f"Not saved. {' '.join(error.messages)}", messages.ERROR)
        return HttpResponseRedirect(f"{reverse('admin:claims_workitem_changelist')}?{query}")

    @admin.action(description="Take selected records into your hands")
    def take_selected(self, request: Any, queryset: Any) -> None:
        items = list(queryset[: AT_ONCE + 1])
        if len(items) > AT_ONCE:
            self.message_user(request, f"Select at most {AT_ONCE} at a time; nothing was taken.", messages.ERROR)
            return
        taken, refused = 0, []
        for record in records_of(items):
            try:
                review.take(record=record, by=request.user)
                taken += 1
            except NotAllowed as words:
                refused.append(f"“{record}”: {words}")
        if taken:
            self.message_user(request, f"{taken} taken.", messages.SUCCESS)
        for words in refused:
            self.message_user(request, words, messages.ERROR)

    @admin.display(description="type", ordering="type")
    def kind(self, item: WorkItem) -> str:
        return str(RECORDS[item.type]._meta.verbose_name)

    @admin.display(description="public", ordering="public_state")
    def state(self, item: WorkItem) -> str:
        return item.get_public_state_display()

    @admin.display(description="work", ordering="work_state")
    def work(self, item: WorkItem) -> str:
        return item.get_work_state_display()

    @admin.display(description="waits since (UTC)", ordering="moved_at", empty_value="-")
    def since(self, item: WorkItem) -> Any:
        return item.moved_at and f"{item.moved_at:%Y-%m-%d %H:%M}"


def review_url_of(item: WorkItem) -> str:
    meta = RECORDS[item.type]._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_review", args=[item.row_id])


def records_of(items: list[WorkItem]) -> list[Record]:
    """The records of items of work, in their order, a query a type."""
    found: dict[Any, Record] = {}
    for type_, model in RECORDS.items():
        rows = [item.row_id for item in items if item.type == type_]
        if rows:
            found |= {record.key: record for record in model._default_manager.filter(pk__in=rows)}
    return [found[item.key] for item in items if item.key in found]
