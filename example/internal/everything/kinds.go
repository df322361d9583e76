package everything

import "time"

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
