// Calls the question service with grpc-js. QUESTION_ADDR is the server's address.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { after, test } from "node:test";
import grpc from "@grpc/grpc-js";
import { connect } from "./client.js";

const address = process.env.QUESTION_ADDR;
const answer = (question) => `${question}: I don't know i am only a simple stream`;
const client = connect(address);
after(() => client.close());

// status resolves to the status of a call, which comes after an error too.
const status = (call) => new Promise((resolve) => call.once("status", resolve));

test("three questions, three answers, in order", () => {
  const out = execFileSync(process.execPath, [fileURLToPath(new URL("client.js", import.meta.url)), address], { encoding: "utf8" });
  const asked = ["Do you like gRPC ?", "Do you work ?", "Do you do something ?"];
  assert.deepEqual(out.trim().split("\n"), asked.map((question) => `Server responded: ${answer(question)}`));
});

test("50 ping-pong messages", async () => {
  const call = client.Stream();
  const ended = status(call);
  for (let i = 0; i < 50; i++) {
    call.write({ question_text: String(i) });
    const [message] = await once(call, "data");
    assert.equal(message.response, answer(i));
  }
  call.end();
  assert.equal((await ended).code, grpc.status.OK);
});

test("a question is kept, read, found, and removed", async () => {
  const call = (method, request, metadata = new grpc.Metadata()) =>
    new Promise((resolve, reject) => client[method](request, metadata, (error, answer) => (error ? reject(error) : resolve(answer))));
  const kept = await call("Create", { question_text: "Do you run Node ?", pub_date: "2025-01-02T03:04:05Z" });
  assert.deepEqual(kept, { id: kept.id, question_text: "Do you run Node ?", pub_date: "2025-01-02T03:04:05Z" });
  assert.deepEqual(await call("Retrieve", { id: kept.id }), kept);
  const metadata = new grpc.Metadata();
  metadata.set("filters", JSON.stringify({ question_text__icontains: "node" }));
  metadata.set("pagination", JSON.stringify({ page: 1, page_size: 10 }));
  assert.deepEqual(await call("List", {}, metadata), { results: [kept], count: 1 });
  const changed = await call("PartialUpdate", { id: kept.id, question_text: "Why ?", _partial_update_fields: ["question_text"] });
  assert.deepEqual(changed, { ...kept, question_text: "Why ?" });
  await call("Destroy", { id: kept.id });
  await assert.rejects(call("Retrieve", { id: kept.id }), (error) => {
    assert.equal(error.code, grpc.status.NOT_FOUND);
    assert.deepEqual(JSON.parse(error.details), { message: `Question: ${kept.id} not found!`, code: "not_found" });
    return true;
  });
});

test("an empty stream", async () => {
  const call = client.Stream();
  const messages = [];
  call.on("data", (message) => messages.push(message));
  const ended = status(call);
  call.end();
  assert.equal((await ended).code, grpc.status.OK);
  assert.deepEqual(messages, []);
});

test("cancellation after the first answer", async () => {
  const call = client.Stream();
  call.on("error", () => {});
  const ended = status(call);
  call.write({ question_text: "a" });
  const [message] = await once(call, "data");
  assert.equal(message.response, answer("a"));
  call.cancel();
  assert.equal((await ended).code, grpc.status.CANCELLED);
});

test("a deadline", async () => {
  const call = client.Stream({ deadline: Date.now() + 200 });
  call.on("error", () => {});
  call.on("data", () => {});
  const ended = status(call);
  call.write({ question_text: "a" });
  assert.equal((await ended).code, grpc.status.DEADLINE_EXCEEDED);
});
