package gormstore

import (
	"bufio"
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/libtnb/sqlite"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	modernc "modernc.org/sqlite"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/storetest"
)

// note can be asked for by texts in all ways.
type note struct {
	Key  string  `grpc:"primary,filter=exact|in,sort" gorm:"primaryKey"`
	Text *string `grpc:"filter=exact|iexact|contains|icontains|starts_with|istarts_with|ends_with|iends_with|in|range|null,sort,search"`
	Hue  color   `grpc:"filter=exact,sort,search" gorm:"not null"`
}

// recorder is what the driver of a database is told to run.
type recorder struct {
	mu    sync.Mutex
	texts map[string]bool
}

func (r *recorder) add(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.texts[text] = true
}

// taken returns the texts since the last call.
func (r *recorder) taken() map[string]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	texts := r.texts
	r.texts = map[string]bool{}
	return texts
}

func (r *recorder) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	r.add(data.SQL)
	return ctx
}

func (r *recorder) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// connector opens connections of SQLite whose statements are recorded.
type connector struct {
	dsn string
	log *recorder
}

func (c connector) Driver() driver.Driver { return &modernc.Driver{} }

func (c connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.Driver().Open(c.dsn)
	if err != nil {
		return nil, err
	}
	return recordedConn{conn, c.log}, nil
}

type recordedConn struct {
	driver.Conn
	log *recorder
}

func (c recordedConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	c.log.add(text)
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
}

func (c recordedConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.log.add(text)
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, text, args)
}

func (c recordedConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.log.add(text)
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, text, args)
}

func (c recordedConn) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, options)
}

// watchedDatabase opens a database whose driver tells what it runs.
func watchedDatabase(t testing.TB, d database) (*gorm.DB, *recorder) {
	t.Helper()
	log := &recorder{texts: map[string]bool{}}
	if strings.HasPrefix(d.name, "sqlite") {
		dsn := sqliteDSN(filepath.Join(t.TempDir(), "test.db")) + "&_texttotime=1&_inttotime=1&_time_format=sqlite"
		pool := sql.OpenDB(connector{dsn, log})
		return opened(t, sqlite.New(sqlite.Config{Conn: pool})), log
	}
	var schema string
	if err := d.open(t).Raw("SELECT current_schema").Scan(&schema).Error; err != nil {
		t.Fatal(err)
	}
	cfg, err := pgx.ParseConfig(server.DSN("postgres") + " search_path=" + schema)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Tracer = log
	return opened(t, postgres.New(postgres.Config{Conn: stdlib.OpenDB(*cfg)})), log
}

// target is a service that is attacked, and its rows in memory.
type target struct {
	t     testing.TB
	model *crud.Model[note, string]
	db    *gorm.DB
	log   *recorder
	rows  []*note
	ours  map[string]bool // the texts of statements that were run for harmless texts
}

func newTarget(t testing.TB, d database) *target {
	t.Helper()
	db, log := watchedDatabase(t, d)
	store := storeOf[note, string](t, db, d.options...)
	if err := db.Exec("CREATE TABLE secrets (text text)").Error; err != nil {
		t.Fatal(err)
	}
	if err := db.Exec("INSERT INTO secrets VALUES ('kept')").Error; err != nil {
		t.Fatal(err)
	}
	model, err := crud.New(crud.Config[note, string]{Store: store, MaxText: 1 << 20}) // long texts are looked for, too
	if err != nil {
		t.Fatal(err)
	}
	x := &target{t: t, model: model, db: db, log: log}
	x.create(&note{Key: "first", Text: ptr("some TEXT"), Hue: "red"})
	x.create(&note{Key: "none", Hue: "blue"})
	for _, s := range []string{"harmless", "\U0010fffe", "\x01", "with a \x00", ""} {
		x.attack(s)
	}
	for n := range 33 {
		x.searched(strings.Repeat("w ", n))
	}
	for _, by := range []string{"key", "text", "hue", "-key", "-text", "-hue"} {
		if _, err := crud.NewLister(model).List(context.Background(), &crud.ListRequest[note]{OrderBy: []string{by}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := crud.NewDestroyer(model).Destroy(context.Background(), "none"); err != nil {
		t.Fatal(err)
	}
	x.rows = slices.DeleteFunc(x.rows, func(m *note) bool { return m.Key == "none" })
	x.ours = log.taken()
	return x
}

func (x *target) create(m *note) {
	x.t.Helper()
	row := *m
	got, err := crud.NewCreator(x.model).Create(context.Background(), &row)
	switch {
	case m.Key == "", strings.Contains(m.Key, "\x00"):
		if status.Code(err) != codes.InvalidArgument {
			x.t.Errorf("%q is stored: %v", m.Key, err)
		}
	case err != nil || !same(got, m):
		x.t.Errorf("%q is stored as %s %v", m.Key, show(got), err)
	default:
		x.rows = append(x.rows, m)
	}
}

// attack puts a text everywhere that a client can, and sees that it is a text and nothing else.
func (x *target) attack(s string) {
	x.t.Helper()
	ctx := context.Background()
	x.create(&note{Key: s, Text: &s, Hue: color(s)})
	fields := x.model.Fields()
	for _, f := range fields.All() {
		for _, l := range f.Lookups {
			switch l {
			case crud.Null:
			case crud.In:
				x.filtered(s, crud.Cond(f.Name, l, []string{s, "first"}))
			default:
				x.filtered(s, crud.Cond(f.Name, l, s))
			}
		}
	}
	x.filtered(s, crud.Or(crud.Cond("text", crud.Contains, s), crud.Cond("hue", crud.Exact, s)))
	x.searched(s)
	x.paged(s)

	lister := crud.NewLister(x.model)
	for what, request := range map[string]*crud.ListRequest[note]{
		"order": {OrderBy: []string{s}}, "backwards": {OrderBy: []string{"-" + s}}, "field": {Filter: crud.FilterOf[note](crud.Cond(s, crud.Exact, "x"))},
		"token": {PageToken: s},
	} {
		known := slices.Contains([]string{"key", "text", "hue"}, strings.TrimPrefix(s, "-")) && !(what == "backwards" && s[0] == '-' && s[1] == '-')
		if _, err := lister.List(ctx, request); status.Code(err) != codes.InvalidArgument && s != "" && !known {
			x.t.Errorf("%s %q: %v", what, s, err)
		}
	}
	if _, err := crud.NewPartialUpdater(x.model).PartialUpdate(ctx, &note{Key: "first"}, []string{"zz" + s}); status.Code(err) != codes.InvalidArgument {
		x.t.Errorf("the field %q is updated: %v", s, err)
	}
	x.written(s)
}

// listed compares a page with what the rows in memory give.
func (x *target) listed(s, what string, request *crud.ListRequest[note], q *crud.Query) *crud.ListResponse[note] {
	x.t.Helper()
	got, err := crud.NewLister(x.model).List(context.Background(), request)
	if strings.Contains(s, "\x00") {
		if status.Code(err) != codes.InvalidArgument {
			x.t.Errorf("%s %q: %v", what, s, err)
		}
		return &crud.ListResponse[note]{}
	}
	if err != nil {
		x.t.Errorf("%s %q: %v", what, s, err)
		return &crud.ListResponse[note]{}
	}
	if want := storetest.Select(x.rows, q); len(got.Results)+len(want) > 0 && !same(got.Results, want) {
		x.t.Errorf("%s %q gives %d rows, not %d:\n%s\n%s", what, s, len(got.Results), len(want), show(got.Results), show(want))
	}
	return got
}

func (x *target) query(tests ...crud.Condition) *crud.Query {
	x.t.Helper()
	q := x.model.Fields().Query()
	if err := q.And(tests...); err != nil {
		x.t.Fatal(err)
	}
	q.Order, q.Limit = []crud.Order{{Field: x.model.Fields().Key()}}, 1000
	return q
}

func (x *target) filtered(s string, test crud.Condition) {
	x.t.Helper()
	x.listed(s, fmt.Sprint(test), &crud.ListRequest[note]{Filter: crud.FilterOf[note](test), PageSize: 1000}, x.query(test))
}

func (x *target) searched(s string) {
	x.t.Helper()
	q := x.query()
	for _, word := range strings.Fields(s) {
		q.Search = append(q.Search, crud.Search{Fields: []*crud.Field{x.model.Fields().Named("Text"), x.model.Fields().Named("Hue")}, Text: word})
	}
	if len(q.Search) <= 32 {
		x.listed(s, "search", &crud.ListRequest[note]{Search: s, PageSize: 1000}, q)
	}
}

// paged begins a page behind the row of the text, forwards and backwards.
func (x *target) paged(s string) {
	x.t.Helper()
	two := crud.Cond("key", crud.In, []string{s, "first"})
	for _, by := range []string{"key", "-key", "text", "-text", "hue", "-hue"} {
		name, descending := strings.CutPrefix(by, "-")
		q := x.query(two)
		q.Order, q.Limit = append([]crud.Order{{Field: x.model.Fields().Named(name), Descending: descending}}, q.Order...), 1
		if name == "key" {
			q.Order = q.Order[:1]
		}
		request := &crud.ListRequest[note]{Filter: crud.FilterOf[note](two), OrderBy: []string{by}, PageSize: 1}
		if page := x.listed(s, by, request, q); page.NextPageToken != "" {
			q.Offset, request.PageToken = 1, page.NextPageToken
			x.listed(s, by+" behind", request, q)
		}
	}
}

// written changes, reads and removes the row of the text.
func (x *target) written(s string) {
	x.t.Helper()
	ctx := context.Background()
	i := slices.IndexFunc(x.rows, func(m *note) bool { return m.Key == s })
	if got, err := crud.NewRetriever(x.model).Retrieve(ctx, s); i >= 0 && !same(got, x.rows[i]) || i < 0 && status.Code(err) != codes.NotFound {
		x.t.Errorf("retrieve %q: %s %v", s, show(got), err)
	}
	change := &note{Key: s, Text: ptr(s + s), Hue: color(s)}
	if _, err := crud.NewUpdater(x.model).Update(ctx, change); (i >= 0) != (err == nil) {
		x.t.Errorf("update %q: %v", s, err)
	}
	if i >= 0 && len(x.rows) > 8 { // so that pages stay small
		if err := crud.NewDestroyer(x.model).Destroy(ctx, s); err != nil {
			x.t.Errorf("destroy %q: %v", s, err)
		}
		x.rows = slices.Delete(x.rows, i, i+1)
	} else if i >= 0 {
		x.rows[i] = change
	}
}

// intact checks that only our statements were run, and all is there.
func (x *target) intact(s string) {
	x.t.Helper()
	for text := range x.log.taken() {
		if !x.ours[text] {
			x.t.Errorf("after %q this was run: %s\nours are: %s", s, text, strings.Join(slices.Sorted(maps.Keys(x.ours)), "\n"))
		}
	}
}

func (x *target) kept() {
	x.t.Helper()
	var secrets []string
	if err := x.db.Raw("SELECT text FROM secrets").Scan(&secrets).Error; err != nil || !slices.Equal(secrets, []string{"kept"}) {
		x.t.Errorf("the other table holds %q %v", secrets, err)
	}
	x.listed("", "all", &crud.ListRequest[note]{PageSize: 1000}, x.query())
}

// injections reads the corpus: a Go string a line.
func injections(t testing.TB) (all []string) {
	t.Helper()
	file, err := os.Open("testdata/injections.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		s, err := strconv.Unquote(lines.Text())
		if err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		all = append(all, s)
	}
	return all
}

func TestInjection(t *testing.T) {
	all := injections(t)
	if len(all) < 200 {
		t.Fatalf("the corpus has %d attempts only", len(all))
	}
	onEach(t, func(t *testing.T, d database) {
		x := newTarget(t, d)
		for i, s := range all {
			if len(d.options) > 0 && i%8 > 0 { // GORM binds what we do
				continue
			}
			if slices.ContainsFunc(x.rows, func(m *note) bool { return m.Key == s }) {
				continue
			}
			x.attack(s)
			x.intact(s)
		}
		x.kept()
	})
}

func FuzzInjection(f *testing.F) {
	for i, s := range injections(f) {
		if i%20 == 0 { // TestInjection tries them all
			f.Add(s)
		}
	}
	f.Add(strings.Repeat(`\`, 700) + "O" + strings.Repeat(`\`, 700))
	x := newTarget(f, databases[0])
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || slices.ContainsFunc(x.rows, func(m *note) bool { return m.Key == s }) {
			return // no such text gets through gRPC
		}
		x.t = t
		x.attack(s)
		x.intact(s)
	})
}
