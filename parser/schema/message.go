package schema

import (
	"cmp"
	"go/token"
	"slices"
)

// Message is a proto message and the Go struct that is it.
type Message struct {
	Name       string   // proto name without the package; "Outer.Inner" is nested
	Was        string   // name before a rename, from the directive: "Old" or "other.package.Old"
	Package    *Package // nil for a message of a foreign file, such as google.protobuf.Empty
	Doc        string
	Deprecated bool
	Origin     Origin
	Go         GoType
	Ident      string      // what generated identifiers call the Go type
	Framed     bool        // the Go type cannot have generated methods, so it travels as a type of the glue over it
	Twin       *Message    // the message of the same Go type in the other direction: what both have has one number
	Fields     []*Field    // sorted by Number
	HasString  bool        // the Go type has a String, a method or a field, declared or promoted
	Unknown    []Step      // the selector to the Go field that keeps unknown fields; nil if they are dropped
	Reserved   Reserved    // numbers and names that were used once
	Struct     []GoField   // every field of the Go struct in order, for the guard against stale glue; nil for no guard
	Flattened  []GoStruct  // structs of the package whose fields are fields of the message, for guards as well
	Foreign    *Foreign    // of a ForeignMessage
	Model      *Model      // of a FilterMessage: the struct whose rows it selects
	Conditions []Condition // of a FilterMessage: what its fields mean
	Pos        token.Position
}

// Origin says what in Go a message comes from.
type Origin uint8

// The origins of messages.
const (
	StructMessage    Origin = iota // a struct that somebody declared
	UnnamedMessage                 // a type without a declaration, above which a directive could stand: struct{ ... }, or the []string of [][]string
	SealedMessage                  // an interface with an unexported method; the fields are the types that implement it
	InlineMessage                  // the parameters or results of a method; the emitter prints the struct
	FilterMessage                  // the fields of a model that can be filtered by; the emitter prints the struct
	OuterMessage                   // nothing: the message is there for what is nested in it
	TombstoneMessage               // nothing any more: only Reserved is left of it
	ForeignMessage                 // a .proto that grpcgen does not write, and the Go code of protoc-gen-go for it
)

// Foreign names a message or an enum of a .proto that grpcgen does not write, and the Go code of protoc-gen-go for it.
type Foreign struct{ FullName, Package, File string }

// FullName returns the name with its proto package.
func (m *Message) FullName() string {
	if m.Origin == ForeignMessage {
		return m.Foreign.FullName
	}
	return m.Package.Proto + "." + m.Name
}

// HasGo reports whether there is a Go type that is the message.
func (m *Message) HasGo() bool { return m.Origin != TombstoneMessage && m.Origin != OuterMessage }

// Generated reports whether the emitter prints the Go struct.
func (m *Message) Generated() bool { return m.Origin == InlineMessage || m.Origin == FilterMessage }

// GoField is one field of a Go struct as it is declared.
type GoField struct {
	Name     string
	Type     GoType
	Embedded bool
}

// GoStruct is a Go struct and every field of it, in order.
type GoStruct struct {
	Go     GoType
	Fields []GoField // nil if one of them has a type that cannot be resolved
}

// Reserved lists what may never be used again in a message or an enum.
type Reserved struct {
	Ranges []Range  // sorted, not overlapping
	Names  []string // sorted
}

// Range is an inclusive range of numbers.
type Range struct{ From, To int }

// Field is one field of a message.
type Field struct {
	Name       string // proto name, lower_snake_case
	Number     int    // 0 until the ledger has spoken, unless the tag pins it
	Pinned     bool   // Number comes from the tag
	Was        string // name before a rename
	JSONName   string // empty for the default
	Oneof      string // the oneof that the field is a member of, or empty; its Go field is a pointer
	Doc        string
	Deprecated bool
	Go         []Step // the selector from the message's struct to the Go field
	Type       Type
	Pos        token.Position
}

// Step is one name of a selector. Pointer says that this step is an embedded pointer, which may be nil; Type is
// then the struct it points to.
type Step struct {
	Name    string
	Pointer bool
	Type    GoType
}

// Type is the proto type of a field and how Go holds it.
type Type struct {
	Card     Card
	Key      Kind // of a map
	Kind     Kind // of the value, the element or the map's value
	Message  *Message
	Enum     *Enum
	Boxed    bool   // a message is held by an interface, as a pointer to the struct of the glue
	Pointer  bool   // a message (see Kind.IsMessage) is held by pointer; each element or value of a map, of any kind
	Array    int    // length of the Go array that holds a repeated field; 0 for a slice
	Null     string // of a sql.Null or a type like it: the field that holds the value, beside Valid
	Unpacked bool   // write one record per element
	Max      int    // bytes that a text or a binary form may have, in the key of a map too; 0 for no bound of the field's own
	Go       GoType // the Go type of the whole field
}

// Card is how many values a field holds.
type Card uint8

// The cardinalities of a field.
const (
	Singular Card = iota // no presence for scalars
	Optional             // explicit presence: a Go pointer to a scalar, an enum or bytes
	Repeated
	Map
)

// Enum is a proto enum and the Go integer or string type that is it.
type Enum struct {
	Name       string
	Was        string
	Package    *Package
	Doc        string
	Deprecated bool
	Go         GoName
	HasString  bool         // likewise as in Message
	Strings    bool         // the Go type is a string: the ledger gives its values their numbers
	Wide       bool         // the Go type has numbers that no int32 is
	Values     []*EnumValue // in the order of SortValues
	AllowAlias bool
	Tombstone  bool
	Reserved   Reserved
	Foreign    *Foreign // set for an enum of another file that grpcgen does not print
	Pos        token.Position
}

// FullName returns the name with its proto package.
func (e *Enum) FullName() string {
	if e.Foreign != nil {
		return e.Foreign.FullName
	}
	return e.Package.Proto + "." + e.Name
}

// EnumValue is one constant of an enum; a zero that Go does not declare is added as X_UNSPECIFIED.
type EnumValue struct {
	Name       string
	Was        string
	Number     int32
	Text       string // the Go value of a string enum
	Doc        string
	Deprecated bool
	Pos        token.Position
}

// SortValues puts the values into the order of the .proto: zero first, as proto3 demands, then by number; aliases
// stay as declared.
func (e *Enum) SortValues() {
	slices.SortStableFunc(e.Values, func(a, b *EnumValue) int {
		switch {
		case a.Number == b.Number:
			return 0
		case a.Number == 0:
			return -1
		case b.Number == 0:
			return 1
		}
		return cmp.Compare(a.Number, b.Number)
	})
}
