package gormstore

import (
	"context"
	"database/sql"
	"strings"
	"syscall"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// question is the model that the benchmarks store, and a hand-written store beside it.
type question struct {
	ID      int32
	Text    string    `grpc:"filter=exact" gorm:"not null"`
	PubDate time.Time `gorm:"not null"`
}

type byHand struct {
	db                             *sql.DB
	retrieve, list, create, stream string
	one, page, insert              *sql.Stmt // SQLite's driver keeps none
}

func newByHand(b *testing.B, db *gorm.DB) *byHand {
	b.Helper()
	pool, err := db.DB()
	if err != nil {
		b.Fatal(err)
	}
	h := &byHand{
		db: pool, retrieve: "SELECT id, text, pub_date FROM questions WHERE id = $1", list: "SELECT id, text, pub_date FROM questions ORDER BY id LIMIT $1",
		create: "INSERT INTO questions (text, pub_date) VALUES ($1, $2) RETURNING id", stream: "SELECT id, text, pub_date FROM questions ORDER BY id",
	}
	if db.Name() == "postgres" {
		return h
	}
	for text, s := range map[*string]**sql.Stmt{&h.retrieve: &h.one, &h.list: &h.page, &h.create: &h.insert} {
		*text = strings.NewReplacer("$1", "?", "$2", "?").Replace(*text)
		if *s, err = pool.Prepare(*text); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { (*s).Close() })
	}
	return h
}

func (h *byHand) query(ctx context.Context, s *sql.Stmt, text string, args ...any) (*sql.Rows, error) {
	if s != nil {
		return s.QueryContext(ctx, args...)
	}
	return h.db.QueryContext(ctx, text, args...)
}

func (h *byHand) Retrieve(ctx context.Context, id int32) (*question, error) {
	rows, err := h.query(ctx, h.one, h.retrieve, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	q := &question{}
	if rows.Next() {
		if err := rows.Scan(&q.ID, &q.Text, &q.PubDate); err != nil {
			return nil, err
		}
	}
	return q, rows.Err()
}

func (h *byHand) List(ctx context.Context, n int) ([]*question, error) {
	rows, err := h.query(ctx, h.page, h.list, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := make([]*question, 0, n)
	for rows.Next() {
		q := &question{}
		if err := rows.Scan(&q.ID, &q.Text, &q.PubDate); err != nil {
			return nil, err
		}
		all = append(all, q)
	}
	return all, rows.Err()
}

func (h *byHand) Create(ctx context.Context, q *question) error {
	if h.insert != nil {
		return h.insert.QueryRowContext(ctx, q.Text, q.PubDate).Scan(&q.ID)
	}
	return h.db.QueryRowContext(ctx, h.create, q.Text, q.PubDate).Scan(&q.ID)
}

func (h *byHand) Stream(ctx context.Context, yield func(*question)) error {
	rows, err := h.db.QueryContext(ctx, h.stream)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		q := &question{}
		if err := rows.Scan(&q.ID, &q.Text, &q.PubDate); err != nil {
			return err
		}
		yield(q)
	}
	return rows.Err()
}

// cpu is the time that the processors have worked for this process.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkStore compares a store with one that is written by hand, and with GORM.
func BenchmarkStore(b *testing.B) {
	for _, d := range databases {
		b.Run(d.name, func(b *testing.B) {
			ctx, cancel := context.WithCancel(context.Background()) // as a call has
			defer cancel()
			db := d.open(b)
			s := storeOf[question, int32](b, db, d.options...)
			err := s.Transaction(ctx, func(ctx context.Context) error {
				for range questions {
					if err := s.Create(ctx, newQuestion()); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			benchmarkCalls(ctx, b, s, newByHand(b, db))
		})
	}
}

const questions = 10000

func newQuestion() *question {
	return &question{Text: "What is this about?", PubDate: at("2025-01-02T03:04:05Z")}
}

func benchmarkCalls(ctx context.Context, b *testing.B, s crud.Store[question, int32], h *byHand) {
	key := fieldsOf[question](b).Key()
	measure := func(name string, f func() error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			began := cpu(b)
			for b.Loop() {
				if err := f(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(cpu(b)-began)/float64(b.N), "cpu-ns/op") // of this process, however busy the machine is
		})
	}
	id := int32(0)
	measure("retrieve/store", func() error {
		id = id%questions + 1
		_, err := s.Retrieve(ctx, &crud.Query{Where: []crud.Condition{{Field: key, Value: id}}}, false)
		return err
	})
	measure("retrieve/hand", func() error {
		id = id%questions + 1
		_, err := h.Retrieve(ctx, id)
		return err
	})
	page := &crud.Query{Order: []crud.Order{{Field: key}}, Limit: 100}
	measure("list/store", func() error { _, err := s.List(ctx, page); return err })
	measure("list/hand", func() error { _, err := h.List(ctx, 100); return err })
	measure("stream/store", func() error {
		for _, err := range s.Stream(ctx, &crud.Query{Order: []crud.Order{{Field: key}}}) {
			if err != nil {
				return err
			}
		}
		return nil
	})
	measure("stream/hand", func() error { return h.Stream(ctx, func(*question) {}) })
	measure("create/store", func() error { return s.Create(ctx, newQuestion()) })
	measure("create/hand", func() error { return h.Create(ctx, newQuestion()) })
}
