package crud

import (
	"context"
	"math"
	"slices"
)

func (m *Model[M, K]) list(ctx context.Context, request *ListRequest[M]) (*ListResponse[M], error) {
	if m == nil {
		return nil, errNoModel
	}
	ctx, end := m.limits.within(ctx)
	defer end()
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
	o := &ListOptions{
		Action: ListAction, Conditions: slices.Clip(conditions[M](r.Filter)), OrderBy: r.OrderBy, Search: words(r.Search),
		PageSize: r.PageSize, PageToken: r.PageToken, Page: r.Page, Parameters: r.Parameters,
	}
	if err := m.ask(ctx, o); err != nil {
		return nil, err
	}
	q, err := m.query(o)
	if err != nil {
		return nil, err
	}
	asked := *q
	if err := m.scope(ctx, ListAction, q); err != nil {
		return nil, err
	}
	if o.PageToken != "" {
		if q.After, err = m.after(o.PageToken, &asked, q.Order); err != nil {
			return nil, err
		}
	}
	return m.rows(ctx, q, &asked, o)
}

// rows reads the rows of a page, and counts those of all pages if that is wanted.
func (m *Model[M, K]) rows(ctx context.Context, q, asked *Query, o *ListOptions) (*ListResponse[M], error) {
	count, err := m.paginate(ctx, q, o)
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
	if o.NoPage != nil && o.Page > 1 && len(rows) == 0 {
		return nil, o.NoPage
	}
	out := &ListResponse[M]{Results: rows}
	if o.Page > 0 || m.config.CountAlways && size > 0 {
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

// paginate sets how many rows a page has, and where it begins if it is asked for by its number. One that is counted from
// the last is found by counting the rows.
func (m *Model[M, K]) paginate(ctx context.Context, q *Query, o *ListOptions) (count int64, err error) {
	size := o.DefaultPageSize
	if o.PageSize > 0 {
		size = int(o.PageSize)
	}
	q.Limit = min(size, o.MaxPageSize)
	if q.Limit == 0 {
		return unknown, nil
	}
	count = unknown
	if o.Page < 0 {
		if count, err = m.store.Count(ctx, q); err != nil {
			return count, err
		}
		pages := (count + int64(q.Limit) - 1) / int64(q.Limit)
		o.Page = int32(min(max(1, pages+1+int64(o.Page)), math.MaxInt32))
	}
	if o.Page > 1 {
		q.Offset = int(min(int64(o.Page-1)*int64(q.Limit), math.MaxInt))
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

// checkPage reports a page that a client cannot ask for.
func (o *ListOptions) checkPage() error {
	invalid := &InvalidError{}
	if o.PageSize < 0 {
		invalid.Add("page_size", "%d is negative", o.PageSize)
	}
	if o.Page < 0 {
		invalid.Add("page", "%d is negative", o.Page)
	}
	return invalid.Err()
}

// checkToken reports a page that is asked for in two ways.
func (o *ListOptions) checkToken() error {
	if o.PageToken != "" && o.Page != 0 {
		return Invalid("page", "set either page or page_token, not both")
	}
	return nil
}
