package schema

import "go/token"

// Settings are what a module decides about all of its .proto files. The zero value is what holds without a grpcgen.yaml.
type Settings struct {
	ProtoDir        string         // folder of the .proto files, slash-separated, below the module root; empty for DefaultProtoDir
	ProtoDirPos     token.Position // where that was decided, if anywhere
	PackagePrefix   string         // what proto packages begin with; empty for the last element of the module path
	GoPackagePrefix string         // what go_package begins with; empty for the module path and the folder of the .proto files
	Naming          Naming
	Header          string // what every generated file begins with, without the marks of a comment; empty for what stands there already
	SocioFilters    bool   // requests that list have _filters, beside the metadata, in socio naming
	SocioPagination bool   // likewise _pagination
}

// DefaultProtoDir is the folder under the module root that holds every .proto file, unless the module decides otherwise.
const DefaultProtoDir = "proto"

// Folder returns the folder of the .proto files.
func (s Settings) Folder() string {
	if s.ProtoDir == "" {
		return DefaultProtoDir
	}
	return s.ProtoDir
}

// Naming is the convention by which Go names become proto names: the words of the naming key.
type Naming uint8

// The conventions there are.
const (
	Buf   Naming = iota // the protobuf style guide, as buf lint's STANDARD holds it
	Socio               // Django Socio gRPC
)

// String returns the word that the naming key takes.
func (n Naming) String() string { return [...]string{"buf", "socio"}[n] }
