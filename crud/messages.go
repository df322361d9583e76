package crud

import "google.golang.org/protobuf/types/known/structpb"

// ListRequest asks for a page of rows.
type ListRequest[M any] struct {
	// Which rows are wanted; all if there is none.
	Filter Filter[M] `grpc:"when=buf"`
	// Fields to sort by, the first above all; -name sorts by name backwards.
	OrderBy []string `grpc:"when=buf"`
	// Words that a row must contain, each in one of the fields that are searched.
	Search string `grpc:"when=buf"`
	// At most so many rows; 0 lets the server choose, which may also send fewer.
	PageSize int32 `grpc:"when=buf"`
	// The next_page_token of the page before. Filter, order and search must be those of that page.
	PageToken string `grpc:"when=buf"`
	// Page number, from 1, instead of a token. The response then has the count of all pages' rows.
	Page int32 `grpc:"when=buf"`

	Filters    *structpb.Struct `grpc:"name=_filters,when=socio_filters"`
	Pagination *structpb.Struct `grpc:"name=_pagination,when=socio_pagination"`
}

// ListResponse is a page of rows.
type ListResponse[M any] struct {
	// The rows.
	Results []*M
	// How many rows all pages have, if they were counted.
	Count int32
	// Where the next page begins; empty on the last one.
	NextPageToken string `grpc:"when=buf"`
}

// StreamRequest asks for all rows, one message each.
type StreamRequest[M any] struct {
	// Which rows are wanted; all if there is none.
	Filter Filter[M] `grpc:"when=buf"`
	// Fields to sort by, the first above all; -name sorts by name backwards.
	OrderBy []string `grpc:"when=buf"`
	// Words that a row must contain, each in one of the fields that are searched.
	Search string `grpc:"when=buf"`

	Filters    *structpb.Struct `grpc:"name=_filters,when=socio_filters"`
	Pagination *structpb.Struct `grpc:"name=_pagination,when=socio_pagination"`
}
