"""ModelSerializers of a claim and all that is nested in it."""

from __future__ import annotations

from rest_framework.serializers import CharField, ModelSerializer

from claims.models import Actor, Assessment, Claim, ClaimAbout, Event, Figure, ResponseSearch, Statement
from sources.models import Publisher, Source


class PublisherSerializer(ModelSerializer[Publisher]):
    id = CharField(source="slug")

    class Meta:
        model = Publisher
        fields = ["id", "name"]


class SourceSerializer(ModelSerializer[Source]):
    id = CharField(source="slug")
    publisher = PublisherSerializer()

    class Meta:
        model = Source
        fields = ["id", "title", "kind", "url", "archive_url", "published", "language", "publisher"]


class ActorSerializer(ModelSerializer[Actor]):
    id = CharField(source="slug")

    class Meta:
        model = Actor
        fields = ["id", "name", "role", "kind"]


class EventSerializer(ModelSerializer[Event]):
    id = CharField(source="slug")

    class Meta:
        model = Event
        fields = ["id", "title"]


class AboutSerializer(ModelSerializer[ClaimAbout]):
    actor = ActorSerializer()

    class Meta:
        model = ClaimAbout
        fields = ["actor", "capacity"]


class FigureSerializer(ModelSerializer[Figure]):
    side = ActorSerializer()

    class Meta:
        model = Figure
        fields = [
            *("measure", "population", "side", "all_sides", "area", "low", "high"),
            *("quantifier", "as_worded", "basis", "counted_from", "as_of"),
        ]


class StatementSerializer(ModelSerializer[Statement]):
    actor = ActorSerializer()
    source = SourceSerializer()
    primary_source = SourceSerializer()

    class Meta:
        model = Statement
        fields = [
            *("number", "actor", "stance", "elements", "source", "primary_source", "said", "locator"),
            *("quote", "quote_language", "quote_wording", "quote_translation"),
            *("passage", "passage_language", "passage_wording", "passage_translation"),
        ]


class ResponseSearchSerializer(ModelSerializer[ResponseSearch]):
    actor = ActorSerializer()

    class Meta:
        model = ResponseSearch
        fields = ["actor", "searched_in", "searched"]


class AssessmentSerializer(ModelSerializer[Assessment]):
    organisation = PublisherSerializer()

    class Meta:
        model = Assessment
        fields = ["number", "organisation", "rating", "scale", "summary", "url", "rated"]


class GroundSerializer(ModelSerializer[Claim]):
    id = CharField(source="slug")

    class Meta:
        model = Claim
        fields = ["id", "text", "question"]


class ClaimSerializer(ModelSerializer[Claim]):
    """Less than the published document: it has no standing, label or contradictions, which would cost it more."""

    id = CharField(source="slug")
    event = EventSerializer()
    about = AboutSerializer(source="about_set", many=True)
    rests_on = GroundSerializer(many=True)
    figure = FigureSerializer(required=False)
    statements = StatementSerializer(many=True)
    response_searches = ResponseSearchSerializer(many=True)
    assessments = AssessmentSerializer(many=True)

    class Meta:
        model = Claim
        fields = [
            *("id", "key", "text", "question", "language", "kind", "event", "about", "occurred", "note"),
            *("rests_on", "figure", "statements", "response_searches", "assessments"),
        ]
