package crud

import (
	"context"

	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/types/known/structpb"
)

// Dialect is another way for clients to say what they want and to be told what is wrong, such as that of package socio. It
// must be safe for concurrent use.
type Dialect interface {
	// Read adds what a call asks for in the dialect to what the request's own fields ask for, which are in o already. Of
	// actions on one row only conditions and searches count, and narrow which row is found. What it does not understand is
	// an *InvalidError.
	Read(ctx context.Context, o *ListOptions) error
	// Text returns the message of the status of a failure.
	Text(f *Failure) string
}

// ListOptions is what a client asks for with List or Stream.
type ListOptions struct {
	Action     Action
	Conditions []Condition
	OrderBy    []string // proto names, -name for descending
	Search     []string // texts that must all be found

	PageToken string
	Page      int32 // number of the page, from 1; -1 is the last page, -2 the one before it; 0 asks for none
	PageSize  int32 // 0 for DefaultPageSize

	DefaultPageSize int   // the Config's, which a Dialect may change; 0 sends all rows, without pages
	MaxPageSize     int   // the Config's, which a Dialect may change; 0 means 1000
	NoPage          error // for a page beyond the last; nil sends a page without rows

	Fields     *Fields // of the model
	Parameters         // of the request
}

// Parameters are the fields of requests that only a Dialect reads. The messages have them if grpcgen.yaml says so; each may
// be nil.
type Parameters struct {
	Filters    *structpb.Struct `grpc:"name=_filters,when=socio_filters"`
	Pagination *structpb.Struct `grpc:"name=_pagination,when=socio_pagination"`
}

// ask completes what the fields of a request ask for.
func (m *Model[M, K]) ask(ctx context.Context, o *ListOptions) error {
	if err := o.checkPage(); err != nil {
		return err
	}
	o.Fields, o.DefaultPageSize, o.MaxPageSize = m.fields, m.config.DefaultPageSize, m.config.MaxPageSize
	if m.dialect != nil {
		read := *o // only what a Dialect sees is on the heap
		if err := m.dialect.Read(ctx, &read); err != nil {
			return err
		}
		*o = read
	} else {
		if err := refuseUnread(ctx, o); err != nil {
			return err
		}
		if o.DefaultPageSize == 0 {
			o.DefaultPageSize = defaultPageSize
		}
	}
	if o.MaxPageSize == 0 {
		o.MaxPageSize = max(maxPageSize, o.DefaultPageSize)
	}
	return o.checkToken()
}

// refuseUnread refuses what only a Dialect reads, since a filter that has no effect shows rows that nobody asked for.
func refuseUnread(ctx context.Context, o *ListOptions) error {
	invalid := &InvalidError{}
	refuse := func(name string, field *structpb.Struct) {
		const help = "is not read by this service: use the fields of the request, or set a crud.Config.Dialect that reads it"
		if field != nil {
			invalid.Add("_"+name, "the field %s", help)
		}
		if metadata.ValueFromIncomingContext(ctx, name) != nil {
			invalid.Add(name, "the metadata %s", help)
		}
	}
	refuse("filters", o.Filters)
	refuse("pagination", o.Pagination)
	return invalid.Err()
}
