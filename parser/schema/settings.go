package schema

import "go/token"

// Settings are what a module decides about all of its generated files. The zero value is that of a module without a
// grpcgen.yaml.
type Settings struct {
	ProtoDir        string         // folder of the .proto files, slash-separated, below the module root; empty for DefaultProtoDir
	ProtoDirPos     token.Position // where grpcgen.yaml says so, if it does
	PackagePrefix   string         // what proto packages begin with; empty for the last element of the module path
	GoPackagePrefix string         // what go_package begins with; empty for the module path and the folder of the .proto files
	Naming          Naming
	Header          string // text of the comment on top of every generated file; empty to keep what each file has
	Strings         bool   // messages and enums that have no String method get one in the glue
	SocioFilters    bool   // in socio naming, list requests have _filters, in addition to the metadata
	SocioPagination bool   // in socio naming, list requests have _pagination, in addition to the metadata
}

// DefaultProtoDir is the folder of the .proto files below the module root, unless grpcgen.yaml names another.
const DefaultProtoDir = "proto"

// Folder returns the folder of the .proto files, slash-separated, below the module root.
func (s Settings) Folder() string {
	if s.ProtoDir == "" {
		return DefaultProtoDir
	}
	return s.ProtoDir
}

// Naming is the convention by which Go names become proto names: the words of the naming key.
type Naming uint8

// The naming conventions.
const (
	Buf   Naming = iota // the protobuf style guide, as buf lint's STANDARD category checks it
	Socio               // Django Socio gRPC
)

// String returns the word that the naming key takes.
func (n Naming) String() string { return [...]string{"buf", "socio"}[n] }
