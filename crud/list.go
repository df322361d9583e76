package crud

import (
	"context"
	"math"
)

func (m *Model[M, K]) list(ctx context.Context, request *ListRequest[M]) (*ListResponse[M], error) {
	if m == nil {
		return nil, errNoModel
	}
	for attempt := 0; ; attempt++ {
		response, err := m.page(ctx, request)
		if err == nil {
			return response, nil
		}
		if !m.again(ctx, attempt, err) {
			return nil, m.fail(ctx, ListAction, nil, err)
		}
	}
}

// page reads one page.
func (m *Model[M, K]) page(ctx context.Context, r *ListRequest[M]) (*ListResponse[M], error) {
	if r == nil {
		r = &ListRequest[M]{}
	}
	s := ListOptions{
		Conditions: conditions[M](r.Filter), OrderBy: r.OrderBy, Search: words(r.Search), PageSize: r.PageSize, PageToken: r.PageToken, Page: r.Page,
	}
	if err := m.asked(ctx, &s, r.Filters, r.Pagination); err != nil {
		return nil, err
	}
	if err := s.checkPage(); err != nil {
		return nil, err
	}
	q, err := m.query(&s)
	if err != nil {
		return nil, err
	}
	asked := *q
	if err := m.scope(ctx, ListAction, q); err != nil {
		return nil, err
	}
	if s.PageToken != "" {
		if q.After, err = m.after(s.PageToken, &asked, q.Order); err != nil {
			return nil, err
		}
	}
	return m.rows(ctx, q, &asked, &s)
}

// rows reads the rows of a page, and counts those of all pages if that is wanted.
func (m *Model[M, K]) rows(ctx context.Context, q, asked *Query, s *ListOptions) (*ListResponse[M], error) {
	count, err := m.numbered(ctx, q, s)
	if err != nil {
		return nil, err
	}
	size := q.Limit
	if size > 0 {
		q.Limit++ // to see whether there is more
	}
	rows, err := m.store.List(ctx, q)
	if err != nil {
		return nil, err
	}
	more := size > 0 && len(rows) > size
	if more {
		rows = rows[:size]
	}
	out := &ListResponse[M]{Results: rows}
	if m.dialect != nil && s.Page > 1 && len(rows) == 0 {
		return nil, NotFound("Invalid page.")
	}
	if s.Page > 0 || m.config.CountAlways && size > 0 {
		if count, err = m.count(ctx, q, len(rows), more, count); err != nil {
			return nil, err
		}
		out.Count = int32(min(count, math.MaxInt32))
	}
	if more {
		out.NextPageToken, err = m.token(asked, q.Order, rows[len(rows)-1])
	}
	return out, err
}

// unknown is a count that was not made.
const unknown = -1

// numbered sets how many rows a page has, and where it begins if it is asked for by its number. The last one is found by
// counting.
func (m *Model[M, K]) numbered(ctx context.Context, q *Query, s *ListOptions) (count int64, err error) {
	count = unknown
	size := m.pageSizes[0]
	if s.PageSize > 0 {
		size = int(s.PageSize)
	} else if size == 0 && (s.Page > 0 || s.LastPage) {
		size = 100
	}
	q.Limit = min(size, m.pageSizes[1])
	if m.dialect != nil && q.Limit > 0 && s.Page == 0 && s.PageToken == "" {
		s.Page = 1
	}
	if s.LastPage {
		if count, err = m.store.Count(ctx, q); err != nil {
			return count, err
		}
		s.Page = int32(min(max(1, (count+int64(q.Limit)-1)/int64(q.Limit)), math.MaxInt32))
	}
	if s.Page > 1 {
		q.Offset = int(min(int64(s.Page-1)*int64(q.Limit), math.MaxInt))
	}
	return count, nil
}

// count returns how many rows all pages have, which the last page tells if it is not empty.
func (m *Model[M, K]) count(ctx context.Context, q *Query, rows int, more bool, known int64) (int64, error) {
	switch {
	case known != unknown:
		return known, nil
	case !more && q.After == nil && (rows > 0 || q.Offset == 0):
		return int64(q.Offset + rows), nil
	}
	return m.store.Count(ctx, q)
}

func (s *ListOptions) checkPage() error {
	invalid := &InvalidError{}
	if s.PageSize < 0 {
		invalid.Add("page_size", "%d is negative", s.PageSize)
	}
	if s.Page < 0 {
		invalid.Add("page", "%d is negative", s.Page)
	}
	if s.PageToken != "" && (s.Page != 0 || s.LastPage) {
		invalid.Add("page", "a page has either a number or a token")
	}
	return invalid.Err()
}
