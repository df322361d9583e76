package crud

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"github.com/grpcgen/grpcgen/crud/internal/transaction"
)

// Model ties a Go struct to its store and says how it is served. It is safe for concurrent use.
type Model[M, K any] struct {
	config  Config[M, K]
	store   Store[M, K]
	dialect Dialect
	name    string
	fields  *Fields
	keyAt   uintptr // where the key is in M

	writable []*Field          // what Update replaces
	cleared  []*Field          // what Create does not take from a request
	others   []*Field          // what only hooks write
	byName   map[string]*Field // what PartialUpdate can name
	nameable string            // their names
	order    []Order           // the default one
	validate func(context.Context, *M) error
	reload   bool                   // a row has nested messages that only the store knows
	direct   [StreamAction + 1]bool // the action needs no transaction
	retries  int
	limits   limits
}

// New returns a model. Its errors are all that is wrong with the struct and the config, joined.
func New[M, K any](config Config[M, K]) (*Model[M, K], error) {
	fields, err := FieldsOf[M]()
	if err != nil {
		return nil, err
	}
	m := &Model[M, K]{config: config, store: config.Store, dialect: config.Dialect, name: fields.Model(), fields: fields}
	problems := m.check()
	if m.order, err = fields.defaultOrder(config.DefaultOrder); err != nil {
		problems = append(problems, err)
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	if m.config.ScopeAfter == nil {
		m.config.ScopeAfter = config.Scope
	}
	m.keyAt = fields.offset(fields.key)
	m.sortFields()
	m.findValidate()
	m.findDirect()
	m.retries = retries(config.Retries)
	return m, nil
}

// Must returns the model, or panics with the error: crud.Must(crud.New(config)).
func Must[M, K any](model *Model[M, K], err error) *Model[M, K] {
	if err != nil {
		panic(err)
	}
	return model
}

// Store returns the store of the model.
func (m *Model[M, K]) Store() Store[M, K] { return m.store }

// Fields returns the fields of the model.
func (m *Model[M, K]) Fields() *Fields { return m.fields }

func (m *Model[M, K]) check() (problems []error) {
	problem := func(format string, args ...any) { problems = append(problems, fmt.Errorf("crud: "+format, args...)) }
	if m.store == nil {
		problem("%s: the Config has no Store", m.name)
	}
	if k := reflect.TypeFor[K](); k != m.fields.key.goType {
		problem("%s: the key is field %s of type %s, and the Config says %s", m.name, m.fields.key.Go, m.fields.key.goType, k)
	}
	if m.config.DefaultPageSize < 0 || m.config.MaxPageSize < 0 {
		problem("%s: DefaultPageSize and MaxPageSize cannot be negative", m.name)
	}
	var err error
	if m.limits, err = m.config.limits(); err != nil {
		problem("%s: %w", m.name, err)
	}
	if m.config.MaxPageSize > 0 && m.config.DefaultPageSize > m.config.MaxPageSize {
		problem("%s: DefaultPageSize is %d, which is more than MaxPageSize, %d", m.name, m.config.DefaultPageSize, m.config.MaxPageSize)
	}
	return problems
}

// offset returns where a field is in the struct, which is in none that is embedded by pointer.
func (f *Fields) offset(field *Field) (at uintptr) {
	t := f.model
	for _, i := range field.index {
		at += t.Field(i).Offset
		t = t.Field(i).Type
	}
	return at
}

func (m *Model[M, K]) keyOf(row *M) *K { return (*K)(unsafe.Add(unsafe.Pointer(row), m.keyAt)) }

// sortFields notes which fields which action writes.
func (m *Model[M, K]) sortFields() {
	m.byName = map[string]*Field{}
	writes := func(Action, *Field) bool { return true }
	if s, ok := m.store.(Restricted); ok {
		writes = s.Writes
	}
	var names []string
	for _, f := range m.fields.all {
		switch {
		case f.Primary:
			m.byName[f.Name] = f
			if f.ReadOnly {
				m.cleared = append(m.cleared, f)
			}
		case !f.ReadOnly:
			if !writes(CreateAction, f) {
				m.cleared = append(m.cleared, f)
			}
			if !writes(UpdateAction, f) {
				m.others = append(m.others, f)
				continue
			}
			m.writable = append(m.writable, f)
			m.byName[f.Name] = f
			names = append(names, f.Name)
		default:
			m.cleared = append(m.cleared, f)
			if f.Kind == Nested {
				m.reload = true
			} else {
				m.others = append(m.others, f)
			}
		}
	}
	m.nameable = strings.Join(names, ", ")
}

func (m *Model[M, K]) findValidate() {
	switch any((*M)(nil)).(type) {
	case interface{ Validate() error }:
		m.validate = func(_ context.Context, row *M) error { return any(row).(interface{ Validate() error }).Validate() }
	case interface{ Validate(context.Context) error }:
		m.validate = func(ctx context.Context, row *M) error {
			if transaction.Within(ctx) {
				ctx = transaction.OfUser(ctx)
			}
			return any(row).(interface{ Validate(context.Context) error }).Validate(ctx)
		}
	}
}

// findDirect notes which writes are one call of the store.
func (m *Model[M, K]) findDirect() {
	c := &m.config
	m.direct[CreateAction] = c.BeforeCreate == nil && c.AfterCreate == nil && !m.reload && c.ScopeAfter == nil
	byKey := c.Scope == nil && c.ScopeAfter == nil && c.Lookup == nil && m.dialect == nil
	whole := len(m.writable) > 0 && !m.reload && len(m.others) == 0
	m.direct[UpdateAction] = byKey && whole && c.BeforeUpdate == nil && c.AfterUpdate == nil
	m.direct[DestroyAction] = byKey && c.BeforeDestroy == nil && c.AfterDestroy == nil
}
