package crud

import (
	"context"

	"google.golang.org/protobuf/types/known/structpb"
)

// Transport is a way of its own in which clients say what they want, and are told what is wrong.
type Transport interface {
	// Read returns what a call of List or Stream asks for, from the metadata of its context and the two fields of its
	// request, either of which may be nil. What it does not understand is an *InvalidError.
	Read(ctx context.Context, fields *Fields, filters, pagination *structpb.Struct) (*Selection, error)
	// Text returns the message of the status of a failure.
	Text(f *Failure) string
}

// Selection is what a client asks for with List or Stream.
type Selection struct {
	Tests   []Test
	OrderBy []string
	Search  []string // texts that must all be found

	PageSize  int32
	PageToken string
	Page      int32
	LastPage  bool // in place of Page
}
