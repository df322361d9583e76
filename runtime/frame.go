package runtime

import (
	"unsafe"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Frame is a T as a protobuf message, where T cannot have the methods for it: it is of another module, is not a struct, or
// uses one of their names. The frame has T's memory, so a pointer to the one is a pointer to the other. Interceptors
// see a *Frame.
type Frame[T any, B Binding[T]] struct{ value T }

// FrameOf returns p as a message, without copying.
func FrameOf[B Binding[T], T any](p *T) *Frame[T, B] { return (*Frame[T, B])(unsafe.Pointer(p)) }

// Value returns the T in the frame; nil for a nil frame.
func (f *Frame[T, B]) Value() *T { return (*T)(unsafe.Pointer(f)) }

// ProtoReflect makes *Frame a proto.Message.
func (f *Frame[T, B]) ProtoReflect() protoreflect.Message { return Reflect[B](f.Value()) }

// Reset sets the T to its zero value.
func (f *Frame[T, B]) Reset() { Reset(f) }

// NewFramed is NewMessage for a type that has a frame.
func NewFramed[B Binding[T], T any](file *File, name string, codec Codec[T], fields Fields, _ B) *Message[T] {
	file.types = append(file.types, func() protoreflect.MessageType { return messageType[T, B]{} })
	m := newMessage(file, name, codec, fields)
	m.core.framed = true
	bind(m, func(p unsafe.Pointer) protoreflect.ProtoMessage { return FrameOf[B]((*T)(p)) })
	return m
}

// Framer turns a pointer to a type into one to its frame, and leaves everything else as it is.
type Framer func(m any) any

// FramerOf returns the Framer of one type.
func FramerOf[T any, B Binding[T]]() Framer {
	return func(m any) any {
		if p, ok := m.(*T); ok {
			return FrameOf[B](p)
		}
		return m
	}
}

func framed(m any, framers []Framer) any {
	for _, f := range framers {
		m = f(m)
	}
	return m
}

// WithFrames returns a stream whose handler has grpc-go's stream types over types that have frames.
func WithFrames(desc grpc.StreamDesc, framers ...Framer) grpc.StreamDesc {
	handler := desc.Handler
	desc.Handler = func(srv any, st grpc.ServerStream) error {
		return handler(srv, framingServerStream{st, framers})
	}
	return desc
}

type framingServerStream struct {
	grpc.ServerStream
	framers []Framer
}

func (s framingServerStream) SendMsg(m any) error {
	return s.ServerStream.SendMsg(framed(m, s.framers))
}
func (s framingServerStream) RecvMsg(m any) error {
	return s.ServerStream.RecvMsg(framed(m, s.framers))
}

type framingClientStream struct {
	grpc.ClientStream
	framers []Framer
}

func (s framingClientStream) SendMsg(m any) error {
	return s.ClientStream.SendMsg(framed(m, s.framers))
}
func (s framingClientStream) RecvMsg(m any) error {
	return s.ClientStream.RecvMsg(framed(m, s.framers))
}

// withFrames returns st, with frames if there are any.
func withFrames(st grpc.ClientStream, framers []Framer) grpc.ClientStream {
	if len(framers) == 0 {
		return st
	}
	return framingClientStream{st, framers}
}
