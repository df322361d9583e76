// Package grpcgen is what a program types beside the code that the command grpcgen generates for it.
//
// The structs of an annotated package are its messages. Generated servers and clients take and return them, and a
// program that only serves and calls needs nothing from here. [Marshal], [Append] and [Unmarshal] encode and decode a
// struct where there is no call; [As] gives it to packages that want a proto.Message, such as protojson;
// [UnknownFields] keeps what a struct has no field for. [Local] calls services in memory, for tests. [ServerOption] and
// [CallOption] save copies, and [Descriptors] is for reflection.
//
// Model services are in [github.com/grpcgen/grpcgen/crud]. How to write a service, and what the command makes of it:
// https://github.com/grpcgen/grpcgen.
package grpcgen
