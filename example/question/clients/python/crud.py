"""Keeps questions by the stubs of the Django application. QUESTION_ADDR is the server's address."""

import asyncio
import json
import os

import grpc
from app_example.grpc import app_example_pb2, app_example_pb2_grpc

address = os.environ.get("QUESTION_ADDR", "localhost:50051")


def show(what, question):
    print(f"{what}: {question.id} {question.question_text!r} of {question.pub_date}")


async def main():
    async with grpc.aio.insecure_channel(address) as channel:
        stub = app_example_pb2_grpc.QuestionControllerStub(channel)

        kept = []
        for day, text in enumerate(["Do you like gRPC ?", "Do you work ?", "Do you do something ?"], start=1):
            request = app_example_pb2.QuestionRequest(question_text=text, pub_date=f"2025-01-0{day}T03:04:05Z")
            kept.append(await stub.Create(request))
            show("Created", kept[-1])
        first = kept[0].id

        show("Retrieved", await stub.Retrieve(app_example_pb2.QuestionRetrieveRequest(id=first)))
        request = app_example_pb2.QuestionRequest(id=first, question_text="Do you love gRPC ?", pub_date="2025-01-01T03:04:05Z")
        show("Updated", await stub.Update(request))
        request = app_example_pb2.QuestionPartialUpdateRequest(
            id=first, pub_date="2026-01-01T03:04:05Z", _partial_update_fields=["pub_date"]
        )
        show("Partially updated", await stub.PartialUpdate(request))

        metadata = (
            ("filters", json.dumps({"search": "you", "ordering": "-pub_date"})),
            ("pagination", json.dumps({"page": 1, "page_size": 2})),
        )
        page = await stub.List(app_example_pb2.QuestionListRequest(), metadata=metadata)
        for question in page.results:
            show("  Listed", question)

        for question in kept:
            await stub.Destroy(app_example_pb2.QuestionDestroyRequest(id=question.id))
        try:
            await stub.Retrieve(app_example_pb2.QuestionRetrieveRequest(id=first))
        except grpc.aio.AioRpcError as error:
            print("Destroyed all. Retrieve:", error.code().name, error.details())


if __name__ == "__main__":
    asyncio.run(main())
