package schema

// GoSource is annotated Go that is yet to be written: what import makes of .proto files.
type GoSource struct {
	Schema *Schema           // as it will be read from the Go
	Files  []*GoFile         // sorted by Path
	Names  map[string]string // package names of what the Go imports from elsewhere, by import path
}

// GoFile is one Go file: what one .proto declares.
type GoFile struct {
	Package   *Package
	Path      string   // slash-separated, relative to Schema.Dir
	Head      []string // comments above the package clause, such as a license
	Lead      bool     // this file has the package's doc comment and directive
	Directive string   // that directive
	Decls     []*GoDecl
}

// GoDecl is one type with its members. One of Message, Enum and Service is set.
type GoDecl struct {
	Above     []string // comments of their own above it
	Directive string   // the line that marks it, or empty
	Message   *Message
	Enum      *Enum
	Service   *Service
	Members   []*GoMember
}

// GoName returns the Go identifier of the type.
func (d *GoDecl) GoName() string {
	switch {
	case d.Message != nil:
		return d.Message.Ident
	case d.Enum != nil:
		return d.Enum.Go.Name
	}
	return d.Service.Go.Name
}

// GoMember is a field, a constant or a method. One of Field, Value and Method is set.
type GoMember struct {
	Above  []string
	Name   string // Go identifier
	Words  string // of its grpc tag or its directive
	Field  *Field
	Value  *EnumValue
	Method *Method
}
