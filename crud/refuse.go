package crud

import "context"

// RefuseRequest returns the error for a request with a value that its field cannot hold: that of any other invalid request.
// Package runtime calls it.
func (s Service[M, K]) RefuseRequest(ctx context.Context, field, reason string) error {
	return refuse(ctx, s.Lister, field, reason)
}

// RefuseRequest does what Service.RefuseRequest does.
func (s ReadOnly[M, K]) RefuseRequest(ctx context.Context, field, reason string) error {
	return refuse(ctx, s.Lister, field, reason)
}

// RefuseRequest does what Service.RefuseRequest does.
func (s ListCreate[M, K]) RefuseRequest(ctx context.Context, field, reason string) error {
	return refuse(ctx, s.Lister, field, reason)
}

func refuse[M any](ctx context.Context, l Lister[M], field, reason string) error {
	if l.model == nil { // every action is overridden
		return fail(ctx, nil, &Failure{Err: Invalid(field, "%s", reason)})
	}
	return l.model.refuse(ctx, field, reason)
}

func (m *Model[M, K]) refuse(ctx context.Context, field, reason string) error {
	if m == nil {
		return fail(ctx, nil, &Failure{Err: Invalid(field, "%s", reason)})
	}
	return m.fail(ctx, ListAction, nil, Invalid(field, "%s", reason))
}
