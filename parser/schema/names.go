package schema

import "github.com/grpcgen/grpcgen/internal/names"

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

// FullMethodName is the constant that holds the name by which gRPC calls a method, "/package.Service/Method".
func (s *Service) FullMethodName(m *Method) string {
	return s.exported() + "_" + names.Exported(m.Name) + "_FullMethodName"
}

// GoNames returns every exported identifier that the glue declares for s.
func (s *Service) GoNames() []string {
	all := []string{s.ServerName(), s.RegisterName(), s.ClientName(), s.NewClientName(), s.DescName(), s.FullNameName()}
	for _, m := range s.Methods {
		all = append(all, s.FullMethodName(m))
	}
	return all
}

func (s *Service) exported() string { return names.Exported(s.Name) }
