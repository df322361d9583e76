package everything

import (
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"time"

	"github.com/grpcgen/grpcgen/example/stock/columns"
)

// Arrays has a field of every kind that a Go array can hold, and slices and maps of pointers.
//
//grpc:message
type Arrays struct {
	Hash    [20]byte
	OptHash *[4]byte
	Hashes  [][4]byte
	ByHash  map[string]ID
	ID      ID

	Matrix  [2][3]int32
	Bools   [2]bool
	Vector  Vector
	Sints   [3]int64  `grpc:"type=sint64"`
	Loose   [3]uint16 `grpc:"unpacked"`
	Names   [2]Name
	Byteses [2][]byte
	Colors  [2]Color
	Times   [2]time.Time
	Values  [2]Leaf
	Refs    [2]*Leaf
	Maybe   [2]*int32

	IntRefs   []*int16
	SintRefs  []*int64  `grpc:"type=sint64"`
	LooseRefs []*uint32 `grpc:"unpacked"`
	TextRefs  []*Name
	ByteRefs  []*[]byte
	HashRefs  []*[4]byte
	ColorRefs []*Color
	TimeRefs  []*time.Time
	WaitRefs  []*time.Duration
	ByIntRef  map[string]*int32
	ByTimeRef map[int32]*time.Time

	*Arrayed
}

// ID is an array of bytes.
type ID [16]byte

// Vector is an array of numbers.
type Vector [3]float64

// Arrayed is flattened, and may be missing.
type Arrayed struct {
	Behind [2]int32
}

// Texts has types with a text or a binary form of their own in every cardinality.
//
//grpc:message
type Texts struct {
	Addr    netip.Addr
	Number  big.Int
	Key     Key
	Level   slog.Level
	IP      net.IP
	Link    url.URL
	RawKey  Key            `grpc:"type=bytes"`
	RawAddr netip.AddrPort `grpc:"type=bytes"`
	RawIP   net.IP         `grpc:"type=bytes"`
	Num     slog.Level     `grpc:"type=sint32"`
	At      time.Time      `grpc:"type=string"`
	Wait    time.Duration  `grpc:"type=string"`

	OptAddr   *netip.Addr
	OptNumber *big.Int
	OptKey    *Key
	OptLink   *url.URL
	OptAt     *time.Time     `grpc:"type=string"`
	OptWait   *time.Duration `grpc:"type=string"`

	Addrs    []netip.Addr
	Numbers  []*big.Int
	Keys     [2]Key
	RawKeys  []Key            `grpc:"type=bytes"`
	Ats      []time.Time      `grpc:"type=string"`
	Waits    []time.Duration  `grpc:"type=string"`
	WaitRefs []*time.Duration `grpc:"type=string"`

	ByKey   map[Key]netip.Prefix
	ByAddr  map[netip.Addr]*big.Int
	ByLevel map[slog.Level]time.Time        `grpc:"type=string"`
	ByNum   map[slog.Level]*url.URL         `grpc:"key=int32"`
	ByWait  map[time.Duration]time.Duration `grpc:"key=string"`
}

// Key has a text and a binary form, as a UUID does.
type Key [4]byte

// MarshalText returns hexadecimal digits.
func (k Key) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(k[:])), nil }

// UnmarshalText reads hexadecimal digits.
func (k *Key) UnmarshalText(text []byte) error {
	if len(text) != 2*len(k) {
		return fmt.Errorf("a key of %d digits", len(text))
	}
	_, err := hex.Decode(k[:], text)
	return err
}

// MarshalBinary returns the bytes.
func (k Key) MarshalBinary() ([]byte, error) { return k[:], nil }

// UnmarshalBinary reads the bytes.
func (k *Key) UnmarshalBinary(data []byte) error {
	if len(data) != len(k) {
		return fmt.Errorf("a key of %d bytes", len(data))
	}
	copy(k[:], data)
	return nil
}

// Nulls has every type of package database/sql that can be null.
//
//grpc:message
type Nulls struct {
	Bool    sql.NullBool
	Byte    sql.NullByte
	Float64 sql.NullFloat64
	Int16   sql.NullInt16
	Int32   sql.NullInt32 `grpc:"type=sint32"`
	Int64   sql.NullInt64
	String  sql.NullString
	Time    sql.NullTime
	Text    sql.NullTime `grpc:"type=string"`

	Color sql.Null[Color]
	Name  sql.Null[Name]
	Bytes sql.Null[[]byte]
	Hash  sql.Null[[4]byte]
	Wait  sql.Null[time.Duration]
	Key   sql.Null[Key]
	Raw   sql.Null[Key] `grpc:"type=bytes"`
	Uint  sql.Null[uint64]

	*Nulled
}

// Nulled is flattened, and may be missing.
type Nulled struct{ Deep sql.Null[float32] }

// Columns has types of another module that can be NULL.
//
//grpc:message
type Columns struct {
	Text  columns.Text
	Name  columns.Name
	ID    columns.NullID
	Raw   columns.NullID `grpc:"type=bytes"`
	Time  columns.Time
	Seen  columns.Time      `grpc:"type=string"`
	Level columns.Of[int32] `grpc:"type=sint32"`
	Color columns.Of[Color]
	Bytes columns.Of[[]byte]
	Wait  columns.Of[time.Duration]
	Place columns.Of[columns.Place]
	Leaf  columns.Of[Leaf]
	Shape columns.Of[Shape]

	Places columns.Places // a message
}

// Dynamic has what holds whatever JSON can.
//
//grpc:message
type Dynamic struct {
	Any  any
	Map  map[string]any
	List []any
	JSON json.RawMessage

	Named    Payload
	Attrs    Attrs
	Tuple    Tuple
	OptJSON  *json.RawMessage
	Anys     []Payload
	Maps     []map[string]any
	Lists    [][]any
	Array    [2]any
	Texts    []json.RawMessage
	TextRefs []*json.RawMessage
	ByText   map[string]json.RawMessage
	ByInt    map[int32]any
	ByName   map[Name]Payload
	ByMap    map[string]Attrs
	ByList   map[bool][]any

	*Loosely
}

// Payload is a named any.
type Payload any

// Attrs is a named Struct.
type Attrs map[string]any

// Tuple is a named ListValue.
type Tuple []any

// Loosely is flattened, and may be missing.
type Loosely struct{ Deep any }

// Worded has a string enum in every cardinality.
//
//grpc:message
type Worded struct {
	Mood     Mood
	OptMood  *Mood
	Moods    []Mood
	Loose    []Mood `grpc:"unpacked"`
	Both     [2]Mood
	MoodRefs []*Mood
	Null     sql.Null[Mood]
	ByName   map[string]Mood
	ByMood   map[Mood]*Mood `grpc:"key=string"`

	*Moody
}

// Mood is an enum of strings.
//
//grpc:enum
type Mood string

// The moods.
const (
	MoodGood  Mood = "good"
	MoodBad   Mood = "bad"
	MoodFine       = MoodGood
	MoodWorst Mood = "worst"
)

// Moody is flattened, and may be missing.
type Moody struct{ Deep Mood }

// Ranges has enums over Go types of several widths.
//
//grpc:message
type Ranges struct {
	Small Small
	Tiny  Tiny
	Wide  Wide
}

// Small is an enum over int8.
type Small int8

// Two are enough.
const (
	SmallNo Small = iota
	SmallYes
)

// Tiny is an enum over uint8.
type Tiny uint8

// Two are enough.
const (
	TinyNo Tiny = iota
	TinyYes
)

// Wide is an enum over int64.
//
//grpc:enum
type Wide int64

// One is enough with a directive.
const WideNo Wide = 0
