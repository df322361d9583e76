package gormstore

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
)

// steps is the plugin of GORM that the stores of a gorm.DB share. It stands in for the callbacks of GORM that run a
// statement: those of a store run faster than GORM can run them, and all others are passed on.
type steps struct {
	query, create, update, remove bool // the callback is GORM's own, not one that replaced it
}

const pluginName = "gormstore"

var installing sync.Mutex

// stepsOf returns the plugin of a gorm.DB, which it gets if it has none yet.
func stepsOf(db *gorm.DB) (*steps, error) {
	installing.Lock()
	defer installing.Unlock()
	if err := db.Use(&steps{}); err != nil && !errors.Is(err, gorm.ErrRegistered) {
		return nil, fmt.Errorf("gormstore: %w", err)
	}
	s, ok := db.Plugins[pluginName].(*steps)
	if !ok {
		return nil, fmt.Errorf("gormstore: the gorm.DB has another plugin named %s", pluginName)
	}
	return s, nil
}

// Name returns the name of the plugin.
func (s *steps) Name() string { return pluginName }

// Initialize replaces the four callbacks.
func (s *steps) Initialize(db *gorm.DB) error {
	original, err := gorm.Open(nil, &gorm.Config{Logger: logger.Discard})
	if err != nil {
		return err
	}
	callbacks.RegisterDefaultCallbacks(original, &callbacks.Config{})
	gorms, c := original.Callback(), db.Callback()
	return errors.Join(
		replace(c.Query(), gorms.Query(), "gorm:query", &s.query),
		replace(c.Create(), gorms.Create(), "gorm:create", &s.create),
		replace(c.Update(), gorms.Update(), "gorm:update", &s.update),
		replace(c.Delete(), gorms.Delete(), "gorm:delete", &s.remove),
	)
}

// processor is a list of callbacks.
type processor interface {
	Get(name string) func(*gorm.DB)
	Replace(name string, f func(*gorm.DB)) error
}

// replace puts a step in the place of a callback, and says whether that was GORM's own.
func replace(p, gorms processor, name string, own *bool) error {
	found := p.Get(name)
	if found == nil {
		return fmt.Errorf("the gorm.DB has no callback %s", name)
	}
	*own = reflect.ValueOf(found).Pointer() == reflect.ValueOf(gorms.Get(name)).Pointer()
	return p.Replace(name, func(db *gorm.DB) {
		c := callOf(db)
		if c == nil {
			found(db)
			return
		}
		if db.Error != nil {
			return
		}
		c.reached, c.added = true, c.group(db.Statement)
		c.done, c.err = c.step.run(db, c)
		if c.err != nil {
			_ = db.AddError(c.err)
		} else if !c.done {
			found(db)
		}
	})
}

// call is a statement of a store on its way through the callbacks of GORM.
type call struct {
	step    step
	ours    bool        // the step may run the statement
	dest    any         // Dest of the statement
	table   *table      // which the statement is about
	where   *conditions // of a query
	clauses int         // how many the statement has to begin with
	selects []string
	omits   []string

	reached bool  // the callbacks have come to it
	added   bool  // others have added conditions
	done    bool  // by the step, not by GORM
	err     error // of the step
}

// step runs the statement of a call, or completes it and reports false, to have GORM run it.
type step interface {
	run(db *gorm.DB, c *call) (done bool, err error)
}

// Build writes nothing: a call is only kept among the clauses of its statement.
func (*call) Build(clause.Builder) {}

// callOf returns the call that a statement is of, or nil. Statements that callbacks derive from it are not.
func callOf(db *gorm.DB) *call {
	c, ok := db.Statement.Clauses[pluginName].Expression.(*call)
	if !ok || c.dest != db.Statement.Dest {
		return nil
	}
	return c
}

// alone reports whether the statement is what the store made of it: no scope, hook or callback has added to it.
func (c *call) alone(stmt *gorm.Statement) bool {
	return !c.added && len(stmt.Clauses) == c.clauses && len(stmt.Joins) == 0 && !stmt.Distinct && stmt.SQL.Len() == 0 &&
		sameNames(stmt.Selects, c.selects) && sameNames(stmt.Omits, c.omits) && stmt.ColumnMapping == nil &&
		stmt.Table == c.table.tableName && (stmt.TableExpr != nil) == c.table.qualified
}

func sameNames(a, b []string) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// group puts the conditions that others have added to those of the call in parentheses, so that an OR among them does not
// widen the call's. It reports whether there are any.
func (c *call) group(stmt *gorm.Statement) bool {
	at, ok := stmt.Clauses["WHERE"]
	if !ok {
		return false
	}
	where, ok := at.Expression.(clause.Where)
	if !ok {
		return true
	}
	if len(where.Exprs) == 1 && c.where != nil && where.Exprs[0] == clause.Expression(c.where) {
		return false
	}
	others := slices.DeleteFunc(slices.Clone(where.Exprs), func(e clause.Expression) bool { return e == clause.Expression(c.where) })
	switch {
	case len(others) == 0:
		return false
	case c.where == nil:
		at.Expression = clause.Where{Exprs: []clause.Expression{grouped(others)}}
	default:
		at.Expression = clause.Where{Exprs: []clause.Expression{c.where, grouped(others)}}
	}
	stmt.Clauses["WHERE"] = at
	return true
}

// grouped is conditions in parentheses.
type grouped []clause.Expression

// Build writes them.
func (g grouped) Build(b clause.Builder) {
	_ = b.WriteByte('(')
	clause.Where{Exprs: g}.Build(b)
	_ = b.WriteByte(')')
}
