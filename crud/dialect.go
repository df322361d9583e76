package crud

import (
	"context"

	"google.golang.org/protobuf/types/known/structpb"
)

// Dialect is another way for clients to say what they want and to be told what is wrong, such as that of package socio.
type Dialect interface {
	// Read returns what a call of List or Stream asks for, from the metadata of its context and the two fields of its
	// request, either of which may be nil. What it does not understand is an *InvalidError.
	Read(ctx context.Context, fields *Fields, filters, pagination *structpb.Struct) (*ListOptions, error)
	// Text returns the message of the status of a failure.
	Text(f *Failure) string
}

// ListOptions is what a client asks for with List or Stream.
type ListOptions struct {
	Conditions []Condition
	OrderBy    []string
	Search     []string // texts that must all be found

	PageSize  int32
	PageToken string
	Page      int32
	LastPage  bool // in place of Page
}
