// Calls methods with the requests in a folder, and prints how each call ends: the code, the text, the length of the details.
const fs = require("node:fs");
const path = require("node:path");
const grpc = require("@grpc/grpc-js");

const [address, folder, ...methods] = process.argv.slice(2);
const client = new grpc.Client(address, grpc.credentials.createInsecure());
const same = (bytes) => bytes;

const end = (method, request) =>
  new Promise((resolve) => {
    const call = client.makeBidiStreamRequest(method, same, same, { deadline: Date.now() + 20_000 });
    call.on("data", () => {});
    call.on("error", () => {});
    call.on("status", resolve);
    call.write(request);
    call.end();
  });

(async () => {
  for (const [i, method] of methods.entries()) {
    const status = await end(method, fs.readFileSync(path.join(folder, String(i))));
    const [details] = status.metadata.get("grpc-status-details-bin");
    console.log(JSON.stringify({ code: status.code, text: status.details, details: details ? details.length : 0 }));
  }
  client.close();
})();
