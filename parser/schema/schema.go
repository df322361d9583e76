// Package schema is what grpcgen knows about a module once it has been read: packages, services, methods,
// messages, enums. It is plain data: names are decided, numbers assigned, pointers and positions resolved. The
// parser builds it, the emitter prints it, and nothing else passes between the two.
package schema

import (
	"go/token"
	"strings"
)

// Schema is one run's reading of a Go module.
type Schema struct {
	Module   string      // module path, as in go.mod
	Dir      string      // absolute folder of the module's go.mod
	Settings Settings    // of the module
	Packages []*Package  // those with services or messages, sorted by GoPath
	Warnings Diagnostics // likely mistakes, which do not stop a run
	LeftOut  Diagnostics // fields that are in no message, and why, unless their tag says so
}

// Package is one Go package and the .proto file that describes it.
type Package struct {
	GoPath    string // import path
	GoName    string // name in the package clause
	Dir       string // folder, slash-separated and relative to Schema.Dir
	Selected  bool   // covered by the patterns of this run: only then are its files written
	Proto     string // proto package, "dsg_example.app_example"
	File      string // path of the .proto as imports name it, "dsg_example/app_example/question.proto"
	Was       string // Proto as it was, if the directive says so
	Moved     string // File as it was, if the package was renamed in this run
	GoPackage string // value of option go_package
	Options   []Option
	Doc       string
	Scope     []string   // every package-level identifier that the user's files declare, sorted
	Services  []*Service // sorted by Name
	Messages  []*Message // sorted by Name; those of other files are not listed
	Enums     []*Enum    // sorted by Name
	Models    []*Model   // of the services and the filters, sorted by Go
	// Descriptor is set for a package of another module that grpcgen has built: its serialized FileDescriptorProto. Such a
	// package is not in Schema.Packages; of what it declares, the names are known.
	Descriptor []byte
	Pos        token.Position
}

// Option is a file option that a person added to the .proto, kept as it was written.
type Option struct{ Name, Value string }

// Service is a struct or an interface whose annotated methods are RPCs.
type Service struct {
	Name       string // proto name
	Was        string // name it had before, if the directive says so
	Go         GoName
	Interface  bool // declared as a Go interface: a contract without an implementation
	Doc        string
	Deprecated bool
	Methods    []*Method // sorted by Name
	Pos        token.Position
}

// Method is one RPC.
type Method struct {
	Name        string // proto name
	Was         string
	GoName      string
	Doc         string
	Deprecated  bool
	Stream      Stream
	GRPCStyle   bool // written with grpc-go's stream types; otherwise with iterators
	Idempotency Idempotency
	HTTP        []HTTPRule // the first is the binding, the others additional ones
	Request     Side
	Response    Side
	Pos         token.Position
}

// Side is what one direction of a method carries, and how the Go signature spells it.
type Side struct {
	Message *Message
	Form    Form
	// Params are the Go parameters (or results) that make the side, without the context, the error and the
	// iterator around them: none for Absent, one for Pointer and Value, one or more for Inline.
	Params []Param
}

// Param is one Go parameter or result. Name may be empty for Pointer and Value.
type Param struct {
	Name  string
	Type  GoType
	Field *Field // the message field it fills, for Inline
}

// Form is how a side appears in the Go signature.
type Form uint8

// The forms of a side.
const (
	Absent  Form = iota // no parameter at all: an empty message of its own, or google.protobuf.Empty
	Pointer             // *Message
	Value               // Message
	Inline              // parameters (or results) that are the fields of a generated message
)

// Stream is the shape of a method: the words of the stream= key.
type Stream uint8

// The four RPC shapes.
const (
	Unary Stream = iota
	Server
	Client
	Bidi
)

// String returns the word that the stream= key takes.
func (s Stream) String() string { return [...]string{"unary", "server", "client", "bidi"}[s] }

// ClientSide reports whether the request is a stream.
func (s Stream) ClientSide() bool { return s == Client || s == Bidi }

// ServerSide reports whether the response is a stream.
func (s Stream) ServerSide() bool { return s == Server || s == Bidi }

// Idempotency is the idempotency_level of a method, in the words of the idempotency= key.
type Idempotency string

// The idempotency levels of descriptor.proto; the zero value says nothing.
const (
	NoSideEffects Idempotency = "no_side_effects"
	Idempotent    Idempotency = "idempotent"
)

// HTTPRule is one binding of a method to HTTP, as google.api.HttpRule has it. It takes effect in the .proto alone.
type HTTPRule struct {
	Method       string // GET, PUT, POST, DELETE, PATCH, or a custom kind
	Path         string // template, "/v1/{name=shelves/*}:archive"
	Body         string // field of the request, "*" for all that the path does not bind, or empty
	ResponseBody string // field of the response, or empty for all of it
	Pos          token.Position
}

// GoName is a Go identifier and the package it lives in. An empty Path is literal text (or a predeclared name).
type GoName struct{ Path, Name string }

// GoType is the text of a Go type in parts: literals such as "map[" and names that printing must import.
type GoType []GoName

// String spells the type with import paths: equal types are equal strings.
func (t GoType) String() string {
	var b strings.Builder
	for _, n := range t {
		if n.Path != "" {
			b.WriteString(n.Path + ".")
		}
		b.WriteString(n.Name)
	}
	return b.String()
}
