"""Reading the answers of the API, as its tests do."""

from typing import Any

from django.test import Client


def get(client: Client, path: str, **headers: str) -> Any:
    """The document at a path of the API, which has to answer 200."""
    response = client.get(f"/api/v1/{path}", headers=headers)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def ids(client: Client, path: str) -> list[str]:
    """The public ids of a list, in its order."""
    return [document["id"] for document in get(client, path)["results"]]


def refused(client: Client, path: str, *, status: int = 400) -> dict[str, Any]:
    """The problem document at a path, which has to have this status."""
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content.decode()
    assert response.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    return problem


def body(response: Any) -> bytes:
    """The body of an answer, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content
