package gormstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// checkZone reports columns of PostgreSQL without a time zone whose times would not be what was written: a driver that was
// told of a time zone, as GORM's is by the TimeZone of a DSN, reads such a column in that zone, and writes the clock that
// a time shows, which here is that of UTC; and where the server converts, it does so by the zone of the session.
func (t *table) checkZone(ctx context.Context, pool gorm.ConnPool, found map[string]*described) error {
	if !t.postgres || !slices.ContainsFunc(t.columns, func(c *column) bool { return c.zoneless(found) != "" }) {
		return nil
	}
	kept, zone, err := keepsClock(ctx, pool)
	if err != nil {
		return nil // what is asked for says why
	}
	i := slices.IndexFunc(t.columns, func(c *column) bool { kind := c.zoneless(found); return kind != "" && !kept[kind] })
	if i < 0 {
		return nil
	}
	c := t.columns[i]
	return fmt.Errorf("gormstore: %s.%s is kept in a column without a time zone, and the connections of the gorm.DB, whose time zone is %s, would "+
		"read another time there than was written: leave TimeZone out of the DSN or set it to UTC, with an exec mode of pgx other than \"exec\", or give the "+
		"column a time zone: tag it gorm:\"type:timestamptz\", and ALTER TABLE %s ALTER COLUMN %s TYPE timestamptz USING %s AT TIME ZONE the zone that its times are in",
		t.fields.Model(), c.field.Name, zone, t.name, c.name, c.name)
}

// zoneless returns the type of a column that keeps times without a time zone, timestamp or date, or nothing.
func (c *column) zoneless(found map[string]*described) string {
	kind := ""
	if d := found[c.field.DBName]; d != nil {
		kind = d.typeName
	} else if kind = strings.ToLower(c.field.TagSettings["TYPE"]); !strings.Contains(kind, "with time zone") {
		kind, _, _ = strings.Cut(kind, "(")
		kind = strings.TrimSuffix(kind, " without time zone")
	}
	if c.time && (kind == timestampType || kind == dateType) {
		return kind
	}
	return ""
}

const (
	timestampType = "timestamp"
	dateType      = "date"
)

// clocks are times at which zones differ from UTC: in winter, in summer, and before there were zones.
var clocks = []time.Time{
	time.Date(2024, 1, 15, 0, 0, 0, 0, time.UTC), time.Date(2024, 7, 15, 0, 0, 0, 0, time.UTC), time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC),
}

// keepsClock reports which of the types without a time zone give times and days in UTC back as they are, and in which zone the
// session is.
func keepsClock(ctx context.Context, pool gorm.ConnPool) (kept map[string]bool, zone string, err error) {
	rows, err := pool.QueryContext(ctx, `SELECT CAST($1 AS timestamp), CAST($2 AS timestamp), CAST($3 AS timestamp),
		CAST($4 AS date), CAST($5 AS date), CAST($6 AS date), current_setting('TimeZone')`,
		clocks[0], clocks[1], clocks[2], clocks[0], clocks[1], clocks[2])
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	var got [6]time.Time
	for rows.Next() {
		if err := rows.Scan(&got[0], &got[1], &got[2], &got[3], &got[4], &got[5], &zone); err != nil {
			return nil, "", err
		}
	}
	kept = map[string]bool{
		timestampType: slices.EqualFunc(got[:3], clocks, time.Time.Equal), dateType: slices.EqualFunc(got[3:], clocks, time.Time.Equal),
	}
	return kept, zone, rows.Err()
}
