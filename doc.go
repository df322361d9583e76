// Package grpcgen has what a program uses directly, beside the code that the command grpcgen generates for it.
//
// The structs of an annotated package are its messages. Generated servers and clients take and return them, and a
// program that only serves and calls needs nothing from here.
//
//   - [Marshal], [Append] and [Unmarshal] encode and decode a struct where there is no call. [As] chooses one of the
//     messages that a type can be.
//   - [UnknownFields] keeps what a message has and a struct has no field for.
//   - [Local] calls services in memory, for tests.
//   - [ServerOption] and [CallOption] avoid copying messages.
//   - [Descriptors] is for reflection.
//
// Interceptors see messages. A struct of an annotated package is one itself. A type that cannot have the methods of a
// message, such as one of another module, comes in a frame, whose method Value returns the pointer:
//
//	if framed, ok := req.(interface{ Value() *image.Point }); ok {
//		point := framed.Value()
//	}
//
// Model services are in [github.com/grpcgen/grpcgen/crud]. How to write a service, and what the command makes of it:
// https://github.com/grpcgen/grpcgen.
package grpcgen
