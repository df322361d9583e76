"""Calls the question service with Debian's grpcio. QUESTION_ADDR is the server's address."""

import asyncio
import json
import os
import subprocess
import sys
import unittest

import grpc
from app_example.grpc import app_example_pb2, app_example_pb2_grpc
from google.protobuf import empty_pb2

ADDRESS = os.environ["QUESTION_ADDR"]
ANSWER = "{}: I don't know i am only a simple stream"


def question(text):
    return app_example_pb2.QuestionStreamRequest(question_text=text)


def run(client):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), client)
    return subprocess.run([sys.executable, path], check=True, capture_output=True, text=True, timeout=60).stdout.splitlines()


class ProgramTest(unittest.TestCase):
    """Runs the clients as programs: a process of gRPC that has calls cannot fork."""

    def test_the_page(self):
        asked = ["Do you like gRPC ?", "Do you work ?", "Do you do something ?"]
        self.assertEqual(run("client.py"), ["Server responded: " + ANSWER.format(q) for q in asked])

    def test_the_actions(self):
        out = run("crud.py")
        shown = [line.split(": ", 1) for line in out]
        first = int(shown[0][1].split()[0])
        self.assertEqual(
            [[what, text] for what, text in shown],
            [
                ["Created", f"{first} 'Do you like gRPC ?' of 2025-01-01T03:04:05Z"],
                ["Created", f"{first + 1} 'Do you work ?' of 2025-01-02T03:04:05Z"],
                ["Created", f"{first + 2} 'Do you do something ?' of 2025-01-03T03:04:05Z"],
                ["Retrieved", f"{first} 'Do you like gRPC ?' of 2025-01-01T03:04:05Z"],
                ["Updated", f"{first} 'Do you love gRPC ?' of 2025-01-01T03:04:05Z"],
                ["Partially updated", f"{first} 'Do you love gRPC ?' of 2026-01-01T03:04:05Z"],
                ["  Listed", f"{first} 'Do you love gRPC ?' of 2026-01-01T03:04:05Z"],
                ["  Listed", f"{first + 2} 'Do you do something ?' of 2025-01-03T03:04:05Z"],
                ["Destroyed all. Retrieve", f'NOT_FOUND {{"message": "Question: {first} not found!", "code": "not_found"}}'],
            ],
        )


class ClientTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.channel = grpc.aio.insecure_channel(ADDRESS)
        self.stub = app_example_pb2_grpc.QuestionControllerStub(self.channel)

    async def asyncTearDown(self):
        for left in await self.listed():
            await self.stub.Destroy(app_example_pb2.QuestionDestroyRequest(id=left.id))
        await self.channel.close()

    async def listed(self, filters=None, pagination=None):
        metadata = [(key, json.dumps(value)) for key, value in (("filters", filters), ("pagination", pagination)) if value]
        return list((await self.stub.List(app_example_pb2.QuestionListRequest(), metadata=metadata)).results)

    async def created(self, *texts):
        requests = (
            app_example_pb2.QuestionRequest(question_text=text, pub_date=f"2025-01-0{day}T03:04:05Z")
            for day, text in enumerate(texts, start=1)
        )
        return [await self.stub.Create(request) for request in requests]

    async def assertFails(self, call, code, details):
        with self.assertRaises(grpc.aio.AioRpcError) as caught:
            await call
        self.assertEqual(caught.exception.code(), code)
        self.assertEqual(json.loads(caught.exception.details()), details)

    async def test_ping_pong(self):
        call = self.stub.Stream()
        for i in range(50):
            await call.write(question(str(i)))
            answer = await call.read()
            self.assertEqual(answer.response, ANSWER.format(i))
        await call.done_writing()
        self.assertIs(await call.read(), grpc.aio.EOF)
        self.assertEqual(await call.code(), grpc.StatusCode.OK)

    async def test_empty(self):
        call = self.stub.Stream()
        await call.done_writing()
        self.assertIs(await call.read(), grpc.aio.EOF)
        self.assertEqual(await call.code(), grpc.StatusCode.OK)

    async def test_cancel_after_the_first_answer(self):
        call = self.stub.Stream()
        await call.write(question("a"))
        self.assertEqual((await call.read()).response, ANSWER.format("a"))
        self.assertTrue(call.cancel())
        with self.assertRaises(asyncio.CancelledError):
            await call.read()
        self.assertEqual(await call.code(), grpc.StatusCode.CANCELLED)

    async def test_deadline(self):
        call = self.stub.Stream(timeout=0.2)
        await call.write(question("a"))
        self.assertEqual((await call.read()).response, ANSWER.format("a"))
        with self.assertRaises(grpc.aio.AioRpcError) as caught:
            await call.read()
        self.assertEqual(caught.exception.code(), grpc.StatusCode.DEADLINE_EXCEEDED)

    async def test_what_is_unset(self):
        (q,) = await self.created("Why ?")
        request = app_example_pb2.QuestionPartialUpdateRequest(id=q.id, _partial_update_fields=["question_text"])
        changed = await self.stub.PartialUpdate(request)
        self.assertEqual((changed.question_text, changed.pub_date), ("", q.pub_date))
        self.assertEqual(await self.listed(), [changed])

    async def test_destroy_is_empty(self):
        (q,) = await self.created("Why ?")
        answer = await self.stub.Destroy(app_example_pb2.QuestionDestroyRequest(id=q.id))
        self.assertEqual(answer, empty_pb2.Empty())

    async def test_filters_and_pages(self):
        a, b, c = await self.created("Who am I ?", "Who are you ?", "What ?")
        for filters, pagination, want in (
            ({"question_text": "What ?"}, None, [c]),
            ({"question_text__icontains": "who"}, None, [a, b]),
            ({"pub_date__gte": b.pub_date, "ordering": "-pub_date"}, None, [c, b]),
            ({"search": "who you"}, None, [b]),
            (None, {"page": 2, "page_size": 2}, [c]),
            ({"ordering": ["-question_text"]}, {"page": 1, "page_size": 1}, [b]),
        ):
            with self.subTest(filters=filters, pagination=pagination):
                self.assertEqual(await self.listed(filters, pagination), want)

    async def test_errors(self):
        missing = {"message": "Question: 12345678 not found!", "code": "not_found"}
        key = {"id": 12345678}
        for call in (
            self.stub.Retrieve(app_example_pb2.QuestionRetrieveRequest(**key)),
            self.stub.Update(app_example_pb2.QuestionRequest(**key)),
            self.stub.PartialUpdate(app_example_pb2.QuestionPartialUpdateRequest(**key)),
            self.stub.Destroy(app_example_pb2.QuestionDestroyRequest(**key)),
        ):
            await self.assertFails(call, grpc.StatusCode.NOT_FOUND, missing)
        await self.assertFails(
            self.stub.Create(app_example_pb2.QuestionRequest(question_text="x" * 201)),
            grpc.StatusCode.INVALID_ARGUMENT,
            {"question_text": {"message": "Ensure this field has no more than 200 characters.", "code": "max_length"}},
        )


if __name__ == "__main__":
    unittest.main(verbosity=2)
