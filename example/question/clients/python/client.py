import asyncio
import os

import grpc
from app_example.grpc import app_example_pb2_grpc, app_example_pb2

address = os.environ.get("QUESTION_ADDR", "localhost:50051")


async def main():
    async with grpc.aio.insecure_channel(address) as channel:
        stub = app_example_pb2_grpc.QuestionControllerStub(channel)

        async def generate_requests():
            """
            You can add more complex logic here like user input or async behavior. 
            Please consider usind asyncio.queue if you want to populate message from the main thread.
            """
            yield app_example_pb2.QuestionStreamRequest(question_text="Do you like gRPC ?")
            yield app_example_pb2.QuestionStreamRequest(question_text="Do you work ?")
            yield app_example_pb2.QuestionStreamRequest(question_text="Do you do something ?")

        async for response_message in stub.Stream(generate_requests()):
            print(f"Server responded: {response_message.response}")


if __name__ == "__main__":
    asyncio.run(main())
