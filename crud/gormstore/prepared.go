package gormstore

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"

	"gorm.io/gorm"
)

// prepared keeps the statements that were prepared in SQLite, whose drivers read the text of a statement each time anew.
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

// statement returns a prepared statement if there is one to use: not for a transaction, which has a connection of its own.
func (p *prepared) statement(ctx context.Context, pool gorm.ConnPool, text string) *sql.Stmt {
	if p == nil || pool != gorm.ConnPool(p.db) {
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
