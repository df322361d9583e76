package main

import (
	"errors"

	"buf.build/go/hyperpb"
	"github.com/VictoriaMetrics/easyproto"
	"github.com/cloudwego/prutal"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/bench/data"
	"github.com/grpcgen/grpcgen/bench/rival/convert"
	"github.com/grpcgen/grpcgen/bench/rival/ez"
	"github.com/grpcgen/grpcgen/bench/rival/gogo"
	pb "github.com/grpcgen/grpcgen/bench/rival/pb"
	"github.com/grpcgen/grpcgen/bench/shape"
	"github.com/grpcgen/grpcgen/runtime"
	"github.com/grpcgen/grpcgen/runtime/wire"
)

// codecRace is the contenders over one message.
type codecRace struct {
	shape                      string
	size                       int
	marshal, pooled, unmarshal []contender
	same                       func(encoded []byte) error // checks what a contender has encoded
}

// vtMessage is a message of vtprotobuf.
type vtMessage interface {
	proto.Message
	SizeVT() int
	MarshalVT() ([]byte, error)
	MarshalToSizedBufferVT([]byte) (int, error)
	UnmarshalVT([]byte) error
	UnmarshalVTUnsafe([]byte) error
}

// gogoMessage is a message of gogofaster.
type gogoMessage interface {
	Size() int
	Marshal() ([]byte, error)
	MarshalToSizedBuffer([]byte) (int, error)
	Unmarshal([]byte) error
}

// hand is the code that a user writes for a rival; what is nil is left out.
type hand[T, V any] struct {
	to      func(*T) *V
	from    func(*V) *T
	ezWrite func(*T, *easyproto.MessageMarshaler)
	ezRead  func(*T, []byte) error
}

// Results are kept here, so that they are not optimised away.
var (
	sink   any
	output []byte
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// encode returns the bytes of one of our messages.
func encode[T any](name string, m *T) []byte {
	c := runtime.CodecOf[T](protoreflect.FullName(name))
	b := make([]byte, c.Size(m))
	c.Put(b, len(b), m)
	return b
}

// vtPointer is a pointer to a message of vtprotobuf, and gogoPointer one to a message of gogo/protobuf.
type vtPointer[V any] interface {
	*V
	vtMessage
}

type gogoPointer[G any] interface {
	*G
	gogoMessage
}

// racer adds the contenders over one shape to its race: m, v and g are the same message.
type racer[T, V, G any, PV vtPointer[V], PG gogoPointer[G]] struct {
	*codecRace
	m          *T
	v          PV
	g          PG
	h          hand[T, V]
	codec      runtime.Codec[T]
	input, buf []byte
}

func newCodecRace[T, V, G any, PV vtPointer[V], PG gogoPointer[G]](name string, m *T, h hand[T, V]) codecRace {
	full := protoreflect.FullName(PV(nil).ProtoReflect().Descriptor().FullName())
	input := encode(string(full), m)
	race := codecRace{shape: name, size: len(input), same: sameAs[V, PV](input)}
	r := racer[T, V, G, PV, PG]{
		codecRace: &race, m: m, v: new(V), g: new(G), h: h, codec: runtime.CodecOf[T](full), input: input, buf: make([]byte, 2*len(input)+4096),
	}
	must(r.v.UnmarshalVT(input))
	must(r.g.Unmarshal(input))
	r.addMarshal()
	r.addPooled()
	r.addUnmarshal()
	r.addByHand()
	return race
}

// sameAs returns a function that reports whether bytes are the message that input is.
func sameAs[V any, PV vtPointer[V]](input []byte) func([]byte) error {
	return func(b []byte) error {
		want, got := PV(new(V)), PV(new(V))
		must(proto.Unmarshal(input, want))
		if err := proto.Unmarshal(b, got); err != nil {
			return err
		}
		if !proto.Equal(want, got) {
			return errors.New("another message")
		}
		return nil
	}
}

func add(to *[]contender, name string, op func()) { *to = append(*to, contender{name: name, op: op}) }

func (r racer[T, V, G, PV, PG]) addMarshal() {
	m, v, g := r.m, r.v, r.g
	add(&r.marshal, "protobuf-go", func() { b, err := proto.Marshal(v); must(err); output = b })
	add(&r.marshal, "vtprotobuf", func() { b, err := v.MarshalVT(); must(err); output = b })
	add(&r.marshal, "gogofaster", func() { b, err := g.Marshal(); must(err); output = b })
	add(&r.marshal, "prutal", func() { b, err := prutal.Marshal(v); must(err); output = b })
	add(&r.marshal, "grpcgen", func() { b, err := grpcgen.Marshal(m); must(err); output = b })
}

func (r racer[T, V, G, PV, PG]) addPooled() {
	m, v, g, buf, codec := r.m, r.v, r.g, r.buf, r.codec
	add(&r.pooled, "protobuf-go", func() { b, err := proto.MarshalOptions{}.MarshalAppend(buf[:0], v); must(err); output = b })
	add(&r.pooled, "vtprotobuf", func() { n := v.SizeVT(); _, err := v.MarshalToSizedBufferVT(buf[:n]); must(err) })
	add(&r.pooled, "gogofaster", func() { n := g.Size(); _, err := g.MarshalToSizedBuffer(buf[:n]); must(err) })
	add(&r.pooled, "prutal", func() { _, err := prutal.MarshalAppend(buf[:0], v); must(err) })
	add(&r.pooled, "grpcgen", func() { codec.Put(buf, len(buf), m) })
}

func (r racer[T, V, G, PV, PG]) addUnmarshal() {
	input, codec := r.input, r.codec
	add(&r.unmarshal, "protobuf-go", func() { m := new(V); must(proto.Unmarshal(input, PV(m))); sink = m })
	add(&r.unmarshal, "vtprotobuf", func() { m := new(V); must(PV(m).UnmarshalVT(input)); sink = m })
	add(&r.unmarshal, "vtprotobuf-unsafe", func() { m := new(V); must(PV(m).UnmarshalVTUnsafe(input)); sink = m })
	add(&r.unmarshal, "gogofaster", func() { m := new(G); must(PG(m).Unmarshal(input)); sink = m })
	add(&r.unmarshal, "prutal", func() { m := new(V); must(prutal.Unmarshal(input, m)); sink = m })
	add(&r.unmarshal, "grpcgen", func() { m := new(T); must(grpcgen.Unmarshal(input, m)); sink = m })
	add(&r.unmarshal, "grpcgen, opt-in codec", func() {
		m := new(T)
		if err := wire.Decode(append([]byte(nil), input...), m, codec.Read, &wire.Options{Alias: true}); err != nil { // of a type of its own
			panic(err)
		}
		sink = m
	})
	compiled, shared := hyperpb.CompileMessageDescriptor(r.v.ProtoReflect().Descriptor()), new(hyperpb.Shared)
	add(&r.unmarshal, "hyperpb", func() { m := hyperpb.NewMessage(compiled); must(m.Unmarshal(input)); sink = m })
	add(&r.unmarshal, "hyperpb-reused", func() { m := shared.NewMessage(compiled); must(m.Unmarshal(input)); shared.Free() })
}

// addByHand adds what people write beside the codecs of others, for the shapes that have it.
func (r racer[T, V, G, PV, PG]) addByHand() {
	m, h, input, buf := r.m, r.h, r.input, r.buf
	if h.to != nil {
		add(&r.marshal, "convert+protobuf-go", func() { b, err := proto.Marshal(PV(h.to(m))); must(err); output = b })
		add(&r.unmarshal, "convert+protobuf-go", func() { x := new(V); must(proto.Unmarshal(input, PV(x))); sink = h.from(x) })
	}
	if h.ezWrite != nil {
		write := func(e *easyproto.MessageMarshaler) { h.ezWrite(m, e) }
		add(&r.marshal, "easyproto", func() { output = ez.Marshal(nil, write) })
		add(&r.pooled, "easyproto", func() { ez.Marshal(buf[:0], write) })
		add(&r.unmarshal, "easyproto", func() { m := new(T); must(h.ezRead(m, input)); sink = m })
	}
}

func codecRaces() []codecRace {
	return []codecRace{
		newCodecRace[shape.Small, pb.Small, gogo.Small]("small", data.NewSmall(), hand[shape.Small, pb.Small]{
			convert.SmallTo, func(x *pb.Small) *shape.Small { m := convert.SmallFrom(x); return &m }, ez.SmallM, ez.SmallU,
		}),
		newCodecRace[shape.Medium, pb.Medium, gogo.Medium]("medium", data.NewMedium(), hand[shape.Medium, pb.Medium]{
			convert.MediumTo, convert.MediumFrom, ez.MediumM, ez.MediumU,
		}),
		newCodecRace[shape.List, pb.List, gogo.List]("list", data.NewList(), hand[shape.List, pb.List]{
			convert.ListTo, convert.ListFrom, ez.ListM, ez.ListU,
		}),
		newCodecRace[shape.Maps, pb.Maps, gogo.Maps]("maps", data.NewMaps(), hand[shape.Maps, pb.Maps]{
			convert.MapsTo, convert.MapsFrom, ez.MapsM, ez.MapsU,
		}),
		newCodecRace[shape.Numbers, pb.Numbers, gogo.Numbers]("numbers", data.NewNumbers(), hand[shape.Numbers, pb.Numbers]{}),
		newCodecRace[shape.Options, pb.Options, gogo.Options]("options", data.NewOptions(), hand[shape.Options, pb.Options]{}),
		newCodecRace[shape.Choices, pb.Choices, gogo.Choices]("oneofs", data.NewChoices(), hand[shape.Choices, pb.Choices]{}),
	}
}
