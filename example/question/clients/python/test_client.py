"""Calls the question service with Debian's grpcio. QUESTION_ADDR is the server's address."""

import asyncio
import os
import subprocess
import sys
import unittest

import grpc
from app_example.grpc import app_example_pb2, app_example_pb2_grpc

ADDRESS = os.environ["QUESTION_ADDR"]
ANSWER = "{}: I don't know i am only a simple stream"


def question(text):
    return app_example_pb2.QuestionStreamRequest(question_text=text)


class ClientTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.channel = grpc.aio.insecure_channel(ADDRESS)
        self.stub = app_example_pb2_grpc.QuestionControllerStub(self.channel)

    async def asyncTearDown(self):
        await self.channel.close()

    def test_the_page(self):
        client = os.path.join(os.path.dirname(os.path.abspath(__file__)), "client.py")
        out = subprocess.run([sys.executable, client], check=True, capture_output=True, text=True, timeout=60).stdout
        asked = ["Do you like gRPC ?", "Do you work ?", "Do you do something ?"]
        self.assertEqual(out.splitlines(), ["Server responded: " + ANSWER.format(q) for q in asked])

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


if __name__ == "__main__":
    unittest.main(verbosity=2)
