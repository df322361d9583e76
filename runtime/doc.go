// Package runtime is for generated code only.
//
// WARNING: This package should only be imported by the code that grpcgen generates. It changes with that code, and
// nothing in it is promised to anyone else. What programs type themselves, such as Marshal, Local and UnknownFields, is in
// package [github.com/grpcgen/grpcgen].
//
// It links annotated Go to gRPC. Three things happen here. A plain struct becomes a proto.Message: Message knows its codec
// and its fields, and Reflect presents a pointer to it as a protoreflect.Message without allocating, so that grpc-go's
// stock codec, protojson, interceptors and reflection see an ordinary message. Handlers become methods of a
// grpc.ServiceDesc: UnaryMethod, ServerStream, ClientStream and BidiStream connect iterators to streams, and turn a panic
// into codes.Internal. Clients get the handlers' signatures back: CallUnary, CallServerStream, CallClientStream and
// CallBidiStream.
//
// Protobuf reflection cannot return errors. Set leaves out a value that the descriptor allows and the Go type cannot hold,
// such as 300 for an int8, and the message is in error from then on: protojson.Unmarshal, prototext.Unmarshal,
// proto.CheckInitialized and every encoding of it return that error, until the field is set to a value that fits, or the
// message is Reset. With AllowPartial, protojson and prototext do not ask; encoding still does.
//
// Nothing global is replaced. Descriptors are registered when a service is registered or a client is made, never in
// init, and never over what another package has registered.
package runtime
