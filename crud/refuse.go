package crud

import "context"

// RefuseRequest returns what a client is told of a request with a value that its field cannot hold, as of any that is not
// valid. It is called by package runtime.
func (s Service[M, K]) RefuseRequest(ctx context.Context, field, reason string) error {
	return s.Lister.model.refuse(ctx, field, reason)
}

// RefuseRequest is that of Service.
func (s ReadOnly[M, K]) RefuseRequest(ctx context.Context, field, reason string) error {
	return s.Lister.model.refuse(ctx, field, reason)
}

// RefuseRequest is that of Service.
func (s ListCreate[M, K]) RefuseRequest(ctx context.Context, field, reason string) error {
	return s.Lister.model.refuse(ctx, field, reason)
}

func (m *Model[M, K]) refuse(ctx context.Context, field, reason string) error {
	if m == nil { // every action is overridden
		m = &Model[M, K]{}
	}
	return m.fail(ctx, 0, nil, Invalid(field, "%s", reason))
}
