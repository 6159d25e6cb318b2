"""What the process has kept to send again is forgotten: each answer is made once more."""

from claims.public.api.lists import sent_lists
from claims.public.pages.serving import rendered_pages


def forget_answers() -> None:
    rendered_pages.clear()
    sent_lists.clear()
