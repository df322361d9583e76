package crud

import (
	"context"
	"iter"
	"slices"
)

func (m *Model[M, K]) retrieve(ctx context.Context, key K) (*M, error) {
	if m == nil {
		return nil, errNoModel
	}
	ctx, end := m.limits.within(ctx)
	defer end()
	for attempt := 0; ; attempt++ {
		row, err := m.find(ctx, RetrieveAction, key, false)
		if err == nil {
			return row, nil
		}
		if !m.again(ctx, attempt, err) {
			return nil, m.fail(ctx, RetrieveAction, key, err)
		}
	}
}

// keyQuery is a query and its only condition in one piece of memory.
type keyQuery struct {
	Query
	where [1]Condition
}

// byKey returns the query of the row with a key.
func (m *Model[M, K]) byKey(key K) *Query {
	q := &keyQuery{where: [1]Condition{{Field: m.fields.key, Value: key}}}
	q.fields, q.Where, q.MaxNested = m.fields, q.where[:], m.limits.nested
	return &q.Query
}

// find returns the one row that an action is about.
func (m *Model[M, K]) find(ctx context.Context, action Action, key K, lock bool) (*M, error) {
	q := m.byKey(key)
	if m.config.Lookup != nil {
		q.Where = nil
		if err := m.config.Lookup(ctx, key, q); err != nil {
			return nil, err
		}
	}
	if m.dialect != nil {
		if err := m.narrow(ctx, action, q); err != nil {
			return nil, err
		}
	}
	if m.config.Scope != nil {
		if err := m.config.Scope(ctx, action, q); err != nil {
			return nil, err
		}
	}
	return m.store.Retrieve(ctx, q, lock)
}

// narrow applies the filters that a dialect carries beside the request to the row that an action is about.
func (m *Model[M, K]) narrow(ctx context.Context, action Action, q *Query) error {
	o := &ListOptions{Action: action, Fields: m.fields}
	if err := m.dialect.Read(ctx, o); err != nil || len(o.Conditions) == 0 && len(o.Search) == 0 {
		return err
	}
	o.OrderBy = nil
	narrower, err := m.query(o)
	if err != nil {
		return err
	}
	q.Where, q.Search = append(q.Where, narrower.Where...), narrower.Search
	return nil
}

func (m *Model[M, K]) stream(ctx context.Context, request *StreamRequest[M]) iter.Seq2[*M, error] {
	return func(yield func(*M, error) bool) {
		if m == nil {
			yield(nil, errNoModel)
			return
		}
		for attempt := 0; ; attempt++ {
			began, err := m.send(ctx, request, yield)
			if err == nil {
				return
			}
			if began || !m.again(ctx, attempt, err) {
				yield(nil, m.fail(ctx, StreamAction, nil, err))
				return
			}
		}
	}
}

// send yields the rows of a stream, and says whether there was one: then it cannot begin again.
func (m *Model[M, K]) send(ctx context.Context, request *StreamRequest[M], yield func(*M, error) bool) (began bool, err error) {
	q, err := m.streamQuery(ctx, request)
	if err != nil {
		return false, err
	}
	done := ctx.Done()
	for row, err := range m.store.Stream(ctx, q) {
		select {
		case <-done:
			err = ctx.Err()
		default:
		}
		if err != nil {
			return began, err
		}
		if began = true; !yield(row, nil) {
			return true, nil
		}
	}
	return began, nil
}

func (m *Model[M, K]) streamQuery(ctx context.Context, r *StreamRequest[M]) (*Query, error) {
	if r == nil {
		r = &StreamRequest[M]{}
	}
	o := &ListOptions{
		Action: StreamAction, Conditions: slices.Clip(conditions[M](r.Filter)), OrderBy: r.OrderBy, Search: words(r.Search),
		Parameters: r.Parameters,
	}
	if err := m.ask(ctx, o); err != nil {
		return nil, err
	}
	q, err := m.query(o)
	if err != nil {
		return nil, err
	}
	if err := m.scope(ctx, StreamAction, q); err != nil {
		return nil, err
	}
	if o.Page == 0 && o.PageSize == 0 {
		return q, nil
	}
	_, err = m.paginate(ctx, q, o)
	return q, err
}
