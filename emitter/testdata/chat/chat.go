// Package chat has a method of every shape and a field of every kind. golden_test.go has the schema of it.
package chat

import (
	"context"
	"iter"
	"time"

	"github.com/grpcgen/grpcgen/emitter/testdata/shop"
	"google.golang.org/grpc"
)

type Chat struct{}

func (*Chat) Get(context.Context, *Note) (*Note, error)                                  { return nil, nil }
func (*Chat) Fetch(context.Context, Note) (Note, error)                                  { return Note{}, nil }
func (*Chat) Greet(_ context.Context, name string, age int) (greeting string, err error) { return }
func (*Chat) Ping(context.Context) error                                                 { return nil }
func (*Chat) Drop(context.Context, *shop.Item) error                                     { return nil }
func (*Chat) Newest(context.Context) (newest Note, err error)                            { return }
func (*Chat) Watch(context.Context, *Note) iter.Seq2[*Note, error]                       { return nil }
func (*Chat) WatchAll(context.Context) iter.Seq2[*shop.Item, error]                      { return nil }
func (*Chat) WatchText(_ context.Context, name string, since time.Time) (text iter.Seq2[string, error]) {
	return
}
func (*Chat) WatchValue(_ context.Context, note Note) (notes iter.Seq2[Note, error]) { return }
func (*Chat) Sum(context.Context, iter.Seq2[*Note, error]) (*Note, error)            { return nil, nil }
func (*Chat) SumText(_ context.Context, words iter.Seq2[string, error]) (count int, longest string, err error) {
	return
}
func (*Chat) SumValue(_ context.Context, notes iter.Seq2[Note, error]) (Note, error) {
	return Note{}, nil
}
func (*Chat) Push(context.Context, iter.Seq2[*Note, error]) error                   { return nil }
func (*Chat) Talk(context.Context, iter.Seq2[*Note, error]) iter.Seq2[*Note, error] { return nil }
func (*Chat) TalkText(_ context.Context, question iter.Seq2[string, error]) (answer iter.Seq2[string, error]) {
	return
}
func (*Chat) TalkValue(context.Context, iter.Seq2[Note, error]) iter.Seq2[Note, error] { return nil }

type Raw struct{}

func (*Raw) Down(*Note, grpc.ServerStreamingServer[Note]) error          { return nil }
func (*Raw) DownValue(Note, grpc.ServerStreamingServer[shop.Item]) error { return nil }
func (*Raw) Up(grpc.ClientStreamingServer[Note, shop.Item]) error        { return nil }
func (*Raw) Both(grpc.BidiStreamingServer[Note, Note]) error             { return nil }

type Contract interface {
	Sign(ctx context.Context, in *Note) (*Note, error)
	NotAnAction()
}

type Kind int32

const (
	Plain Kind = iota
	Fancy
)

type Note struct {
	Text    string
	Age     *int32
	Child   *Note
	skipped chan int
	shop.Base
	*Deep
	Kind Kind
}

type Deep struct{ *Deeper }
type Deeper struct{ Home Address }

type Address struct{ City string }

type note struct{ OldText string }

type Empty struct{}

type Held struct {
	Pointer      *Note
	Value        Address
	Pointers     []*Note
	Values       []Address
	PointersByID map[int64]*Note
	ValuesByName map[string]Address
	Item         *shop.Item
	Items        []shop.Item
	At           time.Time
	Until        *time.Time
	TTL          time.Duration
	Timeout      *time.Duration
	Times        []time.Time
	Spans        map[string]time.Duration
	Size         shop.Size
	Kinds        []Kind
	OptionalKind *Kind
	KindsByName  map[string]Kind
	Unpacked     []int64
}

type Scalars struct {
	Double   float64
	Float    float32
	Int32    int32
	Int64    int64
	Uint32   uint32
	Uint64   uint64
	Sint32   int32
	Sint64   int64
	Fixed32  uint32
	Fixed64  uint64
	Sfixed32 int32
	Sfixed64 int64
	Bool     bool
	String   string
	Bytes    []byte
}

type Optionals struct {
	Double   *float64
	Float    *float32
	Int32    *int32
	Int64    *int64
	Uint32   *uint32
	Uint64   *uint64
	Sint32   *int32
	Sint64   *int64
	Fixed32  *uint32
	Fixed64  *uint64
	Sfixed32 *int32
	Sfixed64 *int64
	Bool     *bool
	String   *string
	Bytes    *[]byte
}

type Lists struct {
	Double   []float64
	Float    []float32
	Int32    []int32
	Int64    []int64
	Uint32   []uint32
	Uint64   []uint64
	Sint32   []int32
	Sint64   []int64
	Fixed32  []uint32
	Fixed64  []uint64
	Sfixed32 []int32
	Sfixed64 []int64
	Bool     []bool
	String   []string
	Bytes    [][]byte
}

type Maps struct {
	Double   map[string]float64
	Float    map[string]float32
	Int32    map[string]int32
	Int64    map[string]int64
	Uint32   map[string]uint32
	Uint64   map[string]uint64
	Sint32   map[string]int32
	Sint64   map[string]int64
	Fixed32  map[string]uint32
	Fixed64  map[string]uint64
	Sfixed32 map[string]int32
	Sfixed64 map[string]int64
	Bool     map[string]bool
	String   map[string]string
	Bytes    map[string][]byte
}

type Keys struct {
	Int32    map[int32]string
	Int64    map[int64]string
	Uint32   map[uint32]string
	Uint64   map[uint64]string
	Sint32   map[int32]string
	Sint64   map[int64]string
	Fixed32  map[uint32]string
	Fixed64  map[uint64]string
	Sfixed32 map[int32]string
	Sfixed64 map[int64]string
	Bool     map[bool]string
	String   map[string]string
}
