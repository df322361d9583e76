package schema

import (
	"strings"
	"unicode"
)

// GlueFile is the name of the Go file that grpcgen writes into each package.
const GlueFile = "grpc_gen.go"

// Handshake is the constant of package runtime that glue names, so that the two do not compile together when their ages
// do not fit.
const Handshake = "SupportPackageIsVersion1"

// Predeclared are Go's own names that glue uses, so that no package with glue can declare them.
var Predeclared = []string{"byte", "error", "int", "len", "nil", "uint64"}

// Identifiers of the glue for one service, named as grpc-go users know them.

// ServerName is the interface that a server implements and the client offers.
func (s *Service) ServerName() string { return s.exported() + "Server" }

// RegisterName is the function that serves an implementation.
func (s *Service) RegisterName() string { return "Register" + s.exported() + "Server" }

// ClientName is the struct that calls the service.
func (s *Service) ClientName() string { return s.exported() + "Client" }

// NewClientName is the client's constructor.
func (s *Service) NewClientName() string { return "New" + s.exported() + "Client" }

// DescName is the grpc.ServiceDesc.
func (s *Service) DescName() string { return s.exported() + "_ServiceDesc" }

// FullNameName is the constant that holds the full service name.
func (s *Service) FullNameName() string { return s.exported() + "_ServiceName" }

// GoNames returns every exported identifier that the glue declares for s.
func (s *Service) GoNames() []string {
	return []string{s.ServerName(), s.RegisterName(), s.ClientName(), s.NewClientName(), s.DescName(), s.FullNameName()}
}

func (s *Service) exported() string { return Exported(s.Name) }

// Exported returns name with its first letter in upper case.
func Exported(name string) string {
	r := []rune(name)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// Pascal returns a Go name in PascalCase, as the protobuf style guide has the names of types and methods: an underscore
// goes, and the letter behind it is a capital.
func Pascal(goName string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(goName, "_") {
		b.WriteString(Exported(word))
	}
	return b.String()
}

// Unspecified returns the name of the zero value of an enum, as the protobuf style guide has it.
func Unspecified(enum string) string { return UpperSnake(enum) + "_UNSPECIFIED" }

// UpperSnake returns the name of an enum in UPPER_SNAKE_CASE: what the names of its values begin with. It is what buf lint
// expects there (ENUM_VALUE_PREFIX), which takes the s of a plural such as URLs for a word, and no digit for one.
func UpperSnake(enum string) string {
	runes := []rune(strings.Trim(enum, "_"))
	var b strings.Builder
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && runes[i-1] != '_' {
			beginsWord := i+1 < len(runes) && !unicode.IsUpper(runes[i+1]) && !unicode.IsDigit(runes[i+1]) && runes[i+1] != '_'
			if beginsWord || unicode.IsLower(runes[i-1]) {
				b.WriteByte('_')
			}
		}
		if r != '_' || runes[i-1] != '_' {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return b.String()
}
