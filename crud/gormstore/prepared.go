package gormstore

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
)

// prepared keeps the statements that were prepared in SQLite, whose drivers parse the text of a statement each time.
type prepared struct {
	db   *sql.DB
	all  sync.Map // of string to *sql.Stmt
	size atomic.Int32
}

// mostPrepared is how many statements are kept, which is more than a service has, unless its clients make up queries.
const mostPrepared = 128

func newPrepared(t *table) *prepared {
	if db, ok := t.db.ConnPool.(*sql.DB); ok && !t.postgres {
		return &prepared{db: db}
	}
	return nil
}

// statement returns a prepared statement if there is one to use.
func (p *prepared) statement(ctx context.Context, text string) *sql.Stmt {
	if p == nil {
		return nil
	}
	if s, ok := p.all.Load(text); ok {
		return s.(*sql.Stmt)
	}
	if p.size.Load() >= mostPrepared {
		return nil
	}
	s, err := p.db.PrepareContext(ctx, text)
	if err != nil {
		return nil // running it says why
	}
	if kept, there := p.all.LoadOrStore(text, s); there {
		_ = s.Close() // another call was faster
		return kept.(*sql.Stmt)
	}
	p.size.Add(1)
	return s
}
