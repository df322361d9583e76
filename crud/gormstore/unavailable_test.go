package gormstore

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/libtnb/sqlite"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/internal/pgtest"
)

// served are the actions of a model of counters, of which one is stored.
type served struct {
	crud.Service[counter, int64]
	stream crud.Streamer[counter]
}

func serve(t *testing.T, store crud.Store[counter, int64], hooks bool, retries int) *served {
	t.Helper()
	c := crud.Config[counter, int64]{Store: store, Retries: retries}
	if hooks {
		c.BeforeCreate = func(context.Context, *counter) error { return nil }
		c.BeforeUpdate = func(context.Context, *counter, *counter) error { return nil }
		c.BeforeDestroy = func(context.Context, *counter) error { return nil }
	}
	model, err := crud.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return &served{crud.NewService(model), crud.NewStreamer(model)}
}

// all calls each action, and says what came of it.
func (s *served) all(ctx context.Context) map[string]error {
	results := map[string]error{}
	made, err := s.Create(ctx, &counter{N: 1})
	results["Create"] = err
	if made == nil {
		made = &counter{ID: 1}
	}
	_, results["Update"] = s.Update(ctx, &counter{ID: made.ID, N: 2})
	_, results["PartialUpdate"] = s.PartialUpdate(ctx, &counter{ID: made.ID, N: 2}, []string{"n"})
	_, results["Retrieve"] = s.Retrieve(ctx, made.ID)
	_, results["List"] = s.List(ctx, nil)
	_, results["count"] = s.List(ctx, &crud.ListRequest[counter]{Page: 1, PageSize: 1})
	for _, err := range s.stream.Stream(ctx, nil) {
		results["Stream"] = errors.Join(results["Stream"], err)
	}
	results["Destroy"] = s.Destroy(ctx, made.ID)
	return results
}

// came checks what came of the actions named, or of all.
func came(t *testing.T, results map[string]error, code codes.Code, names ...string) {
	t.Helper()
	for name, err := range results {
		if len(names) > 0 && !slices.Contains(names, name) {
			continue
		}
		if status.Code(err) != code || code != codes.OK && status.Convert(err).Message() == "" {
			t.Errorf("%s: %v; want %v", name, status.Convert(err), code)
		}
	}
}

// onPostgres runs a test in all ways to PostgreSQL, with hooks and without.
func onPostgres(t *testing.T, f func(t *testing.T, open func(parameters string) *gorm.DB, hooks bool, options []Option)) {
	for _, hooks := range []bool{false, true} {
		for name, way := range map[string]struct {
			options []Option
			prepare bool
		}{"": {}, " through GORM": {[]Option{byGORM()}, false}, " prepared": {nil, true}} {
			t.Run(fmt.Sprintf("hooks=%v%s", hooks, name), func(t *testing.T) {
				schema := fmt.Sprintf("t%d", schemas.Add(1))
				if err := opened(t, postgres.Open(server.DSN("postgres"))).Exec("CREATE SCHEMA " + schema).Error; err != nil {
					t.Fatal(err)
				}
				open := func(parameters string) *gorm.DB {
					db := opened(t, postgres.Open(server.DSN("postgres")+" search_path="+schema+" "+parameters))
					return db.Session(&gorm.Session{PrepareStmt: way.prepare})
				}
				f(t, open, hooks, way.options)
			})
		}
	}
}

// TestServerDown stops the server, which every action says, and starts it again.
func TestServerDown(t *testing.T) {
	stopped := pgtest.Start(t)
	db := opened(t, postgres.Open(stopped.DSN("postgres")))
	for _, d := range databases {
		if d.name == "sqlite" || d.name == "sqlite-gorm" {
			continue
		}
		for _, hooks := range []bool{false, true} {
			s := serve(t, storeOf[counter, int64](t, db, d.options...), hooks, 1)
			came(t, s.all(t.Context()), codes.OK)
			if err := stopped.Stop(); err != nil {
				t.Fatal(err)
			}
			came(t, s.all(t.Context()), codes.Unavailable)
			if err := stopped.Restart(); err != nil {
				t.Fatal(err)
			}
			came(t, s.all(t.Context()), codes.OK)
		}
	}
}

// TestConnectionsKilled ends all connections while nothing uses them, as a restart or a failover does: no action fails.
func TestConnectionsKilled(t *testing.T) {
	onPostgres(t, func(t *testing.T, open func(string) *gorm.DB, hooks bool, options []Option) {
		admin, db := open(""), open("application_name=killed")
		s := serve(t, storeOf[counter, int64](t, db, options...), hooks, 0)
		for range 5 {
			for _, call := range []func() error{
				func() error { _, err := s.Create(t.Context(), &counter{N: 1}); return err },
				func() error { _, err := s.Update(t.Context(), &counter{ID: 1}); return err },
				func() error { _, err := s.Retrieve(t.Context(), 1); return err },
				func() error { _, err := s.List(t.Context(), nil); return err },
			} {
				err := admin.Exec("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'killed'").Error
				if err != nil {
					t.Fatal(err)
				}
				if err := call(); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

// TestKilledWithin ends the connection of a transaction, which is begun again.
func TestKilledWithin(t *testing.T) {
	db := openPostgres(t)
	store := storeOf[counter, int64](t, db)
	model := crud.Must(crud.New(crud.Config[counter, int64]{Store: store}))
	attempts := 0
	err := model.Transaction(t.Context(), func(ctx context.Context) error {
		if err := store.Create(ctx, &counter{N: 1}); err != nil {
			return err
		}
		if attempts++; attempts == 1 {
			_ = In(ctx, db).Exec("SELECT pg_terminate_backend(pg_backend_pid())") // the connection is gone
		}
		return store.Create(ctx, &counter{N: 2})
	})
	if err != nil || attempts != 2 {
		t.Errorf("after %d attempts: %v", attempts, err)
	}
	if n, err := store.Count(t.Context(), query[counter](t)); n != 2 || err != nil {
		t.Errorf("there are %d rows, %v", n, err)
	}
}

// TestServerRefuses is about a server that is there, and does not do what is asked for.
func TestServerRefuses(t *testing.T) {
	onPostgres(t, func(t *testing.T, open func(string) *gorm.DB, hooks bool, options []Option) {
		storeOf[counter, int64](t, open(""), options...)
		in := func(parameters string) *served {
			s, err := New[counter, int64](open(parameters), options...)
			if err != nil {
				t.Fatal(err)
			}
			return serve(t, s, hooks, -1)
		}
		came(t, in("default_transaction_read_only=on").all(t.Context()), codes.Unavailable, "Create")

		locking := open("").Begin()
		defer locking.Rollback()
		if err := locking.Exec("LOCK TABLE counters").Error; err != nil {
			t.Fatal(err)
		}
		came(t, in("statement_timeout=20ms").all(t.Context()), codes.DeadlineExceeded)
		came(t, in("lock_timeout=20ms").all(t.Context()), codes.Aborted)
	})
}

// TestChangedType changes the type of a column while the model is served: no action fails.
func TestChangedType(t *testing.T) {
	onPostgres(t, func(t *testing.T, open func(string) *gorm.DB, hooks bool, options []Option) {
		admin, db := open(""), open("")
		s := serve(t, storeOf[counter, int64](t, db, options...), hooks, 0)
		came(t, s.all(t.Context()), codes.OK)
		for _, to := range []string{"integer", "bigint", "numeric", "bigint"} {
			if err := admin.Exec("ALTER TABLE counters ALTER COLUMN n TYPE " + to).Error; err != nil {
				t.Fatal(err)
			}
			came(t, s.all(t.Context()), codes.OK)
		}
	})
}

// TestSQLiteRefuses is about a file that is there, and cannot be written to.
func TestSQLiteRefuses(t *testing.T) {
	for pragma, code := range map[string]codes.Code{
		"query_only=1": codes.Unavailable, // as a file system that was mounted to be read
		"locking":      codes.Aborted,
	} {
		t.Run(pragma, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "test.db")
			db := opened(t, sqlite.Open("file:"+path+"?_pragma=busy_timeout(1)"))
			s := serve(t, storeOf[counter, int64](t, db), false, -1)
			pool, err := db.DB()
			if err != nil {
				t.Fatal(err)
			}
			pool.SetMaxOpenConns(1)
			if code == codes.Unavailable {
				db.Exec("PRAGMA " + pragma)
			} else {
				other := opened(t, sqlite.Open("file:"+path+"?_txlock=immediate")).Begin()
				defer other.Rollback()
			}
			came(t, s.all(t.Context()), code, "Create", "Update", "PartialUpdate", "Destroy")
		})
	}
}
