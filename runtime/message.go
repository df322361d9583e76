package runtime

import (
	"errors"
	"fmt"
	goruntime "runtime"
	"strings"
	"sync"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// Codec is how generated code sizes, writes and reads a struct.
type Codec[T any] struct {
	Size func(m *T) int                                   // exact size of the encoding
	Put  func(b []byte, i int, m *T) int                  // writes m so that it ends at b[i], returns where it starts
	Read func(d *wire.Decoder, b []byte, m *T) (code int) // merges b into m; negative on an error
}

// Fields maps field numbers to Go fields: a name, or a selector through embedded structs such as "Base.Name".
type Fields map[protoreflect.FieldNumber]string

// Message binds a Go struct to a message of a .proto file. It is safe for concurrent use.
type Message[T any] struct {
	file     *File
	name     protoreflect.FullName // within the file's package
	framed   bool                  // *T is no proto.Message, and has a Frame for it
	codec    Codec[T]
	fields   Fields
	variants Variants // of a sealed interface, in place of fields
	methods  protoiface.Methods

	once sync.Once
	desc protoreflect.MessageDescriptor
	view *structView
}

// NewMessage declares a message. It is called by generated code.
func NewMessage[T any](file *File, name string, codec Codec[T], fields Fields) *Message[T] {
	file.types = append(file.types, func() protoreflect.MessageType {
		return any((*T)(nil)).(protoreflect.ProtoMessage).ProtoReflect().Type()
	})
	m := newMessage(file, name, codec, fields)
	bind(m, func(p *T) protoreflect.ProtoMessage { return any(p).(protoreflect.ProtoMessage) })
	return m
}

func newMessage[T any](file *File, name string, codec Codec[T], fields Fields) *Message[T] {
	m := &Message[T]{file: file, name: protoreflect.FullName(name), codec: codec, fields: fields}
	m.methods = protoiface.Methods{
		Flags:     protoiface.SupportUnmarshalDiscardUnknown,
		Size:      m.size,
		Marshal:   m.marshal,
		Unmarshal: m.unmarshal,
		Merge:     mergeMethod,
		Equal:     equalMethod,
		CheckInitialized: func(protoiface.CheckInitializedInput) (protoiface.CheckInitializedOutput, error) {
			return protoiface.CheckInitializedOutput{}, nil
		},
	}
	return m
}

// descriptor returns the message's descriptor.
func (m *Message[T]) descriptor() protoreflect.MessageDescriptor {
	m.resolve()
	return m.desc
}

func (m *Message[T]) resolve() {
	file := m.file.descriptor() // outside of once: it registers this message, which asks for its descriptor
	m.once.Do(func() {
		var s scope = file
		for part := range strings.SplitSeq(string(m.name), ".") {
			m.desc = s.Messages().ByName(protoreflect.Name(part))
			s = m.desc
		}
		if m.variants != nil {
			m.view = newOneofView[T](m.desc, m.variants)
		} else {
			m.view = newStructView[T](m.desc, m.fields)
		}
	})
}

// value is a reflected message of Go type T.
type value[T any] interface{ pointer() *T }

func (m *Message[T]) size(in protoiface.SizeInput) protoiface.SizeOutput {
	p := in.Message.(value[T]).pointer()
	if p == nil {
		return protoiface.SizeOutput{}
	}
	return protoiface.SizeOutput{Size: m.codec.Size(p)}
}

// marshal writes into the spare capacity of in.Buf: grpc-go's codec hands over a buffer of the exact size, and drops
// what is returned in its place.
func (m *Message[T]) marshal(in protoiface.MarshalInput) (out protoiface.MarshalOutput, err error) {
	p := in.Message.(value[T]).pointer()
	if p == nil {
		return protoiface.MarshalOutput{Buf: in.Buf}, nil
	}
	defer m.recoverEncoding(p, &err)
	n := m.codec.Size(p)
	start := len(in.Buf)
	b := in.Buf
	if cap(b)-start < n {
		b = append(make([]byte, 0, start+n), b...)
	}
	b = b[:start+n]
	if m.codec.Put(b[start:], n, p) != 0 {
		return out, m.changed()
	}
	return protoiface.MarshalOutput{Buf: b}, nil
}

// changed reports a message that grew or shrank while it was written.
func (m *Message[T]) changed() error {
	return fmt.Errorf("grpcgen: %s changed while it was encoded", m.descriptor().FullName())
}

// recoverEncoding turns the panics of encoding into an error: a value that proto cannot express, and an index out of
// range, which is a message that another goroutine changed between measuring and writing it.
func (m *Message[T]) recoverEncoding(p *T, err *error) {
	var bounds goruntime.Error
	var encode *wire.EncodeError
	switch v := recover().(type) {
	case nil:
	case error:
		switch {
		case errors.As(v, &encode):
			*err = fmt.Errorf("grpcgen: %s%s cannot be encoded: %w", m.descriptor().FullName(), m.culprit(p, culpritLevels), encode)
		case errors.As(v, &bounds):
			*err = fmt.Errorf("%w: %w", m.changed(), bounds)
		default:
			panic(v)
		}
	default:
		panic(v)
	}
}

func (m *Message[T]) unmarshal(in protoiface.UnmarshalInput) (protoiface.UnmarshalOutput, error) {
	p := in.Message.(value[T]).pointer()
	if p == nil {
		return protoiface.UnmarshalOutput{}, errors.New("grpcgen: cannot unmarshal into a nil message")
	}
	options := wire.Options{
		Depth:          in.Depth,
		DiscardUnknown: in.Flags&protoiface.UnmarshalDiscardUnknown != 0,
		Alias:          in.Flags&protoiface.UnmarshalAliasBuffer != 0,
	}
	if err := wire.Decode(in.Buf, p, m.codec.Read, options); err != nil {
		return protoiface.UnmarshalOutput{}, m.decodeError(err)
	}
	return protoiface.UnmarshalOutput{Flags: protoiface.UnmarshalInitialized}, nil
}

// decodeError names the field of a failure.
func (m *Message[T]) decodeError(e *wire.DecodeError) error {
	desc := m.descriptor()
	name := string(desc.FullName())
	for _, number := range e.Path {
		var fd protoreflect.FieldDescriptor
		if desc != nil {
			fd = desc.Fields().ByNumber(protoreflect.FieldNumber(number))
		}
		if fd == nil {
			name += fmt.Sprintf(".%d", number)
			desc = nil
			continue
		}
		name += "." + string(fd.Name())
		desc = fd.Message()
	}
	return fmt.Errorf("grpcgen: cannot decode %s: %w", name, e)
}
