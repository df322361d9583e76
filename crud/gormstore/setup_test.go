package gormstore

import (
	"database/sql/driver"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/libtnb/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	modernc "modernc.org/sqlite"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/internal/pgtest"
)

var server *pgtest.Server

func TestMain(m *testing.M) {
	// The lower of SQLite knows the letters of ASCII only.
	err := modernc.RegisterDeterministicScalarFunction("lower", 1, func(_ *modernc.FunctionContext, args []driver.Value) (driver.Value, error) {
		if s, ok := args[0].(string); ok {
			return strings.ToLower(s), nil
		}
		return args[0], nil
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if path := os.Getenv(writerVariable); path != "" {
		writeForever(path)
	}
	slog.SetDefault(slog.New(slog.DiscardHandler)) // which says why actions fail
	pgtest.Main(m, &server)
}

// database is one to open: empty, and gone after the test.
type database struct {
	name    string
	options []Option // of the stores
	open    func(t testing.TB) *gorm.DB
}

var databases = []database{
	{"sqlite", nil, openSQLite},
	{"sqlite-gorm", []Option{byGORM()}, openSQLite},
	{"postgres", nil, openPostgres},
	{"postgres-gorm", []Option{byGORM()}, openPostgres},
}

// onEach runs a test on both databases, below GORM and through it.
func onEach(t *testing.T, f func(t *testing.T, d database)) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) { f(t, d) })
	}
}

func config() *gorm.Config { return &gorm.Config{Logger: logger.Discard} }

func opened(t testing.TB, dialect gorm.Dialector) *gorm.DB {
	t.Helper()
	db, err := gorm.Open(dialect, config())
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if n := pool.Stats().InUse; n != 0 {
			t.Errorf("%d connections are in use after the test", n)
		}
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func openSQLite(t testing.TB) *gorm.DB {
	t.Helper()
	return opened(t, sqlite.Open(sqliteDSN(filepath.Join(t.TempDir(), "test.db"))))
}

func sqliteDSN(path string) string {
	return "file:" + path + "?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)"
}

var schemas atomic.Int32

func openPostgres(t testing.TB) *gorm.DB {
	t.Helper()
	name := fmt.Sprintf("t%d", schemas.Add(1))
	admin := opened(t, postgres.Open(server.DSN("postgres")))
	if err := admin.Exec("CREATE SCHEMA " + name).Error; err != nil {
		t.Fatal(err)
	}
	return opened(t, postgres.Open(server.DSN("postgres")+" search_path="+name))
}

// storeOf makes the table of a model and its store.
func storeOf[M, K any](t testing.TB, db *gorm.DB, options ...Option) crud.Store[M, K] {
	t.Helper()
	if err := db.AutoMigrate(new(M)); err != nil {
		t.Fatal(err)
	}
	s, err := New[M, K](db, options...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// query makes a query of a model.
func query[M any](t testing.TB, tests ...crud.Condition) *crud.Query {
	t.Helper()
	q := fieldsOf[M](t).Query()
	if err := q.And(tests...); err != nil {
		t.Fatal(err)
	}
	return q
}

func fieldsOf[M any](t testing.TB) *crud.Fields {
	t.Helper()
	fields, err := crud.FieldsOf[M]()
	if err != nil {
		t.Fatal(err)
	}
	return fields
}

// orderBy sorts a query, -name backwards.
func orderBy[M any](t testing.TB, q *crud.Query, names ...string) *crud.Query {
	t.Helper()
	fields := fieldsOf[M](t)
	for _, name := range names {
		name, descending := strings.CutPrefix(name, "-")
		f := fields.Named(name)
		if f == nil {
			t.Fatalf("there is no field %s", name)
		}
		q.Order = append(q.Order, crud.Order{Field: f, Descending: descending})
	}
	return q
}

func ptr[T any](v T) *T { return &v }

func at(s string) time.Time {
	v, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return v.UTC()
}
