package crud

// ListRequest asks for a page of rows.
type ListRequest[M any] struct {
	// Selects the rows to return; all of them if it is not set.
	Filter Filter[M] `grpc:"when=buf"`
	// Fields to sort by, most significant first; -name sorts by name in descending order.
	OrderBy []string `grpc:"when=buf"`
	// Words to search for. Each must be found in one of the fields that can be searched.
	Search string `grpc:"when=buf"`
	// Maximum number of rows to return. The server may return fewer; 0 means its default.
	PageSize int32 `grpc:"when=buf"`
	// The next_page_token of the previous page. Filter, order and search must be the same as for that page.
	PageToken string `grpc:"when=buf"`
	// Number of the page, from 1, in place of page_token. The response then has a count.
	Page int32 `grpc:"when=buf"`

	Parameters
}

// ListResponse is a page of rows.
type ListResponse[M any] struct {
	// The rows.
	Results []*M
	// Total number of rows on all pages, if they were counted.
	Count int32
	// The page_token of the next page; empty on the last page.
	NextPageToken string `grpc:"when=buf"`
}

// StreamRequest asks for all rows that match, one message each.
type StreamRequest[M any] struct {
	// Selects the rows to return; all of them if it is not set.
	Filter Filter[M] `grpc:"when=buf"`
	// Fields to sort by, most significant first; -name sorts by name in descending order.
	OrderBy []string `grpc:"when=buf"`
	// Words to search for. Each must be found in one of the fields that can be searched.
	Search string `grpc:"when=buf"`

	Parameters
}
