package runtime

import (
	"errors"
	"reflect"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

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
	core  core
	codec Codec[T]
}

// core is the part of a Message that does not depend on its Go type, so that it is compiled once and not for each
// message. A pointer to a value of that type is here a pointer to its first byte.
type core struct {
	file     *File
	name     protoreflect.FullName // within the file's package
	goType   reflect.Type
	pointer  reflect.Type // to goType
	framed   bool         // the pointer is not a proto.Message, and has a Frame for it
	codec    Codec[byte]  // of goType
	zero     func(*byte)  // sets what it gets to the zero value of goType
	fields   Fields
	bounds   Bounds
	variants Variants // of a sealed interface, in place of fields
	methods  protoiface.Methods
	usual    atomic.Int64 // see expected
	trail    atomic.Pointer[trail]
	demand   func() *wire.Demand // what records of the message ask for

	once sync.Once
	desc protoreflect.MessageDescriptor
	view *structView
}

// NewMessage declares a message.
func NewMessage[T any](file *File, name string, codec Codec[T], fields Fields) *Message[T] {
	file.types = append(file.types, func() protoreflect.MessageType {
		return any((*T)(nil)).(protoreflect.ProtoMessage).ProtoReflect().Type()
	})
	m := newMessage(file, name, codec, fields)
	bind(m, func(p unsafe.Pointer) protoreflect.ProtoMessage { return any((*T)(p)).(protoreflect.ProtoMessage) })
	return m
}

func newMessage[T any](file *File, name string, codec Codec[T], fields Fields) *Message[T] {
	m := &Message[T]{codec: codec}
	m.core.declare(file, name, reflect.TypeFor[T](), fields)
	// The functions take a pointer, whatever it points to, so those of one Codec are those of the other.
	m.core.codec = *(*Codec[byte])(unsafe.Pointer(&m.codec))
	zero := func(m *T) { clear(unsafe.Slice(m, 1)) }
	m.core.zero = *(*func(*byte))(unsafe.Pointer(&zero))
	return m
}

func (m *core) declare(file *File, name string, t reflect.Type, fields Fields) {
	m.file, m.name, m.goType, m.pointer, m.fields = file, protoreflect.FullName(name), t, reflect.PointerTo(t), fields
	m.demand = sync.OnceValue(func() *wire.Demand {
		m.resolve()
		return demandOf(m.view)
	})
	m.methods = protoiface.Methods{
		Flags:     protoiface.SupportUnmarshalDiscardUnknown | protoiface.SupportMarshalDeterministic,
		Size:      m.size,
		Marshal:   m.marshal,
		Unmarshal: m.unmarshal,
		Merge:     mergeMethod,
		Equal:     equalMethod,

		CheckInitialized: m.checkInitialized,
	}
}

// descriptor returns the message's descriptor.
func (m *core) descriptor() protoreflect.MessageDescriptor {
	m.resolve()
	return m.desc
}

func (m *core) resolve() {
	file := m.file.descriptor() // outside of once: it registers this message, which asks for its descriptor
	m.once.Do(func() {
		var s scope = file
		for part := range strings.SplitSeq(string(m.name), ".") {
			m.desc = s.Messages().ByName(protoreflect.Name(part))
			s = m.desc
		}
		if m.variants != nil {
			m.view = newOneofView(m.goType, m.desc, m.variants)
		} else {
			m.view = newStructView(m.goType, m.desc, m.fields, m.bounds)
		}
	})
}

func (m *core) size(in protoiface.SizeInput) protoiface.SizeOutput {
	_, p := in.Message.(native).core()
	if p == nil {
		return protoiface.SizeOutput{}
	}
	size, err := 0, m.checkDepth(p)
	if err == nil {
		size, err = m.measure(p)
	}
	if err != nil {
		mustMarshal(err)
	}
	return protoiface.SizeOutput{Size: size}
}

// marshal writes into the spare capacity of in.Buf: grpc-go's codec hands over a buffer of the exact size, and drops
// what is returned in its place.
func (m *core) marshal(in protoiface.MarshalInput) (out protoiface.MarshalOutput, err error) {
	_, p := in.Message.(native).core()
	if p == nil {
		return protoiface.MarshalOutput{Buf: in.Buf}, nil
	}
	if err := m.checkEncodable(p); err != nil {
		return out, err
	}
	var b []byte
	start := len(in.Buf)
	if cap(in.Buf) == 0 {
		b, err = m.fresh(p)
	} else {
		b, err = m.appended(in.Buf, p)
	}
	if err != nil {
		return out, err
	}
	if in.Flags&protoiface.MarshalDeterministic != 0 {
		sortMaps(m.descriptor(), b[start:])
	}
	return protoiface.MarshalOutput{Buf: b}, nil
}

// appended appends the encoding of p to b.
func (m *core) appended(b []byte, p *byte) ([]byte, error) {
	n, err := m.measure(p)
	if err != nil {
		return nil, err
	}
	start := len(b)
	if cap(b)-start < n {
		b = append(make([]byte, 0, start+n), b...)
	}
	b = b[:start+n]
	return b, m.putExact(b[start:], p)
}

func (m *core) unmarshal(in protoiface.UnmarshalInput) (protoiface.UnmarshalOutput, error) {
	_, p := in.Message.(native).core()
	if err := m.withhold(p, m.decode(in.Buf, p, options(in))); err != nil {
		return protoiface.UnmarshalOutput{}, err
	}
	return protoiface.UnmarshalOutput{Flags: protoiface.UnmarshalInitialized}, nil
}

// decode merges b into p.
func (m *core) decode(b []byte, p *byte, o wire.Options) (err error) {
	if p == nil {
		return errors.New("grpcgen: cannot unmarshal into a nil message")
	}
	done := false
	defer func() {
		if !done {
			err = m.decodingError(recover())
		}
	}()
	if o.Demand = m.demand; o.Memory == 0 {
		o.Memory = int(usualMemory.Load())
	}
	failure := wire.Decode(b, p, m.codec.Read, &o)
	if done = true; failure != nil {
		return newDecodeError(m.descriptor(), failure)
	}
	return nil
}

// decodingError returns the error that a panic of decoding stands for. The methods of users' types have theirs named by
// their fields; what is left is a value that cannot be the key of its map, for instance.
func (m *core) decodingError(v any) error {
	if v == nil {
		return nil // runtime.Goexit, which goes on
	}
	if budget, ok := v.(wire.BudgetExceeded); ok {
		return newDecodeError(m.descriptor(), &wire.DecodeError{Reason: budget.Reason()})
	}
	failure := &wire.PanicError{Method: "decoding", Value: v, Stack: debug.Stack()}
	return newDecodeError(m.descriptor(), &wire.DecodeError{Reason: failure.Error(), Panic: failure})
}
