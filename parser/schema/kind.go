package schema

// Kind is the proto type of a single value.
type Kind uint8

// The kinds, in the order of the protobuf language guide.
const (
	NoKind Kind = iota
	Double
	Float
	Int32
	Int64
	Uint32
	Uint64
	Sint32
	Sint64
	Fixed32
	Fixed64
	Sfixed32
	Sfixed64
	Bool
	String
	Bytes
	EnumKind
	MessageKind
	Timestamp    // time.Time
	Duration     // time.Duration
	ByteArray    // [N]byte
	TimeText     // time.Time as RFC 3339 has it
	DurationText // time.Duration as Go writes it
	Text         // what has MarshalText and UnmarshalText
	Binary       // what has MarshalBinary and UnmarshalBinary
	Any          // any, or a named type of it
	AnyMap       // map[string]any
	AnyList      // []any
	RawJSON      // json.RawMessage
	kinds
)

// KindInfo is what there is to know about a kind: the one place that answers "which kind?".
type KindInfo struct {
	Proto    string // keyword, or full name of the well-known message; empty for enums and messages
	Import   string // file that declares Proto
	Wire     string // wire type, as runtime/wire names it
	Helper   string // stem of the functions in runtime/wire: Size<Helper>, Put<Helper>, Read<Helper>
	Packable bool   // repeated values travel packed by default
	MapKey   bool   // may be the key of a map
}

var kindInfo = [kinds]KindInfo{
	Double:       {Proto: "double", Wire: "Fixed64", Helper: "Double", Packable: true},
	Float:        {Proto: "float", Wire: "Fixed32", Helper: "Float", Packable: true},
	Int32:        {Proto: "int32", Wire: "Varint", Helper: "Int32", Packable: true, MapKey: true},
	Int64:        {Proto: "int64", Wire: "Varint", Helper: "Int64", Packable: true, MapKey: true},
	Uint32:       {Proto: "uint32", Wire: "Varint", Helper: "Uint32", Packable: true, MapKey: true},
	Uint64:       {Proto: "uint64", Wire: "Varint", Helper: "Uint64", Packable: true, MapKey: true},
	Sint32:       {Proto: "sint32", Wire: "Varint", Helper: "Sint32", Packable: true, MapKey: true},
	Sint64:       {Proto: "sint64", Wire: "Varint", Helper: "Sint64", Packable: true, MapKey: true},
	Fixed32:      {Proto: "fixed32", Wire: "Fixed32", Helper: "Fixed32", Packable: true, MapKey: true},
	Fixed64:      {Proto: "fixed64", Wire: "Fixed64", Helper: "Fixed64", Packable: true, MapKey: true},
	Sfixed32:     {Proto: "sfixed32", Wire: "Fixed32", Helper: "Sfixed32", Packable: true, MapKey: true},
	Sfixed64:     {Proto: "sfixed64", Wire: "Fixed64", Helper: "Sfixed64", Packable: true, MapKey: true},
	Bool:         {Proto: "bool", Wire: "Varint", Helper: "Bool", Packable: true, MapKey: true},
	String:       {Proto: "string", Wire: "Bytes", Helper: "String", MapKey: true},
	Bytes:        {Proto: "bytes", Wire: "Bytes", Helper: "Bytes"},
	EnumKind:     {Wire: "Varint", Helper: "Enum", Packable: true},
	MessageKind:  {Wire: "Bytes", Helper: "Message"},
	Timestamp:    {Proto: "google.protobuf.Timestamp", Import: "google/protobuf/timestamp.proto", Wire: "Bytes", Helper: "Time"},
	Duration:     {Proto: "google.protobuf.Duration", Import: "google/protobuf/duration.proto", Wire: "Bytes", Helper: "Duration"},
	ByteArray:    {Proto: "bytes", Wire: "Bytes", Helper: "ByteArray"},
	TimeText:     {Proto: "string", Wire: "Bytes", Helper: "TimeText", MapKey: true},
	DurationText: {Proto: "string", Wire: "Bytes", Helper: "DurationText", MapKey: true},
	Text:         {Proto: "string", Wire: "Bytes", Helper: "Text", MapKey: true},
	Binary:       {Proto: "bytes", Wire: "Bytes", Helper: "Binary"},
	Any:          {Proto: "google.protobuf.Value", Import: "google/protobuf/struct.proto", Wire: "Bytes", Helper: "Any"},
	AnyMap:       {Proto: "google.protobuf.Struct", Import: "google/protobuf/struct.proto", Wire: "Bytes", Helper: "AnyMap"},
	AnyList:      {Proto: "google.protobuf.ListValue", Import: "google/protobuf/struct.proto", Wire: "Bytes", Helper: "AnyList"},
	RawJSON:      {Proto: "google.protobuf.Value", Import: "google/protobuf/struct.proto", Wire: "Bytes", Helper: "JSON"},
}

// Info returns the row of k.
func (k Kind) Info() KindInfo { return kindInfo[k] }

// IsMessage reports whether values of k are messages, one of protobuf's own included: a pointer to one says whether it
// is there.
func (k Kind) IsMessage() bool { return k == MessageKind || kindInfo[k].Import != "" }

// IsForm reports whether values of k travel in what they write of themselves.
func (k Kind) IsForm() bool { return k == Text || k == Binary }

// WellKnown returns the kinds that are messages of protobuf's own.
func WellKnown() []Kind {
	var known []Kind
	for k := range kinds {
		if kindInfo[k].Import != "" {
			known = append(known, k)
		}
	}
	return known
}

// KindOf returns the scalar kind that proto calls by a word, and NoKind for any other word.
func KindOf(word string) Kind {
	for k := Double; k <= Bytes; k++ {
		if kindInfo[k].Proto == word {
			return k
		}
	}
	return NoKind
}
