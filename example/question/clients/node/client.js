// A client of the question service, from the .proto that grpcgen wrote. Run it as: node client.js [address]
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const proto = fileURLToPath(new URL("../../proto/app_example/app_example.proto", import.meta.url));
const { QuestionController } = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true })).dsg_example.app_example;

export function connect(address) {
  return new QuestionController(address, grpc.credentials.createInsecure());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const client = connect(process.argv[2] ?? "127.0.0.1:50051");
  const call = client.Stream();
  for (const question of ["Do you like gRPC ?", "Do you work ?", "Do you do something ?"]) {
    call.write({ question_text: question });
  }
  call.end();
  call.on("data", ({ response }) => console.log("Server responded:", response));
  call.on("error", (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  call.on("status", () => client.close());
}
