"""The demo where there is already something of one's own: a publisher alone is enough."""

from django.contrib.auth import get_user_model
from django.core.management import call_command

from sources.models import Publisher
from tests import factories


def test_if_empty_leaves_a_registry_with_a_publisher_alone():
    factories.make_publisher()

    call_command("demo", if_empty=True)

    assert Publisher.objects.count() == 1
    assert not get_user_model().objects.exists()
