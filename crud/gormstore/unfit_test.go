package gormstore

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/shopspring/decimal"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// narrow has columns that cannot keep all that its fields can hold.
type narrow struct {
	ID    int64
	Wide  int64
	Small int32           `gorm:"type:smallint"`
	Maybe *int64          `gorm:"type:integer"`
	Big   uint64          `gorm:"type:bigint"`
	Price decimal.Decimal `gorm:"type:numeric(5,2)"`
	Code  string          `gorm:"type:varchar(5)"`
	Name  *string         `gorm:"size:7"`
	Tag   string          `gorm:"type:uuid"`
}

const noTag = "00000000-0000-0000-0000-000000000000"

var narrowFields = crud.NewFields[narrow]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, Sort: true, Lookups: []crud.Lookup{crud.Exact, crud.In}},
	{Name: "wide", Go: "Wide", Kind: crud.Ordered},
	{Name: "small", Go: "Small", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{crud.Exact, crud.In, crud.Less, crud.Greater}},
	{Name: "maybe", Go: "Maybe", Kind: crud.Ordered, Nullable: true, Lookups: []crud.Lookup{crud.Exact, crud.Less}},
	{Name: "big", Go: "Big", Kind: crud.Ordered, Lookups: []crud.Lookup{crud.Exact, crud.Less}},
	{Name: "price", Go: "Price", Kind: crud.Ordered},
	{Name: "code", Go: "Code", Kind: crud.Text},
	{Name: "name", Go: "Name", Kind: crud.Text, Nullable: true},
	{Name: "tag", Go: "Tag", Kind: crud.Text},
})

// modes opens PostgreSQL in all of pgx's ways to run a statement.
func modes(t *testing.T) map[string]*gorm.DB {
	all := map[string]*gorm.DB{}
	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec,
		pgx.QueryExecModeSimpleProtocol,
	} {
		schema := fmt.Sprintf("t%d", schemas.Add(1))
		if err := opened(t, postgres.Open(server.DSN("postgres"))).Exec("CREATE SCHEMA " + schema).Error; err != nil {
			t.Fatal(err)
		}
		c, err := pgx.ParseConfig(server.DSN("postgres") + " search_path=" + schema)
		if err != nil {
			t.Fatal(err)
		}
		c.DefaultQueryExecMode = mode
		all[mode.String()] = opened(t, postgres.New(postgres.Config{Conn: stdlib.OpenDB(*c)}))
	}
	return all
}

// TestUnfit sends values that a column cannot keep: the client is told which field.
func TestUnfit(t *testing.T) {
	huge := int64(1) << 40
	unfit := map[string]*narrow{
		"small": {Wide: 70000, Small: 70000}, "maybe": {Wide: huge, Maybe: &huge}, "big": {Big: math.MaxUint64},
		"price": {Wide: 1000, Price: decimal.RequireFromString("999.995")}, "code": {Code: "äöüßéè"},
		"name": {Name: ptr("nine long")}, "tag": {Tag: "no UUID"},
	}
	check := func(t *testing.T, db *gorm.DB, options []Option, fields ...string) {
		model := crud.Must(crud.New(crud.Config[narrow, int64]{Store: storeOf[narrow, int64](t, db, options...)}))
		s := crud.NewService(model)
		made, err := s.Create(t.Context(), &narrow{Small: 1, Tag: noTag})
		if err != nil {
			t.Fatal(err)
		}
		for field, row := range unfit {
			if row.Tag == "" {
				row.Tag = made.Tag
			}
			if len(fields) > 0 && !slices.Contains(fields, field) {
				continue
			}
			_, err := s.Create(t.Context(), row)
			named(t, err, field)
			row.ID = made.ID
			_, err = s.Update(t.Context(), row)
			named(t, err, field)
			_, err = s.PartialUpdate(t.Context(), row, []string{field})
			named(t, err, field)
			row.ID = 0
		}
	}
	for name, db := range modes(t) {
		t.Run(name, func(t *testing.T) { check(t, db, nil) })
	}
	onEach(t, func(t *testing.T, d database) {
		if db := d.open(t); db.Name() == "sqlite" { // whose columns keep anything else
			check(t, db, d.options, "big")
		} else {
			check(t, db, d.options)
		}
	})
	t.Run("prepared", func(t *testing.T) { check(t, openPostgres(t).Session(&gorm.Session{PrepareStmt: true}), nil) })
}

// named checks that an error is INVALID_ARGUMENT, and about a field.
func named(t *testing.T, err error, field string) {
	t.Helper()
	s := status.Convert(err)
	if s.Code() == codes.InvalidArgument && len(s.Details()) == 1 {
		if bad := s.Details()[0].(*errdetails.BadRequest).FieldViolations; len(bad) == 1 && bad[0].Field == field {
			return
		}
	}
	t.Errorf("a value of %s that its column cannot keep: %v %v", field, s, s.Details())
}

// TestUnfitFilter asks for values that a column cannot keep: no row has them, and all are below them.
func TestUnfitFilter(t *testing.T) {
	check := func(t *testing.T, db *gorm.DB, options []Option) {
		s := storeOf[narrow, int64](t, db, options...)
		for i := range int32(3) {
			if err := s.Create(t.Context(), &narrow{Small: i, Maybe: ptr(int64(i)), Tag: noTag}); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			c    crud.Condition
			want int64
		}{
			{crud.Cond("small", crud.Exact, int32(70000)), 0}, {crud.Cond("small", crud.Less, int32(70000)), 3},
			{crud.Cond("small", crud.Greater, int32(-70000)), 3}, {crud.Cond("small", crud.In, []any{int32(1), int32(70000), int32(2)}), 2},
			{crud.Cond("maybe", crud.Exact, int64(1<<40)), 0}, {crud.Cond("maybe", crud.Less, int64(1<<40)), 3},
			{crud.Cond("big", crud.Exact, uint64(math.MaxUint64)), 0}, {crud.Cond("big", crud.Less, uint64(math.MaxUint64)), 3},
		} {
			if n, err := s.Count(t.Context(), query[narrow](t, c.c)); n != c.want || err != nil {
				t.Errorf("%+v: %d rows, not %d: %v", c.c, n, c.want, err)
			}
		}
		q := orderBy[narrow](t, narrowFields.Query(), "small", "id")
		q.After = []any{int32(70000), int64(1)}
		if rows, err := s.List(t.Context(), q); len(rows) != 0 || err != nil {
			t.Errorf("behind all are %s, %v", show(rows), err)
		}
	}
	for name, db := range modes(t) {
		t.Run(name, func(t *testing.T) { check(t, db, nil) })
	}
	onEach(t, func(t *testing.T, d database) { check(t, d.open(t), d.options) })
}
