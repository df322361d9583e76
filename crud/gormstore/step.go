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

// The callbacks that run a statement.
const (
	gormQuery  = "gorm:query"
	gormCreate = "gorm:create"
	gormUpdate = "gorm:update"
	gormDelete = "gorm:delete"
)

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
		replace(c.Query(), gorms.Query(), gormQuery, &s.query),
		replace(c.Create(), gorms.Create(), gormCreate, &s.create),
		replace(c.Update(), gorms.Update(), gormUpdate, &s.update),
		replace(c.Delete(), gorms.Delete(), gormDelete, &s.remove),
	)
}

// processor is a list of callbacks.
type processor interface {
	Get(name string) func(*gorm.DB)
	Replace(name string, f func(*gorm.DB)) error
	Execute(db *gorm.DB) *gorm.DB
}

// execute runs the statement of a call, unless somebody has replaced the step in the meantime.
func (c *call) execute(p processor, name string, db *gorm.DB) *gorm.DB {
	if c.checkStep(p, name, db) != nil {
		return db
	}
	return p.Execute(db)
}

// checkStep notes which statement the call is, and which step runs it. It reports that another callback is in its place.
func (c *call) checkStep(p processor, name string, db *gorm.DB) error {
	c.statement, c.name = db.Statement, name
	if f := p.Get(name); f == nil || codeOf(f) != stepCode {
		return db.AddError(fmt.Errorf("gormstore: the callback %s was replaced after New: replace it before", name))
	}
	return nil
}

// codeOf tells functions apart, but not those that one function has made.
func codeOf(f func(*gorm.DB)) uintptr { return reflect.ValueOf(f).Pointer() }

// replace puts a step in the place of a callback, and says whether that was GORM's own.
func replace(p, gorms processor, name string, own *bool) error {
	found := p.Get(name)
	if found == nil {
		return fmt.Errorf("the gorm.DB has no callback %s", name)
	}
	*own = codeOf(found) == codeOf(gorms.Get(name))
	return p.Replace(name, stepFor(name, found))
}

var stepCode = codeOf(stepFor("", nil))

// stepFor returns the callback that takes the place of one that was found. All that it returns have the same code, which
// inlining it would copy.
//
//go:noinline
func stepFor(name string, found func(*gorm.DB)) func(*gorm.DB) {
	return func(db *gorm.DB) {
		c := callOf(db, name)
		if c == nil {
			if c = around(db); c == nil || name != gormQuery || db.Error != nil || !c.association(db, found) {
				found(db)
			}
			return
		}
		if db.Error != nil {
			return
		}
		c.reached = true
		if c.alone = c.ours && c.isAlone(db.Statement); !c.alone {
			c.group(db.Statement)
		}
		c.done, c.err = c.step.run(db, c)
		if c.err != nil {
			_ = db.AddError(c.err)
		} else if !c.done {
			c.pass(db, found)
		}
	}
}

// pass has GORM run the statement of a call. A gorm.DB that translates errors does so when the call has the original, which
// says more.
func (c *call) pass(db *gorm.DB, found func(*gorm.DB)) {
	if !db.TranslateError {
		found(db)
		return
	}
	shared, plain := db.Config, *db.Config
	plain.TranslateError = false
	db.Config = &plain
	found(db)
	db.Config, c.err, db.Error = shared, db.Error, nil
	_ = db.AddError(c.err)
}

// call is a statement of a store on its way through the callbacks of GORM. Its context says so.
type call struct {
	step    step
	ours    bool        // the step may run the statement
	dest    any         // Dest of the statement
	table   *table      // which the statement is about
	where   *conditions // of a query; nil for none
	clauses int         // how many the statement has to begin with
	marked  bool        // the schema adds clauses, for a soft delete
	selects []string
	omits   []string

	statement *gorm.Statement // that of the call
	name      string          // of the callback that runs it

	reached bool  // the callbacks have come to it
	alone   bool  // the statement is what the store made of it, and the step may run it
	done    bool  // by the step, not by GORM
	err     error // of the step, or of GORM in its place

	maxNested int // how many rows and keys of associations may be read; 0 for all
	nested    int // how many were
}

// step runs the statement of a call that is alone. Of others it runs those that it can, or completes the statement and
// reports false, to have GORM run it.
type step interface {
	run(db *gorm.DB, c *call) (done bool, err error)
}

type callKey struct{}

// callOf returns the call whose statement a callback of that name is to run, or nil. Statements that hooks and callbacks run
// on the way have the same context, and can be about the same row.
func callOf(db *gorm.DB, name string) *call {
	c := around(db)
	if c == nil || c.reached || c.statement != db.Statement || c.name != name || c.dest != db.Statement.Dest {
		return nil
	}
	return c
}

// around returns the call on whose way a statement is run, that of the call included, or nil.
func around(db *gorm.DB) *call {
	if db.Statement.Context == nil {
		return nil
	}
	c, _ := db.Statement.Context.Value(callKey{}).(*call)
	return c
}

// bare is a list of no callbacks. Executing it does no more than to call what db.Scopes was given.
var bare = func() processor {
	db, err := gorm.Open(nil, &gorm.Config{Logger: logger.Discard})
	if err != nil {
		panic(err) // there is nothing to open
	}
	return db.Callback().Query()
}()

// isAlone reports whether the statement is what the store made of it: neither the model's schema nor a scope, hook or
// callback has added to it.
func (c *call) isAlone(stmt *gorm.Statement) bool {
	where := stmt.Clauses["WHERE"]
	hints := where.BeforeExpression != nil || where.AfterNameExpression != nil || where.AfterExpression != nil
	return !c.marked && !hints && len(stmt.Clauses) == c.clauses && c.others(stmt) == nil &&
		len(stmt.Joins) == 0 && !stmt.Distinct && stmt.ColumnMapping == nil && stmt.SQL.Len() == 0 &&
		sameNames(stmt.Selects, c.selects) && sameNames(stmt.Omits, c.omits) &&
		stmt.Table == c.table.tableName && (stmt.TableExpr != nil) == c.table.qualified
}

func sameNames(a, b []string) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// others returns the conditions that were added to those of the call.
func (c *call) others(stmt *gorm.Statement) clause.Expression {
	switch where := stmt.Clauses["WHERE"].Expression.(type) {
	case nil:
		return nil
	case clause.Where:
		if len(where.Exprs) == 0 || len(where.Exprs) == 1 && c.isOwn(where.Exprs[0]) {
			return nil
		}
		return grouped(slices.DeleteFunc(slices.Clone(where.Exprs), c.isOwn))
	default:
		return where
	}
}

func (c *call) isOwn(e clause.Expression) bool {
	return c.where != nil && e == clause.Expression(c.where)
}

// group gives the statement the conditions of the call, and puts those that others have added in parentheses, so that an OR
// among them does not widen the call's.
func (c *call) group(stmt *gorm.Statement) {
	var all []clause.Expression
	if c.where != nil {
		all = append(all, c.where)
	}
	if others := c.others(stmt); others != nil {
		all = append(all, others)
	}
	if len(all) > 0 {
		at := stmt.Clauses["WHERE"]
		at.Name, at.Expression = "WHERE", clause.Where{Exprs: all}
		stmt.Clauses["WHERE"] = at
	}
}

// grouped is conditions in parentheses.
type grouped []clause.Expression

// Build writes them.
func (g grouped) Build(b clause.Builder) {
	_ = b.WriteByte('(')
	clause.Where{Exprs: g}.Build(b)
	_ = b.WriteByte(')')
}
