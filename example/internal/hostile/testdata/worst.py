"""Calls methods with the requests in a folder, and prints how each call ends: the code, the text, the length of the details."""

import json
import os
import sys

import grpc

address, folder, *methods = sys.argv[1:]
with grpc.insecure_channel(address) as channel:
    for i, method in enumerate(methods):
        with open(os.path.join(folder, str(i)), "rb") as file:
            request = file.read()
        call = channel.stream_stream(method)(iter([request]), timeout=20)
        try:
            for _ in call:
                pass
        except grpc.RpcError:
            pass
        details = dict(call.trailing_metadata() or ()).get("grpc-status-details-bin", b"")
        print(json.dumps({"code": call.code().value[0], "text": call.details(), "details": len(details)}))
