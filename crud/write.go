package crud

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"github.com/grpcgen/grpcgen/crud/internal/deep"
	"github.com/grpcgen/grpcgen/crud/internal/transaction"
	"github.com/grpcgen/grpcgen/internal/cut"
)

func (m *Model[M, K]) create(ctx context.Context, in *M) (*M, error) {
	if m == nil {
		return nil, errNoModel
	}
	ctx, end := m.limits.within(ctx)
	defer end()
	for attempt := 0; ; attempt++ {
		row, err := m.insert(ctx, in)
		if err == nil {
			return row, nil
		}
		if !m.again(ctx, attempt, err) {
			return nil, m.fail(ctx, CreateAction, nil, err)
		}
	}
}

// insert stores a copy of what a client sent: what is filled in by one attempt must not be there in the next.
func (m *Model[M, K]) insert(ctx context.Context, in *M) (*M, error) {
	if in == nil {
		return nil, Invalid("", "the request has no %s", m.name)
	}
	if err := m.limits.checkKeys(m.writable, reflect.ValueOf(in).Elem()); err != nil {
		return nil, err
	}
	row := m.cloneFor(m.config.BeforeCreate != nil, in)
	for _, f := range m.cleared {
		f.clear(reflect.ValueOf(row).Elem())
	}
	if m.direct[CreateAction] {
		return row, m.insertRow(ctx, row)
	}
	err := m.transaction(ctx, func(ctx context.Context) error {
		if err := call(ctx, m.config.BeforeCreate, row); err != nil {
			return err
		}
		if err := m.insertRow(ctx, row); err != nil {
			return err
		}
		if err := m.settle(ctx, CreateAction, row); err != nil {
			return err
		}
		return call(ctx, m.config.AfterCreate, row)
	})
	return row, err
}

func (m *Model[M, K]) insertRow(ctx context.Context, row *M) error {
	if err := m.valid(ctx, row); err != nil {
		return err
	}
	return m.store.Create(ctx, row)
}

// call calls a hook of one row, if there is one.
func call[M any](ctx context.Context, hook func(context.Context, *M) error, row *M) error {
	if hook == nil {
		return nil
	}
	return hook(transaction.OfUser(ctx), row)
}

// valid asks the model's method Validate, if it has one.
func (m *Model[M, K]) valid(ctx context.Context, row *M) error {
	if m.validate == nil {
		return nil
	}
	return invalidError(m.validate(ctx, row))
}

// settle sees to a row that was written: it must be in the scope, and what its nested messages hold may have changed.
func (m *Model[M, K]) settle(ctx context.Context, action Action, row *M) error {
	scope := m.config.ScopeAfter
	if !m.reload && scope == nil {
		return nil
	}
	q := m.byKey(*m.keyOf(row))
	if scope != nil {
		if err := scope(ctx, action, q); err != nil {
			return err
		}
	}
	there, err := m.reread(ctx, q, row)
	if err != nil || there {
		return err
	}
	// It is outside, unless a hook has removed it, or it is marked as removed.
	n, err := m.store.Count(ctx, m.byKey(*m.keyOf(row)))
	if n > 0 {
		return ErrOutOfScope
	}
	return err
}

// reread reports whether q still matches a row that was written, and reads it again if it has nested messages.
func (m *Model[M, K]) reread(ctx context.Context, q *Query, row *M) (there bool, err error) {
	if !m.reload {
		n, err := m.store.Count(ctx, q)
		return n > 0, err
	}
	again, err := m.store.Retrieve(ctx, q, false)
	switch {
	case errors.Is(err, ErrNotFound):
		return false, nil
	case err == nil:
		*row = *again
	}
	return err == nil, err
}

func (m *Model[M, K]) update(ctx context.Context, in *M) (*M, error) {
	if m == nil {
		return nil, errNoModel
	}
	return m.change(ctx, UpdateAction, in, m.writable)
}

func (m *Model[M, K]) partialUpdate(ctx context.Context, in *M, names []string) (*M, error) {
	if m == nil {
		return nil, errNoModel
	}
	fields, err := m.named(names)
	if err != nil {
		return nil, m.fail(ctx, PartialUpdateAction, nil, err)
	}
	return m.change(ctx, PartialUpdateAction, in, fields)
}

// named returns the fields that a client names in a partial update. The key may be named: it is that of the row.
func (m *Model[M, K]) named(names []string) ([]*Field, error) {
	var fields []*Field
	invalid := &InvalidError{}
	for _, name := range names {
		f := m.byName[name]
		switch {
		case f == nil && len(invalid.Violations) < MaxViolations:
			invalid.Add(cut.Input(name), "%s cannot be updated; allowed: %s", cut.Quote(name), m.nameable)
		case f != nil && !f.Primary && !slices.Contains(fields, f):
			fields = append(fields, f)
		}
	}
	return fields, invalid.Err()
}

// change is both updates.
func (m *Model[M, K]) change(ctx context.Context, action Action, in *M, fields []*Field) (*M, error) {
	if in == nil {
		return nil, m.fail(ctx, action, nil, Invalid("", "the request has no %s", m.name))
	}
	if err := m.limits.checkKeys(fields, reflect.ValueOf(in).Elem()); err != nil {
		return nil, m.fail(ctx, action, nil, err)
	}
	ctx, end := m.limits.within(ctx)
	defer end()
	for attempt := 0; ; attempt++ {
		row, err := m.changeOnce(ctx, action, in, fields)
		if err == nil {
			return row, nil
		}
		if !m.again(ctx, attempt, err) {
			return nil, m.fail(ctx, action, *m.keyOf(in), err)
		}
	}
}

func (m *Model[M, K]) changeOnce(ctx context.Context, action Action, in *M, fields []*Field) (row *M, err error) {
	if m.direct[action] {
		row = m.clone(in)
		if err := m.valid(ctx, row); err != nil {
			return nil, err
		}
		return row, m.store.Update(ctx, row, fields)
	}
	err = m.transaction(ctx, func(ctx context.Context) error {
		old, err := m.find(ctx, action, *m.keyOf(in), true)
		if err != nil {
			return err
		}
		hooked := m.config.BeforeUpdate != nil
		row = m.cloneFor(hooked, old)
		if hooked {
			in = deep.Copy(in)
		}
		to, from := reflect.ValueOf(row).Elem(), reflect.ValueOf(in).Elem()
		for _, f := range fields {
			f.Copy(to, from)
		}
		return m.save(ctx, action, old, row, fields)
	})
	return row, err
}

// save stores the fields of a row that changed, with the hooks around it.
func (m *Model[M, K]) save(ctx context.Context, action Action, old, row *M, fields []*Field) error {
	if hook := m.config.BeforeUpdate; hook != nil {
		if err := hook(transaction.OfUser(ctx), old, row); err != nil {
			return err
		}
		fields = m.touched(old, row, fields)
	}
	if err := m.valid(ctx, row); err != nil {
		return err
	}
	if len(fields) > 0 {
		if err := m.store.Update(ctx, row, fields); err != nil {
			return err
		}
		if err := m.settle(ctx, action, row); err != nil {
			return err
		}
	}
	if hook := m.config.AfterUpdate; hook != nil {
		return hook(transaction.OfUser(ctx), old, row)
	}
	return nil
}

// touched returns fields, and the others that a hook has changed.
func (m *Model[M, K]) touched(old, row *M, fields []*Field) []*Field {
	before, after := reflect.ValueOf(old).Elem(), reflect.ValueOf(row).Elem()
	fields = slices.Clone(fields)
	for _, all := range [][]*Field{m.writable, m.others} {
		for _, f := range all {
			if !slices.Contains(fields, f) && !reflect.DeepEqual(f.Value(before), f.Value(after)) {
				fields = append(fields, f)
			}
		}
	}
	return fields
}

func (m *Model[M, K]) destroy(ctx context.Context, key K) error {
	if m == nil {
		return errNoModel
	}
	ctx, end := m.limits.within(ctx)
	defer end()
	for attempt := 0; ; attempt++ {
		err := m.remove(ctx, key)
		if err == nil {
			return nil
		}
		if !m.again(ctx, attempt, err) {
			return m.fail(ctx, DestroyAction, key, err)
		}
	}
}

func (m *Model[M, K]) remove(ctx context.Context, key K) error {
	if m.direct[DestroyAction] {
		row := new(M)
		*m.keyOf(row) = key
		return m.store.Destroy(ctx, row)
	}
	return m.transaction(ctx, func(ctx context.Context) error {
		row, err := m.find(ctx, DestroyAction, key, true)
		if err != nil {
			return err
		}
		if err := call(ctx, m.config.BeforeDestroy, row); err != nil {
			return err
		}
		if err := m.store.Destroy(ctx, row); err != nil {
			return err
		}
		return call(ctx, m.config.AfterDestroy, row)
	})
}
